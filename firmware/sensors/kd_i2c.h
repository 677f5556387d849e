/* kd_i2c: an I2C bus at 400 kHz with one device that has numbered registers.  A family of chips implements it. */
#ifndef KD_I2C_H
#define KD_I2C_H

#include <stdint.h>

/* Most bytes of one request. */
#define KD_I2C_MOST 15u

/* Begin, whatever was under way.  Returns 1, or 0 if the bus is held. */
int32_t kd_i2c_start(uint8_t address);

/* Write or read one register of the device, and wait for it, 1 ms at most.  Returns 1 if the device took part. */
int32_t kd_i2c_write(uint8_t number, uint8_t value);
int32_t kd_i2c_read(uint8_t number, uint8_t *value);

/* From now on `on_end` is called from an interrupt when a request has ended, well or not. */
void kd_i2c_listen(void (*on_end)(void));

/* Ask for the `count` registers from `number` on, at most KD_I2C_MOST, and return. */
void kd_i2c_request(uint8_t number, uint8_t count);

/* Take what the request brought.  Returns 1 if the device gave all of it; else the bus must be started again. */
int32_t kd_i2c_answer(uint8_t *bytes, uint8_t count);

#endif
