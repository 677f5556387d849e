#include "kd_clock.h"

#include "kd_board.h"

static const int64_t NS_PER_S = 1000000000;

void kd_clock_start(kd_clock_t *clock)
{
    clock->seconds = 0;
    clock->last = kd_board_ticks();
    clock->ticks = 0;
}

int64_t kd_clock_now_ns(kd_clock_t *clock)
{
    const uint32_t tick_hz = kd_board_tick_hz();
    const uint32_t now = kd_board_ticks();
    clock->ticks += now - clock->last;
    clock->last = now;
    while (clock->ticks >= tick_hz) {
        clock->ticks -= tick_hz;
        ++clock->seconds;
    }
    return (int64_t)clock->seconds * NS_PER_S + (int64_t)clock->ticks * NS_PER_S / (int64_t)tick_hz;
}
