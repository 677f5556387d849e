/* The Nano's pins TX1 (P1.03) and RX0 (P1.10); what its boot loader, Arduino's, looks for. */
#include "kd_nrf5_chips.h"
#include "kd_usb_port.h"

const kd_nrf5_board_t kd_nrf5 = {
    KD_NRF52840, .tx_pin = 35u, .rx_pin = 42u, .usb = &kd_usb_port, .name = "kd-edge nano33ble", .boot_word = 0xB0u,
};
