/* MPS2 AN505 (SSE-200), secure aliases: Arm application note 505, memory map. */
#include "kd_mps.h"

const kd_mps_board_t kd_mps = {
    .clock_hz = UINT32_C(20000000),
    .timer = 0x50000000u,
    .uart = 0x50200000u,
    .uart_irq = 32,
};
