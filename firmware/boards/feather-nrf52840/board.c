/* The Feather's pins TX (P0.25) and RX (P0.24); what its boot loader, Adafruit's, looks for. */
#include "kd_nrf5_chips.h"
#include "kd_usb_port.h"

const kd_nrf5_board_t kd_nrf5 = {
    KD_NRF52840,        .tx_pin = 25u, .rx_pin = 24u, .usb = &kd_usb_port, .name = "kd-edge feather-nrf52840",
    .boot_word = 0x57u,
};
