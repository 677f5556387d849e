/* Raspberry Pi's RP2040: RP2040 Datasheet.  What start-up shares with the sensors of a board. */
#ifndef KD_RP2040_H
#define KD_RP2040_H

#include <stdint.h>

#include "kd_cortex_m.h"
#include "kd_serial.h"

#define KD_ADC_BASE 0x4004C000u
#define KD_TIMER_BASE 0x40054000u

#define KD_TIMER_ALARM(alarm) KD_REGISTER(KD_TIMER_BASE + 0x10u + 4u * (alarm))
#define KD_TIMER_DISARM KD_REGISTER(KD_TIMER_BASE + 0x20u)
#define KD_TIMER_NOW KD_REGISTER(KD_TIMER_BASE + 0x28u) /* microseconds */
#define KD_TIMER_FIRED KD_REGISTER(KD_TIMER_BASE + 0x34u)
#define KD_TIMER_INTERRUPTS KD_REGISTER(KD_TIMER_BASE + 0x38u)

/* Interrupt lines. */
#define KD_TIMER_IRQ(alarm) (alarm)
#define KD_USB_IRQ 5u
#define KD_UART_IRQ 20u
#define KD_I2C_IRQ 23u

/* The alarm that wakes the core; the others: kd_alarm.h has 0 and 1. */
#define KD_WAKE_ALARM 3u

/* The ADC's first pin. */
#define KD_ADC_FIRST_PIN 26u

/* Functions of a pin. */
enum { KD_PIN_UART = 2u, KD_PIN_I2C = 3u, KD_PIN_NOTHING = 31u };

/* A pin's pad: an input with a pull-up, or neither input nor output. */
enum { KD_PAD_PULLED_UP = 0x5Au, KD_PAD_ANALOGUE = 0x80u };

/* Of the crystal: the boot ROM's USB takes no other. */
#define KD_CRYSTAL_MHZ 12

/* How fast a board runs the core, and where its serial ports are. */
typedef struct {
    struct {
        uint32_t core_hz;
        uint32_t multiplier; /* of the PLL */
        uint32_t first;      /* the PLL's dividers */
        uint32_t second;
    } clock;         /* KD_RP2040_CLOCK of kd_rp2040_clock.h */
    uint32_t tx_pin; /* of UART0 */
    uint32_t rx_pin;
    uint32_t sda_pin; /* of I2C0, on boards with kd_i2c.h's device */
    uint32_t scl_pin;
    const kd_port_t *usb; /* &kd_usb_port, or NULL for a board without the connector */
    const char *name;     /* what it then calls itself */
} kd_rp2040_board_t;

/* The board gives it. */
extern const kd_rp2040_board_t kd_rp2040;

/* Connect a pin to a peripheral. */
void kd_rp2040_connect(uint32_t pin, uint32_t function, uint32_t pad);

/* Let an interrupt line through, and call `handler` when it is raised. */
void kd_rp2040_on_interrupt(uint32_t irq, void (*handler)(void));

#endif
