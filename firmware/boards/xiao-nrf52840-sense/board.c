/* The XIAO's pins D6 (P1.11) and D7 (P1.12); what its boot loader, Adafruit's, looks for; its IMU's own bus. */
#include "kd_nrf5_chips.h"
#include "kd_usb_port.h"

/* P0.07, P0.27; P1.08 feeds the IMU and the pull-ups. */
static const kd_nrf5_bus_t sensors = {
    .sda_pin = 7u,
    .scl_pin = 27u,
    .power_pin = 40u,
    .pull_up_pin = 40u,
    .on_interrupt = kd_nrf5_sensors_interrupt,
};

const kd_nrf5_board_t kd_nrf5 = {
    KD_NRF52840,         .tx_pin = 43u,      .rx_pin = 44u, .usb = &kd_usb_port, .name = "kd-edge xiao-nrf52840-sense",
    .sensors = &sensors, .boot_word = 0x57u,
};
