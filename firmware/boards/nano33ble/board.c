/* The Nano's pins TX1 (P1.03) and RX0 (P1.10); what its boot loader, Arduino's, looks for; its sensors' own bus. */
#include "kd_nrf5_chips.h"
#include "kd_usb_port.h"

/* P0.14, P0.15; sensors and pull-ups are fed by P0.22 and P1.00. */
static const kd_nrf5_bus_t sensors = {
    .sda_pin = 14u,
    .scl_pin = 15u,
    .power_pin = 22u,
    .pull_up_pin = 32u,
    .on_interrupt = kd_nrf5_sensors_interrupt,
};

const kd_nrf5_board_t kd_nrf5 = {
    KD_NRF52840,         .tx_pin = 35u,      .rx_pin = 42u, .usb = &kd_usb_port, .name = "kd-edge nano33ble",
    .sensors = &sensors, .boot_word = 0xB0u,
};
