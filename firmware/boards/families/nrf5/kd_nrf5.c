#include "kd_nrf5.h"

#include "kd_board.h"
#include "kd_cortex_m.h"
#include "kd_nrf5_pins.h"
#include "kd_serial.h"
#include "kd_start.h"

#define TICK_TIMER 0x40008000u /* TIMER0, the one with 32 bits */
#define WAKE_TIMER 0x40009000u /* TIMER1 */
#define UART 0x40002000u

#define CLOCK_START_CRYSTAL KD_REGISTER(0x40000000u)
#define CLOCK_CRYSTAL_STARTED KD_REGISTER(0x40000100u)

#define TIMER_START(timer) KD_REGISTER((timer) + 0x000u)
#define TIMER_STOP(timer) KD_REGISTER((timer) + 0x004u)
#define TIMER_CLEAR(timer) KD_REGISTER((timer) + 0x00Cu)
#define TIMER_CAPTURE0(timer) KD_REGISTER((timer) + 0x040u)
#define TIMER_COMPARED0(timer) KD_REGISTER((timer) + 0x140u)
#define TIMER_SHORTCUTS(timer) KD_REGISTER((timer) + 0x200u)
#define TIMER_INTERRUPT_SET(timer) KD_REGISTER((timer) + 0x304u)
#define TIMER_BITMODE(timer) KD_REGISTER((timer) + 0x508u)
#define TIMER_PRESCALER(timer) KD_REGISTER((timer) + 0x510u)
#define TIMER_VALUE0(timer) KD_REGISTER((timer) + 0x540u)

#define UART_START_RX KD_REGISTER(UART + 0x000u)
#define UART_START_TX KD_REGISTER(UART + 0x008u)
#define UART_RX_READY KD_REGISTER(UART + 0x108u)
#define UART_TX_READY KD_REGISTER(UART + 0x11Cu)
#define UART_INTERRUPT_SET KD_REGISTER(UART + 0x304u)
#define UART_ENABLE KD_REGISTER(UART + 0x500u)
#define UART_TX_PIN KD_REGISTER(UART + 0x50Cu)
#define UART_RX_PIN KD_REGISTER(UART + 0x514u)
#define UART_RXD KD_REGISTER(UART + 0x518u)
#define UART_TXD KD_REGISTER(UART + 0x51Cu)
#define UART_BAUD KD_REGISTER(UART + 0x524u)

/* A register that survives a reset. */
#define POWER_RETAINED KD_REGISTER(0x4000051Cu)

/* What tells one chip from all others: FICR's DEVICEID. */
#define UNIQUE(word) KD_REGISTER(0x10000060u + 4u * (word))

enum { POWER_IRQ = 0, UART_IRQ = 2, WAKE_TIMER_IRQ = 9, USB_IRQ = 39 };

enum {
    TIMER_16_BIT = 0u,
    TIMER_32_BIT = 3u,
    TIMER_16_MHZ = 0u,
    TIMER_31250_HZ = 9u, /* 16 MHz / 2^9 */
    TIMER_COMPARE0_CLEARS = 1u << 0,
    TIMER_COMPARE0_INTERRUPT = 1u << 16,
    UART_ON = 4u,
    UART_921600_BAUD = 0x0EBED000u, /* 941,176 in fact: the nearest possible rate */
    UART_RX_INTERRUPT = 1u << 2,
};

static const uint32_t WAKE_TIMER_HZ = 31250;

uint32_t kd_board_core_hz(void)
{
    return kd_nrf5.core_hz;
}

uint32_t kd_board_tick_hz(void)
{
    return UINT32_C(16000000);
}

static void start_timer(uint32_t timer, uint32_t bits, uint32_t prescaler)
{
    TIMER_STOP(timer) = 1u;
    TIMER_BITMODE(timer) = bits;
    TIMER_PRESCALER(timer) = prescaler;
    TIMER_CLEAR(timer) = 1u;
    TIMER_START(timer) = 1u;
}

