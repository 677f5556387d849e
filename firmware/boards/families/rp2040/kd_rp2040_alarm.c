/* The timer's alarms 0 and 1, for sensors: RP2040 Datasheet, "Timer". */
#include "kd_alarm.h"

#include "kd_rp2040.h"

uint32_t kd_alarm_now_us(void)
{
    return KD_TIMER_NOW;
}

void kd_alarm_start(uint32_t alarm, void (*handler)(void))
{
    KD_TIMER_INTERRUPTS |= UINT32_C(1) << alarm;
    kd_rp2040_on_interrupt(KD_TIMER_IRQ(alarm), handler);
}

void kd_alarm_set(uint32_t alarm, uint32_t at_us)
{
    KD_TIMER_FIRED = UINT32_C(1) << alarm;
    KD_TIMER_ALARM(alarm) = at_us;
}

void kd_alarm_stop(uint32_t alarm)
{
    kd_interrupts_off();
    KD_TIMER_DISARM = UINT32_C(1) << alarm;
    KD_TIMER_FIRED = UINT32_C(1) << alarm;
    kd_interrupts_on();
}
