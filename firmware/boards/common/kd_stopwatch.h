/* The finest clock for short times: the core's own cycle counter where it has one that counts (DWT's, from Armv7-M
 * on; QEMU's stands still), else the board's ticks.  It wraps at 2^32. */
#ifndef KD_STOPWATCH_H
#define KD_STOPWATCH_H

#include <stdint.h>

/* Start the cycle counter, if there is one; until then the stopwatch shows ticks. */
void kd_stopwatch_start(void);

/* 1 if the stopwatch shows cycles of the core, 0 if ticks of the board. */
int32_t kd_stopwatch_is_cycles(void);

/* What it shows. */
uint32_t kd_stopwatch_now(void);

#endif
