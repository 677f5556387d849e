/* kd_decide: from scores to recognised signs, the same as the host's Decider.
 *
 * At every hop the scores of the newest KD_DECISION_SMOOTHING windows are added.  The best label gets the hop's vote
 * if its score passes its gate, is KD_DECISION_MIN_MARGIN above the second, and the window moves; else rest gets it.
 * A sign is recognised once it has KD_DECISION_VOTES of the newest KD_DECISION_AMONG votes, and not again before rest
 * or another sign has as many.
 *
 * kd_signal_config.h has the gates; what it leaves out has these values. */
#ifndef KD_DECIDE_H
#define KD_DECIDE_H

#include <stdint.h>

#include "kd_signal_config.h"

#ifndef KD_DECISION_SMOOTHING
#define KD_DECISION_SMOOTHING 1
#endif
#ifndef KD_DECISION_AMONG
#define KD_DECISION_AMONG KD_DECISION_VOTES
#endif
#ifndef KD_DECISION_MIN_MARGIN
#define KD_DECISION_MIN_MARGIN 0
#endif
#ifndef KD_DECISION_RELEASE_SCORE
#define KD_DECISION_RELEASE_SCORE INT16_MAX /* above every gate: a reported sign needs what another one does */
#endif
#ifndef KD_DECISION_RELEASE_ACTIVITY
#define KD_DECISION_RELEASE_ACTIVITY KD_DECISION_MIN_ACTIVITY
#endif
#ifndef KD_DECISION_REFRACTORY
#define KD_DECISION_REFRACTORY 0
#endif
#ifndef KD_DECISION_PER_LABEL
#define KD_DECISION_PER_LABEL 0 /* 1: kd_min_scores[KD_LABELS] has the gates, and not KD_DECISION_MIN_SCORE */
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { KD_REST = -1 };

typedef struct {
    int32_t current;  /* the sign that was recognised last, or KD_REST */
    int32_t moves;    /* whether the newest window did */
    int32_t windows;  /* how many are in `scores` */
    int32_t score_at; /* where the next window's scores go */
    int32_t vote_at;  /* where the next vote goes */
    int32_t quiet;    /* hops in which nothing can be recognised yet */
    int16_t votes[KD_DECISION_AMONG];
    int8_t scores[KD_DECISION_SMOOTHING][KD_LABELS];
} kd_decider_t;

/* What follows from one hop. */
typedef struct {
    int32_t vote; /* a label or KD_REST */
    int32_t sign; /* that label if it is recognised now, else KD_REST */
} kd_decision_t;

/* Forget all scores and votes. */
void kd_decider_reset(kd_decider_t *decider);

/* Decide.  scores: the network's output (KD_LABELS); activity: of its window, if KD_DECISION_USES_ACTIVITY. */
kd_decision_t kd_decider_push(kd_decider_t *decider, const int8_t *scores, float activity);

#ifdef __cplusplus
}
#endif

#endif
