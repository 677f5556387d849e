/* Nordic's nRF51 and nRF52: crystal, legacy UART and two timers, which the two have alike. */
#ifndef KD_NRF5_H
#define KD_NRF5_H

#include <stdint.h>

#include "kd_serial.h"

/* The bus of a board's own sensors, and the pins that switch them on by being high. */
typedef struct {
    uint32_t sda_pin;
    uint32_t scl_pin;
    uint32_t power_pin;
    uint32_t pull_up_pin;              /* of the bus; the same pin again where the power is for both */
    void (*on_interrupt)(int32_t irq); /* kd_nrf5_sensors_interrupt */
} kd_nrf5_bus_t;

/* An interrupt of the bus or of kd_alarm.h's timer; an nRF52840 has them. */
void kd_nrf5_sensors_interrupt(int32_t irq);

/* A chip of the family, and the pins that a board has taken; they count on from port to port: 32 is the first of P1. */
typedef struct {
    uint32_t core_hz;
    uint32_t flash_cache; /* address of its control, or 0 if there is none */
    uint32_t tx_pin;
    uint32_t rx_pin;
    const kd_port_t *usb;         /* &kd_usb_port of an nRF52840 with the connector, else NULL */
    const char *name;             /* what it then calls itself */
    const kd_nrf5_bus_t *sensors; /* NULL on boards without any */
    uint32_t boot_word;           /* what its boot loader looks for in GPREGRET to stay; 0 if there is none that does */
} kd_nrf5_board_t;

/* The board gives it. */
extern const kd_nrf5_board_t kd_nrf5;

#endif
