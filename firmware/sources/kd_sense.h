/* kd_sense: where a board's samples come from.  Sensors, recordings or triangle waves are behind it. */
#ifndef KD_SENSE_H
#define KD_SENSE_H

#include <stdint.h>

/* The true label from a time on, if the source knows it. */
typedef struct {
    int64_t time_ns; /* on the clock of the samples */
    int32_t label;   /* or -1: no sign is made */
} kd_mark_t;

/* How many streams of the bundle the source samples. */
extern const uint8_t kd_sense_streams;

/* Start sampling: sample 0 of every stream is taken at `now_ns`, which becomes time 0. */
void kd_sense_start(int64_t now_ns);

/* Stop sampling. */
void kd_sense_stop(void);

/* Samples of `stream` that have been taken at `now_ns` and not yet fetched. */
int32_t kd_sense_waiting(int32_t stream, int64_t now_ns);

/* Fetch the oldest `count` waiting samples into `samples` (count, channels).  Returns the time of the first. */
int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count);

/* Samples of `stream` that were lost because they were not fetched in time. */
uint32_t kd_sense_dropped(int32_t stream);

/* Why `stream` gives no samples at present, as a human-readable message, or NULL. */
const char *kd_sense_problem(int32_t stream);

/* The next mark that has become due at `now_ns`.  Returns 1 if there is one, else 0. */
int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark);

#endif
