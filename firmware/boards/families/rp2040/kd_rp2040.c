#include "kd_rp2040.h"

#include <stddef.h>

#include "kd_board.h"
#include "kd_serial.h"
#include "kd_start.h"

#define CLOCKS_BASE 0x40008000u
#define RESETS_BASE 0x4000C000u
#define IO_BASE 0x40014000u
#define PADS_BASE 0x4001C000u
#define XOSC_BASE 0x40024000u
#define PLL_SYS_BASE 0x40028000u
#define PLL_USB_BASE 0x4002C000u
#define UART_BASE 0x40034000u
#define WATCHDOG_BASE 0x40058000u

/* Of the boot ROM, which begins at 0; volatile, because compilers take what lies there for a mistake. */
static const volatile uint32_t ROM = 0;
#define ROM_TABLES KD_REGISTER(ROM + 0x14u)
#define ROM_FIND KD_REGISTER(ROM + 0x18u)
#define ROM_USB_BOOT ((uint32_t)'U' | (uint32_t)'B' << 8)

/* Writing to these twins of a register sets or clears the bits that are 1. */
#define SET(reg) (*(volatile uint32_t *)((uintptr_t)&(reg) + 0x2000u))
#define CLEAR(reg) (*(volatile uint32_t *)((uintptr_t)&(reg) + 0x3000u))

#define RESETS_HELD KD_REGISTER(RESETS_BASE + 0x0u)
#define RESETS_DONE KD_REGISTER(RESETS_BASE + 0x8u)

#define XOSC_CONTROL KD_REGISTER(XOSC_BASE + 0x00u)
#define XOSC_STATUS KD_REGISTER(XOSC_BASE + 0x04u)
#define XOSC_STARTUP KD_REGISTER(XOSC_BASE + 0x0Cu)

#define PLL_STATUS(pll) KD_REGISTER((pll) + 0x0u)
#define PLL_POWER(pll) KD_REGISTER((pll) + 0x4u)
#define PLL_MULTIPLIER(pll) KD_REGISTER((pll) + 0x8u)
#define PLL_DIVIDERS(pll) KD_REGISTER((pll) + 0xCu)

#define CLOCK_REF_CONTROL KD_REGISTER(CLOCKS_BASE + 0x30u)
#define CLOCK_REF_SELECTED KD_REGISTER(CLOCKS_BASE + 0x38u)
#define CLOCK_SYS_CONTROL KD_REGISTER(CLOCKS_BASE + 0x3Cu)
#define CLOCK_SYS_SELECTED KD_REGISTER(CLOCKS_BASE + 0x44u)
#define CLOCK_PERIPHERALS_CONTROL KD_REGISTER(CLOCKS_BASE + 0x48u)
#define CLOCK_USB_CONTROL KD_REGISTER(CLOCKS_BASE + 0x54u)
#define CLOCK_ADC_CONTROL KD_REGISTER(CLOCKS_BASE + 0x60u)

#define WATCHDOG_TICK KD_REGISTER(WATCHDOG_BASE + 0x2Cu)

#define PIN_CONTROL(pin) KD_REGISTER(IO_BASE + 8u * (pin) + 4u)
#define PAD(pin) KD_REGISTER(PADS_BASE + 4u * (pin) + 4u)

#define UART_DATA KD_REGISTER(UART_BASE + 0x00u)
#define UART_FLAGS KD_REGISTER(UART_BASE + 0x18u)
#define UART_DIVIDER KD_REGISTER(UART_BASE + 0x24u)
#define UART_DIVIDER_64THS KD_REGISTER(UART_BASE + 0x28u)
#define UART_LINE KD_REGISTER(UART_BASE + 0x2Cu)
#define UART_CONTROL KD_REGISTER(UART_BASE + 0x30u)
#define UART_LEVELS KD_REGISTER(UART_BASE + 0x34u)
#define UART_INTERRUPTS KD_REGISTER(UART_BASE + 0x38u)

enum {
    /* ADC, I2C0, pins, pads, both PLLs, timer, UART0, USB */
    RESETS_USED = 1u << 0 | 1u << 3 | 1u << 5 | 1u << 8 | 1u << 12 | 1u << 13 | 1u << 21 | 1u << 22 | 1u << 24,
    XOSC_1_TO_15_MHZ = 0xAA0u,
    XOSC_ON = 0xFABu << 12,
    XOSC_STARTUP_6_MS = 282u,    /* in 256 cycles of 12 MHz: slow crystals start, too */
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
static const uint32_t BAUD = 921600;

enum { INTERRUPTS = 26 };

static void (*handlers[INTERRUPTS])(void);
static uint32_t wake_period_us;

uint32_t kd_board_core_hz(void)
{
    return kd_rp2040.clock.core_hz;
}

uint32_t kd_board_tick_hz(void)
{
    return UINT32_C(1000000);
}

void kd_rp2040_on_interrupt(uint32_t irq, void (*handler)(void))
{
    handlers[irq] = handler;
    kd_irq_enable(irq);
}

void kd_rp2040_connect(uint32_t pin, uint32_t function, uint32_t pad)
{
    PAD(pin) = pad;
    PIN_CONTROL(pin) = function;
}

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

