/* Arm's MPS2 and MPS3 FPGA boards: a CMSDK UART and a counter, at the addresses in registers.h. */
#include "board.h"
#include "cortex_m.h"
#include "registers.h"
#include "serial.h"
#include "start.h"

#define UART_DATA KD_REGISTER(KD_UART_BASE + 0x00u)
#define UART_STATE KD_REGISTER(KD_UART_BASE + 0x04u)
#define UART_CONTROL KD_REGISTER(KD_UART_BASE + 0x08u)
#define UART_INTERRUPT KD_REGISTER(KD_UART_BASE + 0x0Cu)
#define UART_DIVIDER KD_REGISTER(KD_UART_BASE + 0x10u)

enum {
    UART_TX_FULL = 1u << 0,
    UART_RX_FULL = 1u << 1,
    UART_TX_ENABLE = 1u << 0,
    UART_RX_ENABLE = 1u << 1,
    UART_RX_INTERRUPT = 1u << 3,
    UART_RX_PENDING = 1u << 1,
};

const uint32_t kd_board_core_hz = KD_CLOCK_HZ;
const uint32_t kd_board_tick_hz = KD_CLOCK_HZ;

#if defined(KD_TIMER_BASE)
/* A CMSDK timer counts down through its whole 32 bits. */
static void start_ticks(void)
{
    KD_REGISTER(KD_TIMER_BASE + 0x08u) = UINT32_MAX; /* RELOAD */
    KD_REGISTER(KD_TIMER_BASE + 0x04u) = UINT32_MAX; /* VALUE */
    KD_REGISTER(KD_TIMER_BASE + 0x00u) = 1u;         /* CTRL: enable */
}

uint32_t kd_board_ticks(void)
{
    return UINT32_MAX - KD_REGISTER(KD_TIMER_BASE + 0x04u);
}
#else
/* The SSE-300's system counter counts up; its control and read frames are apart. */
static void start_ticks(void)
{
    KD_REGISTER(KD_COUNTER_CONTROL_BASE) = 1u; /* CNTCR: enable */
}

uint32_t kd_board_ticks(void)
{
    return KD_REGISTER(KD_COUNTER_READ_BASE); /* CNTCV, low word */
}
#endif

void kd_board_start(void)
{
    start_ticks();
    UART_DIVIDER = KD_CLOCK_HZ / KD_SERIAL_BAUD;
    UART_CONTROL = UART_TX_ENABLE | UART_RX_ENABLE | UART_RX_INTERRUPT;
    kd_irq_enable(KD_UART_RX_IRQ);
}

void kd_on_interrupt(int32_t irq)
{
    if (irq == KD_UART_RX_IRQ) {
        UART_INTERRUPT = UART_RX_PENDING;
        while ((UART_STATE & UART_RX_FULL) != 0u) {
            kd_serial_received((uint8_t)UART_DATA);
        }
    }
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        while ((UART_STATE & UART_TX_FULL) != 0u) {
        }
        UART_DATA = bytes[index];
    }
}

void kd_board_wake_every_ms(uint32_t period_ms)
{
    kd_systick_every(KD_CLOCK_HZ / 1000u * period_ms);
}
