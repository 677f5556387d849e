/* kd_learn: a person's signs, learnt on the board from takes that a host injects.
 *
 * A lesson goes through the takes several times, since no board has room for all of their samples: to survey how the
 * sensors are worn, to try the ways in which they may be, and to see what the last layer reads.  Then the layer is
 * fitted, and kept.  What was learnt holds until it is forgotten; PROTOCOL.md has the host's side.
 *
 * Two implementations: kd_learn.c, and kd_learn_none.c for images that cannot learn. */
#ifndef KD_LEARN_H
#define KD_LEARN_H

#include <stdint.h>

#include "kd_recogniser.h"

/* How a request to learn ends; the values are those of KD_STATUS_. */
typedef int32_t kd_learn_status_t;

/* Use what was kept last. */
void kd_learn_start(void);

/* Begin a pass: KD_PASS_.  While a lesson goes on, the bundle's own network is in use, and `recogniser` lends its
 * signal path and its window. */
kd_learn_status_t kd_learn_begin(kd_recogniser_t *recogniser, uint8_t pass);

/* The samples that follow are one take of the sign `label`. */
kd_learn_status_t kd_learn_take(int16_t label);

/* Take samples, given as to kd_recogniser_push().  Returns 0 or a negative error. */
int32_t kd_learn_give(int32_t stream, const void *samples, int32_t count, int64_t start_ns);

/* Fit the last layer, keep what was learnt, and use it. */
kd_learn_status_t kd_learn_keep(void);

/* Erase what was learnt: the bundle's network is in use again. */
kd_learn_status_t kd_learn_forget(void);

/* Leave a lesson that has not been kept. */
void kd_learn_stop(void);

/* What is in use of a person, from `offset` on, at most `most` bytes.  Returns how many; 0 past its end, or if nothing
 * was learnt. */
int32_t kd_learn_read(uint32_t offset, uint8_t *bytes, int32_t most);

#endif
