#include "kd_decide.h"

#include "kd_signal_config.h"
#include "kd_window.h"

void kd_decider_reset(kd_decider_t *decider)
{
    decider->current = KD_REST;
    decider->candidate = KD_REST;
    decider->streak = 0;
}

int32_t kd_vote(const int8_t *window, const int8_t *scores)
{
    int32_t best = 0;
    for (int32_t label = 1; label < KD_LABELS; ++label) {
        best = scores[label] > scores[best] ? label : best;
    }
    const int32_t score = scores[best]; /* wider than an int8_t, because a gate may let all or none through */
    if (score < KD_DECISION_MIN_SCORE) {
        return KD_REST;
    }
#if KD_DECISION_USES_ACTIVITY
    if (kd_window_activity(window) < KD_DECISION_MIN_ACTIVITY) {
        return KD_REST;
    }
#else
    (void)window;
#endif
    return best;
}

int32_t kd_decider_push(kd_decider_t *decider, int32_t vote)
{
    decider->streak = vote == decider->candidate ? decider->streak + 1 : 1;
    decider->candidate = vote;
    if (decider->streak < KD_DECISION_VOTES || vote == decider->current) {
        return 0;
    }
    decider->current = vote;
    return vote != KD_REST;
}
