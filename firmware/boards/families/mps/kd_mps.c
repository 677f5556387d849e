#include "kd_mps.h"

#include "kd_board.h"
#include "kd_cortex_m.h"
#include "kd_serial.h"
#include "kd_start.h"

#define UART_DATA KD_REGISTER(kd_mps.uart + 0x00u)
#define UART_STATE KD_REGISTER(kd_mps.uart + 0x04u)
#define UART_CONTROL KD_REGISTER(kd_mps.uart + 0x08u)
#define UART_INTERRUPT KD_REGISTER(kd_mps.uart + 0x0Cu)
#define UART_DIVIDER KD_REGISTER(kd_mps.uart + 0x10u)

enum {
    UART_TX_FULL = 1u << 0,
    UART_RX_FULL = 1u << 1,
    UART_TX_ENABLE = 1u << 0,
    UART_RX_ENABLE = 1u << 1,
    UART_RX_INTERRUPT = 1u << 3,
    UART_RX_PENDING = 1u << 1,
};

#define TIMER_CONTROL KD_REGISTER(kd_mps.timer + 0x00u)
#define TIMER_VALUE KD_REGISTER(kd_mps.timer + 0x04u)
#define TIMER_RELOAD KD_REGISTER(kd_mps.timer + 0x08u)

/* Of the SSE-300's system counter, whose control and read frames are apart. */
#define COUNTER_CONTROL KD_REGISTER(kd_mps.counter_control)
#define COUNTER_VALUE KD_REGISTER(kd_mps.counter)

uint32_t kd_board_core_hz(void)
{
    return kd_mps.clock_hz;
}

uint32_t kd_board_tick_hz(void)
{
    return kd_mps.clock_hz;
}

/* A CMSDK timer counts down through its whole 32 bits; the system counter counts up. */
static void start_ticks(void)
{
    if (kd_mps.timer != 0u) {
        TIMER_RELOAD = UINT32_MAX;
        TIMER_VALUE = UINT32_MAX;
        TIMER_CONTROL = 1u; /* enable */
    } else {
        COUNTER_CONTROL = 1u; /* enable */
    }
}

uint32_t kd_board_ticks(void)
{
    return kd_mps.timer != 0u ? UINT32_MAX - TIMER_VALUE : COUNTER_VALUE;
}

void kd_board_start(void)
{
    start_ticks();
    UART_DIVIDER = kd_mps.clock_hz / KD_MPS_BAUD;
    UART_CONTROL = UART_TX_ENABLE | UART_RX_ENABLE | UART_RX_INTERRUPT;
    kd_irq_enable((uint32_t)kd_mps.uart_irq);
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == kd_mps.uart_irq) {
        UART_INTERRUPT = UART_RX_PENDING;
        while ((UART_STATE & UART_RX_FULL) != 0u) {
            kd_serial_received((uint8_t)UART_DATA);
        }
    }
}

void kd_uart_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; ++index) {
        while ((UART_STATE & UART_TX_FULL) != 0u) {
        }
        UART_DATA = bytes[index];
    }
}

int32_t kd_board_has_boot_loader(void)
{
    return 0;
}

void kd_board_start_boot_loader(void)
{
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    kd_systick_every(kd_mps.clock_hz / 1000u * period_ms);
}
