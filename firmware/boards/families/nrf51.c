/* Nordic nRF51: its UART and two timers, at the addresses in registers.h. */
#include "board.h"
#include "cortex_m.h"
#include "registers.h"
#include "serial.h"
#include "start.h"

#define TIMER_START(timer) KD_REGISTER((timer) + 0x000u)
#define TIMER_CLEAR(timer) KD_REGISTER((timer) + 0x00Cu)
#define TIMER_CAPTURE0(timer) KD_REGISTER((timer) + 0x040u)
#define TIMER_COMPARED0(timer) KD_REGISTER((timer) + 0x140u)
#define TIMER_SHORTCUTS(timer) KD_REGISTER((timer) + 0x200u)
#define TIMER_INTERRUPT_SET(timer) KD_REGISTER((timer) + 0x304u)
#define TIMER_BITMODE(timer) KD_REGISTER((timer) + 0x508u)
#define TIMER_PRESCALER(timer) KD_REGISTER((timer) + 0x510u)
#define TIMER_VALUE0(timer) KD_REGISTER((timer) + 0x540u)

#define UART_START_RX KD_REGISTER(KD_UART_BASE + 0x000u)
#define UART_START_TX KD_REGISTER(KD_UART_BASE + 0x008u)
#define UART_RX_READY KD_REGISTER(KD_UART_BASE + 0x108u)
#define UART_TX_READY KD_REGISTER(KD_UART_BASE + 0x11Cu)
#define UART_INTERRUPT_SET KD_REGISTER(KD_UART_BASE + 0x304u)
#define UART_ENABLE KD_REGISTER(KD_UART_BASE + 0x500u)
#define UART_TX_PIN KD_REGISTER(KD_UART_BASE + 0x50Cu)
#define UART_RX_PIN KD_REGISTER(KD_UART_BASE + 0x514u)
#define UART_RXD KD_REGISTER(KD_UART_BASE + 0x518u)
#define UART_TXD KD_REGISTER(KD_UART_BASE + 0x51Cu)
#define UART_BAUD KD_REGISTER(KD_UART_BASE + 0x524u)

enum {
    TIMER_32_BIT = 3u,
    TIMER_COMPARE0_CLEARS = 1u << 0,
    TIMER_COMPARE0_INTERRUPT = 1u << 16,
    UART_ON = 4u,
    UART_RX_INTERRUPT = 1u << 2,
};

const uint32_t kd_board_core_hz = UINT32_C(16000000);
const uint32_t kd_board_tick_hz = UINT32_C(16000000);

static void start_timer(uint32_t timer)
{
    TIMER_BITMODE(timer) = TIMER_32_BIT;
    TIMER_PRESCALER(timer) = 0u; /* 16 MHz */
    TIMER_START(timer) = 1u;
}

void kd_board_start(void)
{
    start_timer(KD_TICK_TIMER_BASE);

    UART_TX_PIN = KD_UART_TX_PIN;
    UART_RX_PIN = KD_UART_RX_PIN;
    UART_BAUD = KD_UART_BAUD_CODE;
    UART_ENABLE = UART_ON;
    UART_START_RX = 1u;
    UART_START_TX = 1u;
    UART_INTERRUPT_SET = UART_RX_INTERRUPT;
    kd_irq_enable(KD_UART_IRQ);
}

uint32_t kd_board_ticks(void)
{
    TIMER_CAPTURE0(KD_TICK_TIMER_BASE) = 1u;
    return TIMER_VALUE0(KD_TICK_TIMER_BASE);
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == KD_UART_IRQ) {
        while (UART_RX_READY != 0u) {
            UART_RX_READY = 0u;
            kd_serial_received((uint8_t)UART_RXD);
        }
    }
    if (irq == KD_WAKE_TIMER_IRQ) {
        TIMER_COMPARED0(KD_WAKE_TIMER_BASE) = 0u;
    }
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        UART_TX_READY = 0u;
        UART_TXD = bytes[index];
        while (UART_TX_READY == 0u) {
        }
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    TIMER_VALUE0(KD_WAKE_TIMER_BASE) = kd_board_tick_hz / 1000u * period_ms;
    TIMER_SHORTCUTS(KD_WAKE_TIMER_BASE) = TIMER_COMPARE0_CLEARS;
    TIMER_INTERRUPT_SET(KD_WAKE_TIMER_BASE) = TIMER_COMPARE0_INTERRUPT;
    TIMER_CLEAR(KD_WAKE_TIMER_BASE) = 1u;
    start_timer(KD_WAKE_TIMER_BASE);
    kd_irq_enable(KD_WAKE_TIMER_IRQ);
}
