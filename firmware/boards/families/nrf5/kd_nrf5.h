/* Nordic's nRF51 and nRF52: crystal, legacy UART and two timers, which the two have alike. */
#ifndef KD_NRF5_H
#define KD_NRF5_H

#include <stdint.h>

/* A chip of the family, and the pins that a board has taken; they count on from port to port: 32 is the first of P1. */
typedef struct {
    uint32_t core_hz;
    uint32_t flash_cache; /* address of its control, or 0 if there is none */
    uint32_t tx_pin;
    uint32_t rx_pin;
} kd_nrf5_board_t;

/* The board gives it. */
extern const kd_nrf5_board_t kd_nrf5;

#endif
