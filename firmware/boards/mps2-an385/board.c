/* MPS2 AN385, AN386 and AN500: Arm application notes 385, 386 and 500, memory maps. */
#include "kd_mps.h"

const kd_mps_board_t kd_mps = {
    .clock_hz = UINT32_C(25000000),
    .timer = 0x40000000u,
    .uart = 0x40004000u,
    .uart_irq = 0,
};
