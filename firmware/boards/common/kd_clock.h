/* kd_clock: time since start in nanoseconds, from the board's tick counter. */
#ifndef KD_CLOCK_H
#define KD_CLOCK_H

#include <stdint.h>

typedef struct {
    uint64_t seconds;
    uint32_t last;  /* tick counter when read last */
    uint64_t ticks; /* since the last full second */
} kd_clock_t;

/* Time 0 is now. */
void kd_clock_start(kd_clock_t *clock);

/* Nanoseconds since the start.  Read it at least once per wrap of the tick counter. */
int64_t kd_clock_now_ns(kd_clock_t *clock);

#endif
