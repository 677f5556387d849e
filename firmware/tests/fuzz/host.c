#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kd_board.h"
#include "kd_signal_config.h"
#include "kd_protocol.h"
#include "kd_runtime.h"
#include "kd_start.h"
#include "kd_stopwatch.h"

enum { TICK_HZ = 1000000 };

const uint8_t kd_runtime_kind = KD_RUNTIME_NONE;
const uint8_t kd_runtime_takes_frames = 0;
const uint32_t kd_runtime_arena_bytes = 0;

jmp_buf kd_host_restarted;

static uint32_t ticks;

void kd_host_start(void)
{
    ticks = 0;
    kd_host_start_serial();
}

void kd_host_pass_ms(uint32_t ms)
{
    ticks += ms * (TICK_HZ / 1000);
}

void kd_host_check(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "violated: %s\n", what);
        abort();
    }
}

void kd_board_start(void)
{
}

uint32_t kd_board_core_hz(void)
{
    return 0;
}

uint32_t kd_board_tick_hz(void)
{
    return TICK_HZ;
}

uint32_t kd_board_ticks(void)
{
    return ticks++;
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    kd_host_check(period_ms >= 1 && period_ms <= 250, "a board wakes every 1 to 250 ms");
}

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

uint32_t kd_stack_high_water(void)
{
    return 0;
}

uint32_t kd_stack_size(void)
{
    return 0;
}

uint32_t kd_ram_size(void)
{
    return 0;
}

uint32_t kd_ram_free(void)
{
    return 0;
}

uint32_t kd_flash_used(void)
{
    return 0;
}

void kd_restart(void)
{
    longjmp(kd_host_restarted, 1);
}

void kd_runtime_reset(kd_runtime_t *network)
{
    (void)network;
}

void kd_runtime_push(kd_runtime_t *network, const int8_t *frame)
{
    (void)network;
    (void)frame;
}

int32_t kd_runtime_scores(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    return kd_runtime_infer(network, window, scores);
}

/* A network whose every score an input can choose, and that an input can make fail. */
int32_t kd_runtime_infer(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    (void)network;
    memcpy(scores, window, KD_LABELS);
    return window[0] == 85 && window[1] == -86 ? -1 : 0;
}
