#include "kd_stm32f4.h"

#include "kd_board.h"
#include "kd_cortex_m.h"
#include "kd_serial.h"
#include "kd_start.h"

#define RCC_CONTROL KD_REGISTER(0x40023800u)
#define RCC_PLL KD_REGISTER(0x40023804u)
#define RCC_CONFIGURATION KD_REGISTER(0x40023808u)
#define RCC_AHB1_ENABLE KD_REGISTER(0x40023830u)
#define RCC_APB1_ENABLE KD_REGISTER(0x40023840u)
#define FLASH_ACCESS KD_REGISTER(0x40023C00u)
#define POWER_CONTROL KD_REGISTER(0x40007000u)
#define POWER_STATE KD_REGISTER(0x40007004u)
#define RCC_APB2_ENABLE KD_REGISTER(0x40023844u)
#define MEMORY_AT_0 KD_REGISTER(0x40013800u)

/* What tells one chip from all others. */
#define UNIQUE(word) KD_REGISTER(0x1FFF7A10u + 4u * (word))

/* ST's boot loader begins with its vector table: ST's AN2606, "STM32F40xxx", "STM32F411xx" and "STM32F446xx". */
#define BOOT_LOADER 0x1FFF0000u

/* The port of the serial port's pins. */
#define PORT (0x40020000u + 0x400u * kd_stm32f4.port)
#define GPIO_MODE KD_REGISTER(PORT + 0x00u)
#define GPIO_PULL KD_REGISTER(PORT + 0x0Cu)
#define GPIO_FUNCTION(pin) KD_REGISTER(PORT + 0x20u + 4u * ((pin) / 8u))

#define UART_STATUS KD_REGISTER(kd_stm32f4.uart.base + 0x00u)
#define UART_DATA KD_REGISTER(kd_stm32f4.uart.base + 0x04u)
#define UART_DIVIDER KD_REGISTER(kd_stm32f4.uart.base + 0x08u)
#define UART_CONTROL KD_REGISTER(kd_stm32f4.uart.base + 0x0Cu)

enum {
    RCC_INTERNAL_ON = 1u << 0,
    RCC_INTERNAL_READY = 1u << 1,
    RCC_CRYSTAL_ON = 1u << 16,
    RCC_CRYSTAL_READY = 1u << 17,
    RCC_CRYSTAL_IS_CLOCK = 1u << 18,
    RCC_PLL_ON = 1u << 24,
    RCC_PLL_READY = 1u << 25,
    RCC_PLL_FROM_CRYSTAL = 1u << 22,
    RCC_CLOCK = 3u, /* which clock the core has asked for; 0 is the internal one */
    RCC_PLL_AS_CLOCK = 2u,
    RCC_CLOCK_IN_USE = 3u << 2,
    RCC_PLL_IN_USE = 2u << 2,
    RCC_POWER_ON = 1u << 28,
    POWER_OVER_DRIVE = 1u << 16, /* in POWER_STATE: it is ready */
    POWER_SWITCH = 1u << 17,     /* ... and in use */
    RCC_MAP_ON = 1u << 14,
    BOOT_LOADER_AT_0 = 1u,
    FLASH_CACHES = 7u << 8,
    GPIO_ALTERNATE = 2u,
    GPIO_PULLED_UP = 1u,
    UART_OVERRUN = 1u << 3,
    UART_RX_FULL = 1u << 5,
    UART_TX_EMPTY = 1u << 7,
    UART_ON = 1u << 13 | UART_RX_FULL | 1u << 3 | 1u << 2, /* with the interrupt of UART_RX_FULL */
};

static const uint32_t INTERNAL_MHZ = 16;
static const uint32_t USB_HZ = 48000000;

static const uint32_t WANTED[] = {0x6B642D65u, 0x44465521u};

static volatile uint32_t milliseconds;

/* WANTED in RAM that a restart keeps: the boot loader is to run. */
__attribute__((section(".noinit"))) static volatile uint32_t wanted[2];

uint32_t kd_board_core_hz(void)
{
    return kd_stm32f4.clock.core_hz;
}

uint32_t kd_board_tick_hz(void)
{
    return kd_stm32f4.clock.core_hz;
}

/* The PLL can only be set while it is off, and a boot loader may have left the core on it. */
static void stop_pll(void)
{
    RCC_CONTROL |= RCC_INTERNAL_ON;
    kd_await(&RCC_CONTROL, RCC_INTERNAL_READY, RCC_INTERNAL_READY);
    RCC_CONFIGURATION &= ~(uint32_t)RCC_CLOCK;
    kd_await(&RCC_CONFIGURATION, RCC_CLOCK_IN_USE, 0u);
    RCC_CONTROL &= ~(uint32_t)RCC_PLL_ON;
    kd_await(&RCC_CONTROL, RCC_PLL_READY, 0u);
}

/* More voltage for the core, which has to stand still for it: between the PLL's start and the switch to it. */
static void start_over_drive(void)
{
    POWER_CONTROL |= POWER_OVER_DRIVE;
    kd_await(&POWER_STATE, POWER_OVER_DRIVE, POWER_OVER_DRIVE);
    POWER_CONTROL |= POWER_SWITCH;
    kd_await(&POWER_STATE, POWER_SWITCH, POWER_SWITCH);
}

/* From the crystal, or from the internal oscillator (1 % off at room temperature) where no crystal starts.  Returns 1 if
 * from the crystal. */
