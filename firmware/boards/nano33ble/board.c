/* The Nano's pins TX1 (P1.03) and RX0 (P1.10). */
#include "kd_nrf5_chips.h"

const kd_nrf5_board_t kd_nrf5 = {KD_NRF52840, .tx_pin = 35u, .rx_pin = 42u};
