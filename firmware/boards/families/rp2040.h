/* What the RP2040's start-up code shares with the code of its sensors. */
#ifndef KD_RP2040_H
#define KD_RP2040_H

#include <stdint.h>

#include "cortex_m.h"
#include "registers.h"

#define KD_TIMER_ALARM(alarm) KD_REGISTER(KD_TIMER_BASE + 0x10u + 4u * (alarm))
#define KD_TIMER_DISARM KD_REGISTER(KD_TIMER_BASE + 0x20u)
#define KD_TIMER_NOW KD_REGISTER(KD_TIMER_BASE + 0x28u) /* microseconds */
#define KD_TIMER_FIRED KD_REGISTER(KD_TIMER_BASE + 0x34u)
#define KD_TIMER_INTERRUPTS KD_REGISTER(KD_TIMER_BASE + 0x38u)

/* Functions of a pin. */
enum { KD_PIN_UART = 2u, KD_PIN_I2C = 3u, KD_PIN_NOTHING = 31u };

/* A pin's pad: an input with a pull-up, or neither input nor output. */
enum { KD_PAD_PULLED_UP = 0x5Au, KD_PAD_ANALOGUE = 0x80u };

/* Connect a pin to a peripheral. */
void kd_rp2040_connect(uint32_t pin, uint32_t function, uint32_t pad);

/* Interrupt lines that the start-up code does not use itself. */
void kd_rp2040_on_sensor_interrupt(int32_t irq);

#endif
