/* nRF52840: Nordic's nRF52840 Product Specification; the Nano's pins TX1 (P1.03) and RX0 (P1.10). */
#include "families/nrf52840.h"

#define KD_UART_TX_PIN 35u
#define KD_UART_RX_PIN 42u
