/* The Feather's pins TX (P0.25) and RX (P0.24). */
#include "kd_nrf5_chips.h"

const kd_nrf5_board_t kd_nrf5 = {KD_NRF52840, .tx_pin = 25u, .rx_pin = 24u};
