/* ST's STM32F405 and its like at 168 MHz from the internal oscillator: a USART, and SysTick for time. */
#include "board.h"
#include "cortex_m.h"
#include "registers.h"
#include "serial.h"
#include "start.h"

#define RCC_CONTROL KD_REGISTER(KD_RCC_BASE + 0x00u)
#define RCC_PLL KD_REGISTER(KD_RCC_BASE + 0x04u)
#define RCC_CONFIGURATION KD_REGISTER(KD_RCC_BASE + 0x08u)
#define RCC_AHB1_ENABLE KD_REGISTER(KD_RCC_BASE + 0x30u)
#define RCC_APB2_ENABLE KD_REGISTER(KD_RCC_BASE + 0x44u)
#define FLASH_ACCESS KD_REGISTER(KD_FLASH_BASE + 0x00u)

#define GPIO_MODE KD_REGISTER(KD_UART_GPIO_BASE + 0x00u)
#define GPIO_FUNCTION(pin) KD_REGISTER(KD_UART_GPIO_BASE + 0x20u + 4u * ((pin) / 8u))

#define UART_STATUS KD_REGISTER(KD_UART_BASE + 0x00u)
#define UART_DATA KD_REGISTER(KD_UART_BASE + 0x04u)
#define UART_DIVIDER KD_REGISTER(KD_UART_BASE + 0x08u)
#define UART_CONTROL KD_REGISTER(KD_UART_BASE + 0x0Cu)

enum {
    RCC_PLL_ON = 1u << 24,
    RCC_PLL_READY = 1u << 25,
    RCC_PLL_AS_CLOCK = 2u,
    RCC_PLL_IS_CLOCK = 2u << 2,
    /* 16 MHz / 16 * 336 / 2 = 168 MHz; the USB divider must be given, too. */
    RCC_PLL_168_MHZ = 16u | 336u << 6 | 7u << 24,
    RCC_APB1_BY_4_APB2_BY_2 = 5u << 10 | 4u << 13,
    FLASH_5_WAIT_STATES_AND_CACHES = 5u | 7u << 8,
    GPIO_ALTERNATE = 2u,
    UART_RX_FULL = 1u << 5,
    UART_TX_EMPTY = 1u << 7,
    UART_ON = 1u << 13 | UART_RX_FULL | 1u << 3 | 1u << 2, /* with the interrupt of UART_RX_FULL */
};

static const uint32_t CYCLES_PER_MS = 168000;
static const uint32_t UART_CLOCK_HZ = 84000000;

const uint32_t kd_board_core_hz = UINT32_C(168000000);
const uint32_t kd_board_tick_hz = UINT32_C(168000000);

static volatile uint32_t milliseconds;

/* Wait for clock hardware, but not for ever: an emulator has none. */
static void await(volatile uint32_t *reg, uint32_t bits)
{
    for (uint32_t tries = 0; tries < 10000u && (*reg & bits) != bits; tries++) {
    }
}

static void start_clock(void)
{
    FLASH_ACCESS = FLASH_5_WAIT_STATES_AND_CACHES;
    RCC_PLL = RCC_PLL_168_MHZ;
    RCC_CONTROL |= RCC_PLL_ON;
    await(&RCC_CONTROL, RCC_PLL_READY);
    RCC_CONFIGURATION = RCC_APB1_BY_4_APB2_BY_2 | RCC_PLL_AS_CLOCK;
    await(&RCC_CONFIGURATION, RCC_PLL_IS_CLOCK);
    kd_systick_every(CYCLES_PER_MS);
}

static void connect_pin(uint32_t pin)
{
    GPIO_FUNCTION(pin) |= KD_UART_FUNCTION << (pin % 8u * 4u);
    GPIO_MODE |= (uint32_t)GPIO_ALTERNATE << (pin * 2u);
}

void kd_board_start(void)
{
    start_clock();
    RCC_AHB1_ENABLE |= UINT32_C(1) << KD_UART_GPIO_CLOCK_BIT;
    RCC_APB2_ENABLE |= UINT32_C(1) << KD_UART_CLOCK_BIT;
    connect_pin(KD_UART_TX_PIN);
    connect_pin(KD_UART_RX_PIN);
    UART_DIVIDER = UART_CLOCK_HZ / KD_SERIAL_BAUD;
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

void kd_on_interrupt(int32_t irq)
{
    if (irq == KD_IRQ_SYSTICK) {
        milliseconds++;
    }
    if (irq == KD_UART_IRQ) {
        while ((UART_STATUS & UART_RX_FULL) != 0u) {
            kd_serial_received((uint8_t)UART_DATA);
        }
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