    start_pll(PLL_SYS_BASE, kd_rp2040.clock.multiplier, kd_rp2040.clock.first, kd_rp2040.clock.second);
    start_pll(PLL_USB_BASE, 100u, 5u, 5u); /* 12 MHz to 48 MHz, for USB and ADC */
    SET(CLOCK_SYS_CONTROL) = CLOCK_SYS_FROM_PLL;
    kd_await(&CLOCK_SYS_SELECTED, 1u << CLOCK_SYS_FROM_PLL, 1u << CLOCK_SYS_FROM_PLL);
    CLOCK_PERIPHERALS_CONTROL = CLOCK_ON;
    CLOCK_USB_CONTROL = CLOCK_ON;
    CLOCK_ADC_CONTROL = CLOCK_ON;
    WATCHDOG_TICK = WATCHDOG_TICK_ON | KD_CRYSTAL_MHZ; /* the timer's microsecond */
}

static void take_bytes(void)
{
    while ((UART_FLAGS & UART_RX_EMPTY) == 0u) {
        kd_serial_received((uint8_t)UART_DATA);
    }
}

static void start_serial(void)
{
    const uint32_t divider_64 = (kd_board_core_hz() * 4u + BAUD / 2u) / BAUD;
    kd_rp2040_connect(kd_rp2040.tx_pin, KD_PIN_UART, KD_PAD_PULLED_UP);
    kd_rp2040_connect(kd_rp2040.rx_pin, KD_PIN_UART, KD_PAD_PULLED_UP);
    UART_DIVIDER = divider_64 / 64u;
    UART_DIVIDER_64THS = divider_64 % 64u;
    UART_LINE = UART_8_BITS_WITH_FIFOS; /* also takes the divider over */
    UART_LEVELS = UART_INTERRUPT_AT_4_BYTES;
    UART_CONTROL = UART_ON;
    UART_INTERRUPTS = UART_RX_SOME_OR_TIMEOUT;
    kd_rp2040_on_interrupt(KD_UART_IRQ, take_bytes);
}

void kd_board_start(void)
{
    start_clocks();
    start_serial();
    kd_serial_add(kd_rp2040.usb, kd_rp2040.name, NULL, 0); /* the chip has no number of its own; only its flash has */
}

uint32_t kd_board_ticks(void)
{
    return KD_TIMER_NOW;
}

void kd_on_interrupt(int32_t irq)
{
    if (irq >= 0 && irq < INTERRUPTS && handlers[irq] != NULL) {
        handlers[irq]();
    }
}

void kd_uart_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; ++index) {
        while ((UART_FLAGS & UART_TX_FULL) != 0u) {
        }
        UART_DATA = bytes[index];
    }
}

int32_t kd_board_has_boot_loader(void)
{
    return 1;
}

/* The ROM's functions are found by two letters: RP2040 Datasheet, "Bootrom Contents".  This one shows the drive on which
 * images are copied, and never returns; its arguments: no pin for a light, both of its interfaces. */
void kd_board_start_boot_loader(void)
{
    typedef uintptr_t (*find_t)(uint32_t table, uint32_t code);
    typedef void (*reset_to_usb_boot_t)(uint32_t light, uint32_t without);
    const uint32_t functions_and_data = ROM_TABLES; /* two addresses of 16 bits */
    const uint32_t find_of_table = ROM_FIND;
    const find_t find = (find_t)(uintptr_t)(find_of_table & 0xFFFFu);
    const reset_to_usb_boot_t start = (reset_to_usb_boot_t)find(functions_and_data & 0xFFFFu, ROM_USB_BOOT);
    kd_board_serial_end();
    start(0u, 0u);
}

static void wake(void)
{
    KD_TIMER_FIRED = 1u << KD_WAKE_ALARM;
    KD_TIMER_ALARM(KD_WAKE_ALARM) = KD_TIMER_NOW + wake_period_us;
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    wake_period_us = period_ms * 1000u;
    SET(KD_TIMER_INTERRUPTS) = 1u << KD_WAKE_ALARM;
    KD_TIMER_ALARM(KD_WAKE_ALARM) = KD_TIMER_NOW + wake_period_us;
    kd_rp2040_on_interrupt(KD_TIMER_IRQ(KD_WAKE_ALARM), wake);
}
