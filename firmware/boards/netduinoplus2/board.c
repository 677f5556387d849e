/* USART2 on the headers' D3 (PA2, out) and D2 (PA3, in). */
#define KD_CORE_MHZ 168
#define KD_CRYSTAL_MHZ 25
#include "kd_stm32f405.h"
#include "kd_usb_port.h"

const kd_stm32f4_board_t kd_stm32f4 = {
    .clock = KD_STM32F4_CLOCK,
    .uart = KD_STM32F4_USART2,
    .port = KD_STM32F4_PORT_A,
    .tx_pin = 2u,
    .rx_pin = 3u,
    .usb = &kd_usb_port,
    .name = "kd-edge netduinoplus2",
};
