/* Nordic's nRF51 and nRF52: crystal, legacy UART and two timers, which the two have alike. */
#ifndef KD_NRF5_H
#define KD_NRF5_H

#include <stdint.h>

#include "kd_serial.h"

/* A chip of the family, and the pins that a board has taken; they count on from port to port: 32 is the first of P1. */
typedef struct {
    uint32_t core_hz;
    uint32_t flash_cache; /* address of its control, or 0 if there is none */
    uint32_t tx_pin;
    uint32_t rx_pin;
    const kd_port_t *usb; /* &kd_usb_port of an nRF52840 with the connector, else NULL */
    const char *name;     /* what it then calls itself */
    uint32_t boot_word;   /* what its boot loader looks for in GPREGRET to stay; 0 if there is none that does */
} kd_nrf5_board_t;

/* The board gives it. */
extern const kd_nrf5_board_t kd_nrf5;

#endif
