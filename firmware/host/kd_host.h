/* kd_host: a recogniser for programs that are not C: the results of many hops in one call, through pointers and numbers.
 *
 * kd_edge/live/native.py compiles it for a bundle. */
#ifndef KD_HOST_H
#define KD_HOST_H

#include <stdint.h>

#include "kd_recogniser.h"

typedef struct {
    int64_t time_ns;   /* of the window's last frame */
    uint32_t restarts; /* of the signal path so far; votes from before a restart do not count */
    float activity;
    int32_t vote; /* the window's label, or KD_REST */
    int32_t sign; /* label that is recognised with it, or KD_REST */
    int8_t scores[KD_LABELS];
} kd_host_result_t;

typedef struct {
    kd_recogniser_t recogniser;
    int32_t failed; /* error that the next call returns, after the results before it */
} kd_host_t;

/* Whether the network takes one frame at a time. */
int32_t kd_host_streams(void);

/* Bytes of a kd_host_t, and of a kd_host_result_t. */
int32_t kd_host_bytes(void);
int32_t kd_host_result_bytes(void);

/* Discard every sample and window, and set the counters to zero. */
void kd_host_reset(kd_host_t *host);

/* Give samples of one stream, as to kd_recogniser_push(), and begin with kd_host_next(), or return the status of the former.
 * They are read in place until there is nothing more, or an error. */
int32_t kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns,
                     kd_host_result_t *results, int32_t capacity);

/* Up to `capacity` results of the samples given.  Returns how many, or a negative error of kd_recogniser_next(): then
 * the rest of the samples is dropped.  Fewer than `capacity`: nothing more comes, unless kd_host_failed(). */
int32_t kd_host_next(kd_host_t *host, kd_host_result_t *results, int32_t capacity);

/* Whether the next call returns an error. */
int32_t kd_host_failed(const kd_host_t *host);

/* Counts since the reset: filled, skipped, restarts. */
void kd_host_counts(const kd_host_t *host, uint32_t *counts);

#endif