static int32_t start_clock(void)
{
    const kd_stm32f4_clock_t *const clock = &kd_stm32f4.clock;
    stop_pll();
    RCC_APB1_ENABLE |= RCC_POWER_ON;
    POWER_CONTROL |= clock->regulator;
    RCC_CONTROL |= clock->crystal_is_clock != 0u ? RCC_CRYSTAL_ON | RCC_CRYSTAL_IS_CLOCK : RCC_CRYSTAL_ON;
    const int32_t is_exact = kd_await(&RCC_CONTROL, RCC_CRYSTAL_READY, RCC_CRYSTAL_READY);
    RCC_PLL = is_exact ? clock->pll | RCC_PLL_FROM_CRYSTAL | clock->crystal_mhz : clock->pll | INTERNAL_MHZ;
    RCC_CONTROL |= RCC_PLL_ON;
    if (clock->over_drive != 0u) {
        start_over_drive();
    }
    kd_await(&RCC_CONTROL, RCC_PLL_READY, RCC_PLL_READY);

    FLASH_ACCESS = FLASH_CACHES | clock->wait_states;
    kd_await(&FLASH_ACCESS, FLASH_CACHES | clock->wait_states, FLASH_CACHES | clock->wait_states);
    RCC_CONFIGURATION = clock->bus_dividers;
    RCC_CONFIGURATION = clock->bus_dividers | RCC_PLL_AS_CLOCK;
    kd_await(&RCC_CONFIGURATION, RCC_CLOCK_IN_USE, RCC_PLL_IN_USE);
    kd_systick_every(clock->core_hz / 1000u);
    return is_exact;
}

/* A register with a field of `bits` for every pin. */
static void set_field(volatile uint32_t *reg, uint32_t field, uint32_t bits, uint32_t value)
{
    const uint32_t mask = (UINT32_C(1) << bits) - 1u;
    *reg = (*reg & ~(mask << (field * bits))) | value << (field * bits);
}

static void connect_pin(uint32_t pin)
{
    set_field(&GPIO_FUNCTION(pin), pin % 8u, 4u, kd_stm32f4.uart.function);
    set_field(&GPIO_PULL, pin, 2u, GPIO_PULLED_UP);
    set_field(&GPIO_MODE, pin, 2u, GPIO_ALTERNATE);
}

/* ST's boot loader finds the chip as after a reset, which it is: no clock, timer or device has been started yet. */
static void start_wanted_boot_loader(void)
{
    const int32_t is_wanted = wanted[0] == WANTED[0] && wanted[1] == WANTED[1];
    wanted[0] = wanted[1] = 0u; /* once */
    if (is_wanted) {
        RCC_APB2_ENABLE |= RCC_MAP_ON;
        (void)RCC_APB2_ENABLE; /* errata: a device takes no writes until two cycles after its clock */
        MEMORY_AT_0 = BOOT_LOADER_AT_0;
        kd_start_other(BOOT_LOADER);
    }
}

static void start_usb(void)
{
    const uint32_t unique[] = {UNIQUE(0u), UNIQUE(1u), UNIQUE(2u)};
    kd_serial_add(kd_stm32f4.usb, kd_stm32f4.name, unique, 3);
}

void kd_board_start(void)
{
    start_wanted_boot_loader();
    const int32_t is_exact = start_clock();
    RCC_AHB1_ENABLE |= UINT32_C(1) << kd_stm32f4.port;
    KD_REGISTER(kd_stm32f4.uart.enable) |= UINT32_C(1) << kd_stm32f4.uart.enable_bit;
    connect_pin(kd_stm32f4.tx_pin);
    connect_pin(kd_stm32f4.rx_pin);
    UART_DIVIDER = (kd_stm32f4.uart.clock_hz + KD_STM32F4_BAUD / 2u) / KD_STM32F4_BAUD;
    UART_CONTROL = UART_ON;
    kd_irq_enable((uint32_t)kd_stm32f4.uart.irq);
    if (is_exact && kd_stm32f4.clock.usb_hz == USB_HZ) { /* which may be 0.25 % off */
        start_usb();
    }
}

/* Where the interrupt of a reload comes late, as it does in an emulator, the sum steps back by a millisecond. */
uint32_t kd_board_ticks(void)
{
    static uint32_t last;
    const uint32_t per_ms = kd_stm32f4.clock.core_hz / 1000u;
    uint32_t whole;
    uint32_t left;
    do {
        whole = milliseconds;
        left = KD_SYSTICK_VALUE;
    } while (whole != milliseconds);
    const uint32_t now = whole * per_ms + (per_ms - 1u - left);
    if (now - last < UINT32_C(0x80000000)) {
        last = now;
    }
    return last;
}

/* Reading the data ends an overrun, too, which would raise the interrupt for ever. */
static void take_bytes(void)
{
    for (uint32_t status = UART_STATUS; (status & (UART_RX_FULL | UART_OVERRUN)) != 0u; status = UART_STATUS) {
        const uint8_t byte = (uint8_t)UART_DATA;
        if ((status & UART_RX_FULL) != 0u) {
            kd_serial_received(byte);
        }
    }
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == KD_IRQ_SYSTICK) {
        ++milliseconds;
    }
    if (irq == kd_stm32f4.uart.irq) {
        take_bytes();
    }
    if (irq == KD_STM32F4_USB_IRQ && kd_stm32f4.usb != NULL) {
        kd_stm32f4.usb->poll();
    }
}

void kd_uart_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; ++index) {
        while ((UART_STATUS & UART_TX_EMPTY) == 0u) {
        }
        UART_DATA = bytes[index];
    }
}

/* The chip's ROM, over the USB connector. */
int32_t kd_board_has_boot_loader(void)
{
    return kd_stm32f4.usb != NULL;
}

void kd_board_start_boot_loader(void)
{
    if (kd_stm32f4.usb != NULL) {
        kd_board_serial_end();
        wanted[0] = WANTED[0];
        wanted[1] = WANTED[1];
        kd_restart();
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    (void)period_ms; /* SysTick wakes every millisecond as it is */
}
