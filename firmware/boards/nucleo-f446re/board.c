/* USART2 on PA2 and PA3 goes to the ST-LINK, which gives the chip its own clock and makes it a USB serial port. */
#define KD_CORE_MHZ 180
#define KD_CRYSTAL_MHZ 8
#define KD_CRYSTAL_IS_CLOCK 1
#include "kd_stm32f446.h"

const kd_stm32f4_board_t kd_stm32f4 = {
    .clock = KD_STM32F4_CLOCK,
    .uart = KD_STM32F4_USART2,
    .port = KD_STM32F4_PORT_A,
    .tx_pin = 2u,
    .rx_pin = 3u,
};
