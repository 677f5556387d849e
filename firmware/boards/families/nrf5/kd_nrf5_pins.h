/* Addresses of the registers of pins, which count on from port to port: 32 is the first of P1. */
#ifndef KD_NRF5_PINS_H
#define KD_NRF5_PINS_H

#include "kd_cortex_m.h"

#define KD_PIN_PORT(pin) (0x50000000u + 0x300u * ((pin) / 32u))
#define KD_PIN_BIT(pin) (UINT32_C(1) << ((pin) % 32u))

#define KD_PIN_SET_HIGH(pin) (KD_PIN_PORT(pin) + 0x508u)
#define KD_PIN_SET_LOW(pin) (KD_PIN_PORT(pin) + 0x50Cu)
#define KD_PIN_LEVELS(pin) (KD_PIN_PORT(pin) + 0x510u)
#define KD_PIN_CONFIGURATION(pin) (KD_PIN_PORT(pin) + 0x700u + 4u * ((pin) % 32u))

enum {
    KD_PIN_OUTPUT = 1u << 0 | 1u << 1,                  /* its input is disconnected */
    KD_PIN_OUTPUT_STRONG = 3u << 8 | 1u << 1 | 1u << 0, /* likewise, with the high drive that feeds a chip */
    KD_PIN_INPUT_PULLED_UP = 3u << 2,
    KD_PIN_OPEN_DRAIN = 6u << 8 | 3u << 2,                  /* of a bus: pulled up, never driven high */
    KD_PIN_OPEN_DRAIN_DRIVEN = 6u << 8 | 3u << 2 | 1u << 0, /* the same, by the core */
};

#endif
