/* The pins of the micro:bit's USB serial bridge. */
#include "kd_nrf5_chips.h"

const kd_nrf5_board_t kd_nrf5 = {KD_NRF51822, .tx_pin = 24u, .rx_pin = 25u};
