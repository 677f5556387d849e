#include "kd_decide.h"

#include <string.h>

void kd_decider_reset(kd_decider_t *decider)
{
    memset(decider, 0, sizeof *decider);
    decider->current = KD_REST;
    for (int32_t vote = 0; vote < KD_DECISION_AMONG; ++vote) {
        decider->votes[vote] = KD_REST;
    }
}

/* The lowest score of a label that is confident enough. */
static int32_t least_score(const kd_decider_t *decider, int32_t label)
{
#if KD_DECISION_PER_LABEL
    const int32_t least = kd_min_scores[label];
#else
    const int32_t least = KD_DECISION_MIN_SCORE;
#endif
    return label == decider->current && least > KD_DECISION_RELEASE_SCORE ? KD_DECISION_RELEASE_SCORE : least;
}

static int32_t moves(const kd_decider_t *decider, float activity)
{
#if KD_DECISION_USES_ACTIVITY
    return activity >= (decider->moves ? KD_DECISION_RELEASE_ACTIVITY : KD_DECISION_MIN_ACTIVITY);
#else
    (void)decider;
    (void)activity;
    return 1;
#endif
}

/* The sum of a label's scores over the newest windows. */
static int32_t sum_of(const kd_decider_t *decider, int32_t label)
{
    int32_t sum = 0;
    for (int32_t window = 0; window < decider->windows; ++window) {
        sum += decider->scores[window][label];
    }
    return sum;
}

static int32_t vote_of(const kd_decider_t *decider)
{
    int32_t best = 0;
    int32_t highest = sum_of(decider, 0);
    int32_t second = INT32_MIN / 2; /* so that a difference to it cannot overflow */
    for (int32_t label = 1; label < KD_LABELS; ++label) {
        const int32_t sum = sum_of(decider, label);
        if (sum > highest) {
            second = highest;
            highest = sum;
            best = label;
        } else if (sum > second) {
            second = sum;
        }
    }
    const int32_t count = decider->windows;
    const int32_t clear =
        highest >= least_score(decider, best) * count && highest - second >= KD_DECISION_MIN_MARGIN * count;
    return decider->moves && clear ? best : KD_REST;
}

/* Whether a vote has enough of the newest votes. */
static int32_t has_majority(const kd_decider_t *decider, int32_t vote)
{
    int32_t agree = 0;
    for (int32_t index = 0; index < KD_DECISION_AMONG; ++index) {
        agree += decider->votes[index] == vote;
    }
    return agree >= KD_DECISION_VOTES;
}

kd_decision_t kd_decider_push(kd_decider_t *decider, const int8_t *scores, float activity)
{
    memcpy(decider->scores[decider->score_at], scores, KD_LABELS);
    decider->score_at = (decider->score_at + 1) % KD_DECISION_SMOOTHING;
    decider->windows += decider->windows < KD_DECISION_SMOOTHING;
    decider->moves = moves(decider, activity);
    kd_decision_t decision = {vote_of(decider), KD_REST};
    decider->votes[decider->vote_at] = (int16_t)decision.vote;
    decider->vote_at = (decider->vote_at + 1) % KD_DECISION_AMONG;
    const int32_t quiet = decider->quiet > 0;
    decider->quiet -= quiet;
    if (decision.vote == decider->current || !has_majority(decider, decision.vote) ||
        (quiet && decision.vote != KD_REST)) {
        return decision;
    }
    decider->current = decision.vote;
    if (decision.vote != KD_REST) {
        decision.sign = decision.vote;
        decider->quiet = KD_DECISION_REFRACTORY;
    }
    return decision;
}
