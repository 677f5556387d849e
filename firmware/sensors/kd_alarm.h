/* kd_alarm: two alarms of a timer that counts microseconds, at which sensors are asked.  A family of chips implements it. */
#ifndef KD_ALARM_H
#define KD_ALARM_H

#include <stdint.h>

#define KD_ALARMS 2u

/* Microseconds, on the crystal of the board's clock.  They wrap at 2^32. */
uint32_t kd_alarm_now_us(void);

/* From now on `handler` is called from an interrupt when alarm 0 or 1 comes; none has been set yet. */
void kd_alarm_start(uint32_t alarm, void (*handler)(void));

/* Let the alarm come once, at `at_us`; one that lies in the past never comes. */
void kd_alarm_set(uint32_t alarm, uint32_t at_us);

/* Let the alarm not come, nor one that has come and was not handled. */
void kd_alarm_stop(uint32_t alarm);

#endif
