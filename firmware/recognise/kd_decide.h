/* kd_decide: from scores to recognised signs, the same as the host's Decider.
 *
 * A window votes for its best label if its score and its activity pass the gates, and for rest otherwise.
 * A sign is recognised once KD_DECISION_VOTES windows in a row agree on it, and not again before as many
 * windows of rest or another sign. */
#ifndef KD_DECIDE_H
#define KD_DECIDE_H

#include <stdint.h>

enum { KD_REST = -1 };

typedef struct {
    int32_t current;   /* the sign that was recognised last, or KD_REST */
    int32_t candidate; /* what the newest windows vote for */
    uint32_t streak;   /* how many of them in a row */
} kd_decider_t;

/* Forget all votes. */
void kd_decider_reset(kd_decider_t *decider);

/* The vote of one window: a label or KD_REST.  window: the model's input; scores: its output (KD_LABELS). */
int32_t kd_vote(const int8_t *window, const int8_t *scores);

/* Count one vote.  Returns 1 if its label is newly recognised, else 0. */
int32_t kd_decider_push(kd_decider_t *decider, int32_t vote);

#endif
