/* USART3 on the Feather's pins TX (PB10) and RX (PB11). */
#define KD_CORE_MHZ 168
#define KD_CRYSTAL_MHZ 12
#include "kd_stm32f405.h"
#include "kd_usb_port.h"

const kd_stm32f4_board_t kd_stm32f4 = {
    .clock = KD_STM32F4_CLOCK,
    .uart = KD_STM32F4_USART3,
    .port = KD_STM32F4_PORT_B,
    .tx_pin = 10u,
    .rx_pin = 11u,
    .usb = &kd_usb_port,
    .name = "kd-edge feather-stm32f405",
};
