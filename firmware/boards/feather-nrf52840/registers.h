/* nRF52840: Nordic's nRF52840 Product Specification; the Feather's pins TX (P0.25) and RX (P0.24). */
#include "families/nrf52840.h"

#define KD_UART_TX_PIN 25u
#define KD_UART_RX_PIN 24u
