/* MPS3 AN547 (SSE-300), secure aliases: Arm application note 547, memory map. */
#include "kd_mps.h"

const kd_mps_board_t kd_mps = {
    .clock_hz = UINT32_C(32000000),
    .counter_control = 0x58100000u,
    .counter = 0x48101000u,
    .uart = 0x59303000u,
    .uart_irq = 33,
};
