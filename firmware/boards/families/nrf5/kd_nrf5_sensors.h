/* The interrupts of kd_nrf5_alarm.c and kd_nrf5_i2c.c: each looks whether one is its own. */
#ifndef KD_NRF5_SENSORS_H
#define KD_NRF5_SENSORS_H

#include <stdint.h>

void kd_nrf5_alarm_interrupt(int32_t irq);
void kd_nrf5_i2c_interrupt(int32_t irq);

#endif
