/* kd_backlog: samples that an interrupt has taken and the main loop has not fetched yet, always without a gap. */
#ifndef KD_BACKLOG_H
#define KD_BACKLOG_H

#include <stdint.h>

/* The caller gives the first three; samples are numbered from 0. */
typedef struct {
    int16_t *values;   /* (capacity, channels) */
    uint32_t capacity; /* samples; a power of two */
    uint32_t channels;
    int64_t begin;    /* number of the oldest sample here */
    int64_t end;      /* one more than the newest's */
    uint32_t dropped; /* samples that were missing or overwritten */
} kd_backlog_t;

/* Forget all samples; the next one is number 0. */
void kd_backlog_reset(kd_backlog_t *backlog);

/* Append sample `number`, (channels).  The oldest makes room for it if need be; if samples before it are
 * missing, everything older is dropped. */
void kd_backlog_put(kd_backlog_t *backlog, int64_t number, const int16_t *sample);

/* How many samples wait. */
int32_t kd_backlog_count(const kd_backlog_t *backlog);

/* Move the oldest `count` samples to `samples`.  Returns the number of the first. */
int64_t kd_backlog_take(kd_backlog_t *backlog, int16_t *samples, int32_t count);

#endif
