/* ST's STM32F405 and its like at 168 MHz: a USART, and SysTick for time. */
#include "board.h"
#include "cortex_m.h"
#include "registers.h"
#include "serial.h"
#include "start.h"

#define RCC_CONTROL KD_REGISTER(KD_RCC_BASE + 0x00u)
#define RCC_PLL KD_REGISTER(KD_RCC_BASE + 0x04u)
#define RCC_CONFIGURATION KD_REGISTER(KD_RCC_BASE + 0x08u)
#define RCC_AHB1_ENABLE KD_REGISTER(KD_RCC_BASE + 0x30u)
#define FLASH_ACCESS KD_REGISTER(KD_FLASH_BASE + 0x00u)

#define GPIO_MODE KD_REGISTER(KD_UART_GPIO_BASE + 0x00u)
#define GPIO_PULL KD_REGISTER(KD_UART_GPIO_BASE + 0x0Cu)
#define GPIO_FUNCTION(pin) KD_REGISTER(KD_UART_GPIO_BASE + 0x20u + 4u * ((pin) / 8u))

#define UART_STATUS KD_REGISTER(KD_UART_BASE + 0x00u)
#define UART_DATA KD_REGISTER(KD_UART_BASE + 0x04u)
#define UART_DIVIDER KD_REGISTER(KD_UART_BASE + 0x08u)
#define UART_CONTROL KD_REGISTER(KD_UART_BASE + 0x0Cu)

enum {
    RCC_INTERNAL_ON = 1u << 0,
    RCC_INTERNAL_READY = 1u << 1,
    RCC_CRYSTAL_ON = 1u << 16,
    RCC_CRYSTAL_READY = 1u << 17,
    RCC_PLL_ON = 1u << 24,
    RCC_PLL_READY = 1u << 25,
    RCC_PLL_FROM_CRYSTAL = 1u << 22,
    /* The source is divided down to 1 MHz; * 336 / 2 = 168 MHz.  The USB divider must be given, too. */
    RCC_PLL_168_MHZ = 336u << 6 | 7u << 24,
    RCC_CLOCK = 3u, /* which clock the core has asked for; 0 is the internal one */
    RCC_PLL_AS_CLOCK = 2u,
    RCC_CLOCK_IN_USE = 3u << 2,
    RCC_PLL_IN_USE = 2u << 2,
    RCC_APB1_BY_4_APB2_BY_2 = 5u << 10 | 4u << 13,
    FLASH_5_WAIT_STATES_AND_CACHES = 5u | 7u << 8,
    GPIO_ALTERNATE = 2u,
    GPIO_PULLED_UP = 1u,
    UART_OVERRUN = 1u << 3,
    UART_RX_FULL = 1u << 5,
    UART_TX_EMPTY = 1u << 7,
    UART_ON = 1u << 13 | UART_RX_FULL | 1u << 3 | 1u << 2, /* with the interrupt of UART_RX_FULL */
};

static const uint32_t INTERNAL_MHZ = 16;
static const uint32_t CYCLES_PER_MS = KD_CORE_HZ / 1000u;

const uint32_t kd_board_core_hz = KD_CORE_HZ;
const uint32_t kd_board_tick_hz = KD_CORE_HZ;

static volatile uint32_t milliseconds;

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

/* From the crystal, or from the internal oscillator (1 % off at room temperature) where no crystal starts. */
static void start_clock(void)
{
    stop_pll();
    RCC_CONTROL |= RCC_CRYSTAL_ON;
    RCC_PLL = kd_await(&RCC_CONTROL, RCC_CRYSTAL_READY, RCC_CRYSTAL_READY)
                  ? RCC_PLL_168_MHZ | RCC_PLL_FROM_CRYSTAL | KD_CRYSTAL_MHZ
                  : RCC_PLL_168_MHZ | INTERNAL_MHZ;
    RCC_CONTROL |= RCC_PLL_ON;
    kd_await(&RCC_CONTROL, RCC_PLL_READY, RCC_PLL_READY);

    FLASH_ACCESS = FLASH_5_WAIT_STATES_AND_CACHES;
    kd_await(&FLASH_ACCESS, FLASH_5_WAIT_STATES_AND_CACHES, FLASH_5_WAIT_STATES_AND_CACHES);
    RCC_CONFIGURATION = RCC_APB1_BY_4_APB2_BY_2;
    RCC_CONFIGURATION = RCC_APB1_BY_4_APB2_BY_2 | RCC_PLL_AS_CLOCK;
    kd_await(&RCC_CONFIGURATION, RCC_CLOCK_IN_USE, RCC_PLL_IN_USE);
    kd_systick_every(CYCLES_PER_MS);
}

/* A register with a field of `bits` for every pin. */
static void set_field(volatile uint32_t *reg, uint32_t field, uint32_t bits, uint32_t value)
{
    const uint32_t mask = (UINT32_C(1) << bits) - 1u;
    *reg = (*reg & ~(mask << (field * bits))) | value << (field * bits);
}

static void connect_pin(uint32_t pin)
{
    set_field(&GPIO_FUNCTION(pin), pin % 8u, 4u, KD_UART_FUNCTION);
    set_field(&GPIO_PULL, pin, 2u, GPIO_PULLED_UP);
    set_field(&GPIO_MODE, pin, 2u, GPIO_ALTERNATE);
}

void kd_board_start(void)
{
    start_clock();
    RCC_AHB1_ENABLE |= UINT32_C(1) << KD_UART_GPIO_ENABLE_BIT;
    KD_UART_ENABLE |= UINT32_C(1) << KD_UART_ENABLE_BIT;
    connect_pin(KD_UART_TX_PIN);
    connect_pin(KD_UART_RX_PIN);
    UART_DIVIDER = (KD_UART_CLOCK_HZ + KD_SERIAL_BAUD / 2u) / KD_SERIAL_BAUD;
    UART_CONTROL = UART_ON;
    kd_irq_enable(KD_UART_IRQ);
}

/* Where the interrupt of a reload comes late, as it does in an emulator, the sum steps back by a millisecond. */
uint32_t kd_board_ticks(void)
{
    static uint32_t last;
    uint32_t whole;
    uint32_t left;
    do {
        whole = milliseconds;
        left = KD_SYSTICK_VALUE;
    } while (whole != milliseconds);
    const uint32_t now = whole * CYCLES_PER_MS + (CYCLES_PER_MS - 1u - left);
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
        milliseconds++;
    }
    if (irq == KD_UART_IRQ) {
        take_bytes();
    }
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        while ((UART_STATUS & UART_TX_EMPTY) == 0u) {
        }
        UART_DATA = bytes[index];
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    (void)period_ms; /* SysTick wakes every millisecond as it is */
}
