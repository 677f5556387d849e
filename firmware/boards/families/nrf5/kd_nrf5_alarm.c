/* The nRF52840's TIMER2 in microseconds: nRF52840 Product Specification, "TIMER". */
#include "kd_alarm.h"

#include <stddef.h>

#include "kd_cortex_m.h"
#include "kd_nrf5_sensors.h"

#define TIMER 0x4000A000u
#define TIMER_START (TIMER + 0x000u)
#define TIMER_CAPTURE(which) (TIMER + 0x040u + 4u * (which))
#define TIMER_COMPARED(which) (TIMER + 0x140u + 4u * (which))
#define TIMER_INTERRUPT_SET (TIMER + 0x304u)
#define TIMER_INTERRUPT_CLEAR (TIMER + 0x308u)
#define TIMER_BITMODE (TIMER + 0x508u)
#define TIMER_PRESCALER (TIMER + 0x510u)
#define TIMER_VALUE(which) (TIMER + 0x540u + 4u * (which))

enum { NOW = 3u, TIMER_IRQ = 10, TIMER_32_BIT = 3u, TIMER_1_MHZ = 4u }; /* 16 MHz / 2^4 */

static void (*handlers[KD_ALARMS])(void);
static uint8_t runs;

static uint32_t interrupt_of(uint32_t alarm)
{
    return UINT32_C(1) << (16u + alarm);
}

uint32_t kd_alarm_now_us(void)
{
    if (!runs) {
        runs = 1;
        KD_WRITE(TIMER_BITMODE, TIMER_32_BIT);
        KD_WRITE(TIMER_PRESCALER, TIMER_1_MHZ);
        KD_WRITE(TIMER_START, 1u);
    }
    KD_WRITE(TIMER_CAPTURE(NOW), 1u);
    return KD_READ(TIMER_VALUE(NOW));
}

void kd_alarm_start(uint32_t alarm, void (*handler)(void))
{
    handlers[alarm] = handler;
    kd_irq_enable(TIMER_IRQ);
}

/* The timer compares again at every wrap: an alarm that comes once is one that its interrupt forgets. */
void kd_alarm_set(uint32_t alarm, uint32_t at_us)
{
    KD_WRITE(TIMER_VALUE(alarm), at_us);
    KD_WRITE(TIMER_COMPARED(alarm), 0u);
    KD_WRITE(TIMER_INTERRUPT_SET, interrupt_of(alarm));
}

static void forget(uint32_t alarm)
{
    KD_WRITE(TIMER_INTERRUPT_CLEAR, interrupt_of(alarm));
    KD_WRITE(TIMER_COMPARED(alarm), 0u);
}

void kd_alarm_stop(uint32_t alarm)
{
    kd_interrupts_off();
    forget(alarm);
    kd_interrupts_on();
}

void kd_nrf5_alarm_interrupt(int32_t irq)
{
    for (uint32_t alarm = 0; irq == TIMER_IRQ && alarm < KD_ALARMS; ++alarm) {
        if (handlers[alarm] != NULL && KD_READ(TIMER_COMPARED(alarm)) != 0u) {
            forget(alarm);
            handlers[alarm]();
        }
    }
}
