/* Raspberry Pi's RP2040 at 125 MHz: clocks, its first UART, and the microsecond timer. */
#include "rp2040.h"

#include "board.h"
#include "serial.h"
#include "start.h"

/* Writing to these twins of a register sets or clears the bits that are 1. */
#define SET(reg) (*(volatile uint32_t *)((uintptr_t)&(reg) + 0x2000u))
#define CLEAR(reg) (*(volatile uint32_t *)((uintptr_t)&(reg) + 0x3000u))

#define RESETS_HELD KD_REGISTER(KD_RESETS_BASE + 0x0u)
#define RESETS_DONE KD_REGISTER(KD_RESETS_BASE + 0x8u)

#define XOSC_CONTROL KD_REGISTER(KD_XOSC_BASE + 0x00u)
#define XOSC_STATUS KD_REGISTER(KD_XOSC_BASE + 0x04u)
#define XOSC_STARTUP KD_REGISTER(KD_XOSC_BASE + 0x0Cu)

#define PLL_STATUS(pll) KD_REGISTER((pll) + 0x0u)
#define PLL_POWER(pll) KD_REGISTER((pll) + 0x4u)
#define PLL_MULTIPLIER(pll) KD_REGISTER((pll) + 0x8u)
#define PLL_DIVIDERS(pll) KD_REGISTER((pll) + 0xCu)

#define CLOCK_REF_CONTROL KD_REGISTER(KD_CLOCKS_BASE + 0x30u)
#define CLOCK_REF_SELECTED KD_REGISTER(KD_CLOCKS_BASE + 0x38u)
#define CLOCK_SYS_CONTROL KD_REGISTER(KD_CLOCKS_BASE + 0x3Cu)
#define CLOCK_SYS_SELECTED KD_REGISTER(KD_CLOCKS_BASE + 0x44u)
#define CLOCK_PERIPHERALS_CONTROL KD_REGISTER(KD_CLOCKS_BASE + 0x48u)
#define CLOCK_ADC_CONTROL KD_REGISTER(KD_CLOCKS_BASE + 0x60u)

#define WATCHDOG_TICK KD_REGISTER(KD_WATCHDOG_BASE + 0x2Cu)

#define PIN_CONTROL(pin) KD_REGISTER(KD_IO_BASE + 8u * (pin) + 4u)
#define PAD(pin) KD_REGISTER(KD_PADS_BASE + 4u * (pin) + 4u)

#define UART_DATA KD_REGISTER(KD_UART_BASE + 0x00u)
#define UART_FLAGS KD_REGISTER(KD_UART_BASE + 0x18u)
#define UART_DIVIDER KD_REGISTER(KD_UART_BASE + 0x24u)
#define UART_DIVIDER_64THS KD_REGISTER(KD_UART_BASE + 0x28u)
#define UART_LINE KD_REGISTER(KD_UART_BASE + 0x2Cu)
#define UART_CONTROL KD_REGISTER(KD_UART_BASE + 0x30u)
#define UART_LEVELS KD_REGISTER(KD_UART_BASE + 0x34u)
#define UART_INTERRUPTS KD_REGISTER(KD_UART_BASE + 0x38u)

enum {
    /* ADC, I2C0, pins, pads, both PLLs, timer, UART0 */
    RESETS_USED = 1u << 0 | 1u << 3 | 1u << 5 | 1u << 8 | 1u << 12 | 1u << 13 | 1u << 21 | 1u << 22,
    XOSC_1_TO_15_MHZ = 0xAA0u,
    XOSC_ON = 0xFABu << 12,
    XOSC_STARTUP_6_MS = 282u, /* in 256 cycles of 12 MHz: slow crystals start, too */
    PLL_OFF = 1u << 0 | 1u << 5, /* the PLL and its oscillator */
    PLL_DIVIDERS_OFF = 1u << 3,
    CLOCK_ON = 1u << 11,
    CLOCK_REF_FROM_XOSC = 2u,
    CLOCK_SYS_FROM_PLL = 1u, /* 0: from the reference clock */
    WATCHDOG_TICK_ON = 1u << 9,
    UART_RX_EMPTY = 1u << 4,
    UART_TX_FULL = 1u << 5,
    UART_8_BITS_WITH_FIFOS = 3u << 5 | 1u << 4,
    UART_ON = 1u << 9 | 1u << 8 | 1u << 0,
    UART_INTERRUPT_AT_4_BYTES = 0u,
    UART_RX_SOME_OR_TIMEOUT = 1u << 4 | 1u << 6,
};

static const uint32_t STATUS_READY = UINT32_C(1) << 31; /* of the crystal and the PLLs */
static const uint32_t CRYSTAL_MHZ = 12;
static const uint32_t UART_DIVIDER_64 = (KD_CORE_HZ * 4u + KD_SERIAL_BAUD / 2u) / KD_SERIAL_BAUD;

