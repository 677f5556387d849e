/* The Pico at 125 MHz; its serial ports are its USB, and GP0 and GP1; its I2C bus is at GP4 and GP5. */
#define KD_PLL_MULTIPLIER 125
#define KD_PLL_FIRST 6
#define KD_PLL_SECOND 2
#include "kd_rp2040_clock.h"
#include "kd_usb_port.h"

const kd_rp2040_board_t kd_rp2040 = {
    .clock = KD_RP2040_CLOCK,
    .tx_pin = 0u,
    .rx_pin = 1u,
    .sda_pin = 4u,
    .scl_pin = 5u,
    .usb = &kd_usb_port,
    .name = "kd-edge pico",
};