/* The oscillator that runs after a reset may be some percent off: too much for a serial port. */
static void start_clock(void)
{
    CLOCK_CRYSTAL_STARTED = 0u;
    CLOCK_START_CRYSTAL = 1u;
    kd_await(&CLOCK_CRYSTAL_STARTED, 1u, 1u);
    if (kd_nrf5.flash_cache != 0u) {
        KD_REGISTER(kd_nrf5.flash_cache) = 1u;
    }
}

/* The UART takes pins over as they are configured here. */
static void start_serial(void)
{
    KD_WRITE(KD_PIN_SET_HIGH(kd_nrf5.tx_pin), KD_PIN_BIT(kd_nrf5.tx_pin));
    KD_WRITE(KD_PIN_CONFIGURATION(kd_nrf5.tx_pin), KD_PIN_OUTPUT);
    KD_WRITE(KD_PIN_CONFIGURATION(kd_nrf5.rx_pin), KD_PIN_INPUT_PULLED_UP);
    UART_TX_PIN = kd_nrf5.tx_pin;
    UART_RX_PIN = kd_nrf5.rx_pin;
    UART_BAUD = UART_921600_BAUD;
    UART_ENABLE = UART_ON;
    UART_START_RX = 1u;
    UART_START_TX = 1u;
    UART_INTERRUPT_SET = UART_RX_INTERRUPT;
    kd_irq_enable(UART_IRQ);
}

static void feed(uint32_t pin)
{
    KD_WRITE(KD_PIN_SET_HIGH(pin), KD_PIN_BIT(pin));
    KD_WRITE(KD_PIN_CONFIGURATION(pin), KD_PIN_OUTPUT_STRONG);
}

void kd_board_start(void)
{
    start_clock();
    if (kd_nrf5.sensors != NULL) {
        feed(kd_nrf5.sensors->power_pin); /* now, because sensors need some 20 ms until they answer */
        feed(kd_nrf5.sensors->pull_up_pin);
    }
    start_timer(TICK_TIMER, TIMER_32_BIT, TIMER_16_MHZ);
    start_serial();
    const uint32_t unique[] = {UNIQUE(0u), UNIQUE(1u)};
    kd_serial_add(kd_nrf5.usb, kd_nrf5.name, unique, 2);
}

uint32_t kd_board_ticks(void)
{
    TIMER_CAPTURE0(TICK_TIMER) = 1u;
    return TIMER_VALUE0(TICK_TIMER);
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == UART_IRQ) {
        while (UART_RX_READY != 0u) {
            UART_RX_READY = 0u;
            kd_serial_received((uint8_t)UART_RXD);
        }
    }
    if (irq == WAKE_TIMER_IRQ) {
        TIMER_COMPARED0(WAKE_TIMER) = 0u;
    }
    if ((irq == USB_IRQ || irq == POWER_IRQ) && kd_nrf5.usb != NULL) {
        kd_nrf5.usb->poll();
    }
    if (kd_nrf5.sensors != NULL) {
        kd_nrf5.sensors->on_interrupt(irq);
    }
}

void kd_uart_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; ++index) {
        UART_TX_READY = 0u;
        UART_TXD = bytes[index];
        while (UART_TX_READY == 0u) {
        }
    }
}

int32_t kd_board_has_boot_loader(void)
{
    return kd_nrf5.boot_word != 0u;
}

void kd_board_start_boot_loader(void)
{
    if (kd_nrf5.boot_word != 0u) {
        kd_board_serial_end();
        POWER_RETAINED = kd_nrf5.boot_word;
        kd_restart();
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    TIMER_VALUE0(WAKE_TIMER) = WAKE_TIMER_HZ * period_ms / 1000u;
    TIMER_SHORTCUTS(WAKE_TIMER) = TIMER_COMPARE0_CLEARS;
    TIMER_INTERRUPT_SET(WAKE_TIMER) = TIMER_COMPARE0_INTERRUPT;
    start_timer(WAKE_TIMER, TIMER_16_BIT, TIMER_31250_HZ); /* on the nRF51 it has no more bits */
    kd_irq_enable(WAKE_TIMER_IRQ);
}