const uint32_t kd_board_core_hz = KD_CORE_HZ;
const uint32_t kd_board_tick_hz = UINT32_C(1000000);

static uint32_t wake_period_us;

void kd_rp2040_connect(uint32_t pin, uint32_t function, uint32_t pad)
{
    PAD(pin) = pad;
    PIN_CONTROL(pin) = function;
}

/* 12 MHz * multiplier / first / second; the product of the first two must lie in 750 to 1600 MHz. */
static void start_pll(uint32_t pll, uint32_t multiplier, uint32_t first, uint32_t second)
{
    PLL_MULTIPLIER(pll) = multiplier;
    CLEAR(PLL_POWER(pll)) = PLL_OFF;
    kd_await(&PLL_STATUS(pll), STATUS_READY, STATUS_READY);
    PLL_DIVIDERS(pll) = first << 16 | second << 12;
    CLEAR(PLL_POWER(pll)) = PLL_DIVIDERS_OFF;
}

static void start_clocks(void)
{
    XOSC_STARTUP = XOSC_STARTUP_6_MS;
    XOSC_CONTROL = XOSC_ON | XOSC_1_TO_15_MHZ;
    kd_await(&XOSC_STATUS, STATUS_READY, STATUS_READY);

    /* A restart finds the core on the PLL that is about to be reset. */
    CLEAR(CLOCK_SYS_CONTROL) = CLOCK_SYS_FROM_PLL;
    kd_await(&CLOCK_SYS_SELECTED, 1u << 0, 1u << 0);
    CLOCK_REF_CONTROL = CLOCK_REF_FROM_XOSC;
    kd_await(&CLOCK_REF_SELECTED, 1u << CLOCK_REF_FROM_XOSC, 1u << CLOCK_REF_FROM_XOSC);

    SET(RESETS_HELD) = RESETS_USED;
    CLEAR(RESETS_HELD) = RESETS_USED;
    kd_await(&RESETS_DONE, RESETS_USED, RESETS_USED);

    start_pll(KD_PLL_SYS_BASE, 125u, 6u, 2u); /* 125 MHz */
    start_pll(KD_PLL_USB_BASE, 100u, 5u, 5u); /* 48 MHz, for the ADC */
    SET(CLOCK_SYS_CONTROL) = CLOCK_SYS_FROM_PLL;
    kd_await(&CLOCK_SYS_SELECTED, 1u << CLOCK_SYS_FROM_PLL, 1u << CLOCK_SYS_FROM_PLL);
    CLOCK_PERIPHERALS_CONTROL = CLOCK_ON;
    CLOCK_ADC_CONTROL = CLOCK_ON;
    WATCHDOG_TICK = WATCHDOG_TICK_ON | CRYSTAL_MHZ; /* the timer's microsecond */
}

static void start_serial(void)
{
    kd_rp2040_connect(KD_UART_TX_PIN, KD_PIN_UART, KD_PAD_PULLED_UP);
    kd_rp2040_connect(KD_UART_RX_PIN, KD_PIN_UART, KD_PAD_PULLED_UP);
    UART_DIVIDER = UART_DIVIDER_64 / 64u;
    UART_DIVIDER_64THS = UART_DIVIDER_64 % 64u;
    UART_LINE = UART_8_BITS_WITH_FIFOS; /* also takes the divider over */
    UART_LEVELS = UART_INTERRUPT_AT_4_BYTES;
    UART_CONTROL = UART_ON;
    UART_INTERRUPTS = UART_RX_SOME_OR_TIMEOUT;
    kd_irq_enable(KD_UART_IRQ);
}

void kd_board_start(void)
{
    start_clocks();
    start_serial();
}

uint32_t kd_board_ticks(void)
{
    return KD_TIMER_NOW;
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == KD_UART_IRQ) {
        while ((UART_FLAGS & UART_RX_EMPTY) == 0u) {
            kd_serial_received((uint8_t)UART_DATA);
        }
    } else if (irq == KD_TIMER_IRQ(KD_WAKE_ALARM)) {
        KD_TIMER_FIRED = 1u << KD_WAKE_ALARM;
        KD_TIMER_ALARM(KD_WAKE_ALARM) = KD_TIMER_NOW + wake_period_us;
    } else {
        kd_rp2040_on_sensor_interrupt(irq);
    }
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        while ((UART_FLAGS & UART_TX_FULL) != 0u) {
        }
        UART_DATA = bytes[index];
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    wake_period_us = period_ms * 1000u;
    SET(KD_TIMER_INTERRUPTS) = 1u << KD_WAKE_ALARM;
    KD_TIMER_ALARM(KD_WAKE_ALARM) = KD_TIMER_NOW + wake_period_us;
    kd_irq_enable(KD_TIMER_IRQ(KD_WAKE_ALARM));
}
