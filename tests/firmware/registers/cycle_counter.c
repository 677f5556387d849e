/* A core's cycle counter on a host: starts the stopwatch and prints whether it counts cycles and what it shows.
 * Argument: "still", as QEMU's counter stands; "plain"; "locked", as a Cortex-M7's may be. */
#include "model.h"

#include <stdio.h>
#include <string.h>

#include "kd_board.h"
#include "kd_stopwatch.h"

enum { DEBUG_CONTROL, DWT_CONTROL, DWT_CYCLES, DWT_LOCK, REGISTERS };

static const uintptr_t ADDRESSES[REGISTERS] = {0xE000EDFCu, 0xE0001000u, 0xE0001004u, 0xE0001FB0u};
static volatile uint32_t registers[REGISTERS];
static uint32_t control;
static int still;
static int locked;

/* A write to the counter's control is taken only if trace is on and it is unlocked. */
static void react(void)
{
    locked = locked && registers[DWT_LOCK] != 0xC5ACCE55u;
    if (!locked && (registers[DEBUG_CONTROL] >> 24 & 1u) != 0u) {
        control = registers[DWT_CONTROL];
    }
    registers[DWT_CONTROL] = control;
    if (!still && (control & 1u) != 0u) {
        registers[DWT_CYCLES] += 5u;
    }
}

volatile uint32_t *kd_model_register(uintptr_t address)
{
    react();
    int i = 0;
    while (ADDRESSES[i] != address) {
        ++i;
    }
    return &registers[i];
}

uint32_t kd_board_ticks(void)
{
    return 777u;
}

int main(int argc, char **argv)
{
    still = argc > 1 && strcmp(argv[1], "still") == 0;
    locked = argc > 1 && strcmp(argv[1], "locked") == 0;
    const uint32_t before = kd_stopwatch_now();
    kd_stopwatch_start();
    const uint32_t first = kd_stopwatch_now();
    printf("%u %d %u\n", (unsigned)before, (int)kd_stopwatch_is_cycles(), (unsigned)(kd_stopwatch_now() - first));
    return 0;
}
