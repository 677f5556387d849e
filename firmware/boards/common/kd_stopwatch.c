#include "kd_stopwatch.h"

#include "kd_board.h"
#include "kd_cortex_m.h"

#if defined(__ARM_ARCH_6M__)

void kd_stopwatch_start(void)
{
}

int32_t kd_stopwatch_is_cycles(void)
{
    return 0;
}

uint32_t kd_stopwatch_now(void)
{
    return kd_board_ticks();
}

#else

/* Arm's architecture reference manuals, "Data Watchpoint and Trace unit". */
#define DEBUG_CONTROL KD_REGISTER(0xE000EDFCu)
#define DWT_CONTROL KD_REGISTER(0xE0001000u)
#define DWT_CYCLES KD_REGISTER(0xE0001004u)
#define DWT_LOCK KD_REGISTER(0xE0001FB0u) /* a Cortex-M7's */

static const uint32_t DEBUG_TRACE_ON = 1u << 24;
static const uint32_t DWT_CYCLES_ON = 1u << 0;
static const uint32_t DWT_UNLOCK = 0xC5ACCE55u;

static int32_t counts_cycles;

void kd_stopwatch_start(void)
{
    DEBUG_CONTROL |= DEBUG_TRACE_ON;
    DWT_LOCK = DWT_UNLOCK;
    DWT_CONTROL |= DWT_CYCLES_ON;
    const uint32_t before = DWT_CYCLES;
    __asm__ volatile("nop\n\tnop\n\tnop\n\tnop");
    counts_cycles = DWT_CYCLES != before;
}

int32_t kd_stopwatch_is_cycles(void)
{
    return counts_cycles;
}

uint32_t kd_stopwatch_now(void)
{
    return counts_cycles ? DWT_CYCLES : kd_board_ticks();
}

#endif
