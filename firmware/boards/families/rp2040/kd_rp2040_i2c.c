/* I2C0, with a device that a queue of commands talks to: RP2040 Datasheet, "I2C". */
#include "kd_i2c.h"

#include "kd_rp2040.h"

#define I2C_BASE 0x40044000u
#define I2C_CONTROL KD_REGISTER(I2C_BASE + 0x00u)
#define I2C_TARGET KD_REGISTER(I2C_BASE + 0x04u)
#define I2C_COMMAND KD_REGISTER(I2C_BASE + 0x10u)
#define I2C_HIGH_CYCLES KD_REGISTER(I2C_BASE + 0x1Cu)
#define I2C_LOW_CYCLES KD_REGISTER(I2C_BASE + 0x20u)
#define I2C_INTERRUPTS KD_REGISTER(I2C_BASE + 0x30u)
#define I2C_RAW KD_REGISTER(I2C_BASE + 0x34u)
#define I2C_CLEAR KD_REGISTER(I2C_BASE + 0x40u) /* by reading it */
#define I2C_ENABLE KD_REGISTER(I2C_BASE + 0x6Cu)
#define I2C_RECEIVED KD_REGISTER(I2C_BASE + 0x78u)
#define I2C_HOLD_CYCLES KD_REGISTER(I2C_BASE + 0x7Cu)
#define I2C_ENABLED KD_REGISTER(I2C_BASE + 0x9Cu)
#define I2C_SPIKE_CYCLES KD_REGISTER(I2C_BASE + 0xA0u)

enum {
    I2C_MASTER_AT_400_KHZ = 1u << 6 | 1u << 5 | 2u << 1 | 1u << 0, /* able to restart, no slave */
    I2C_READ = 1u << 8,
    I2C_STOP = 1u << 9,
    I2C_RESTART = 1u << 10,
    I2C_ABORTED = 1u << 6,
    I2C_STOPPED = 1u << 9,
};

/* 125 MHz / (187 + 126) = 399 kHz, low for 1.5 us, data held for 0.3 us, spikes of 0.09 us ignored. */
enum { LOW_CYCLES = 187u, HIGH_CYCLES = 126u, HOLD_CYCLES = 38u, SPIKE_CYCLES = 11u };

/* Longer than a command of three bytes takes. */
static const uint32_t TIMEOUT_US = 1000;

int32_t kd_i2c_start(uint8_t address)
{
    kd_rp2040_connect(kd_rp2040.sda_pin, KD_PIN_I2C, KD_PAD_PULLED_UP);
    kd_rp2040_connect(kd_rp2040.scl_pin, KD_PIN_I2C, KD_PAD_PULLED_UP);
    I2C_ENABLE = 0u; /* whatever was under way is given up */
    for (const uint32_t start_us = KD_TIMER_NOW; (I2C_ENABLED & 1u) != 0u && KD_TIMER_NOW - start_us < TIMEOUT_US;) {
    }
    I2C_CONTROL = I2C_MASTER_AT_400_KHZ;
    I2C_TARGET = address;
    I2C_LOW_CYCLES = LOW_CYCLES;
    I2C_HIGH_CYCLES = HIGH_CYCLES;
    I2C_HOLD_CYCLES = HOLD_CYCLES;
    I2C_SPIKE_CYCLES = SPIKE_CYCLES;
    I2C_INTERRUPTS = 0u;
    I2C_ENABLE = 1u;
    return 1; /* a bus that is held is found by the first command, which does not end */
}

/* Wait for the end of what I2C_COMMAND was given.  Returns 1 if the device took part. */
static int32_t finish(void)
{
    const uint32_t start_us = KD_TIMER_NOW;
    while ((I2C_RAW & I2C_STOPPED) == 0u) {
        if (KD_TIMER_NOW - start_us > TIMEOUT_US) {
            return 0;
        }
    }
    const int32_t good = (I2C_RAW & I2C_ABORTED) == 0u;
    (void)I2C_CLEAR;
    return good;
}

int32_t kd_i2c_write(uint8_t number, uint8_t value)
{
    I2C_COMMAND = number;
    I2C_COMMAND = value | (uint32_t)I2C_STOP;
    return finish();
}

int32_t kd_i2c_read(uint8_t number, uint8_t *value)
{
    I2C_COMMAND = number;
    I2C_COMMAND = I2C_READ | I2C_RESTART | I2C_STOP;
    const int32_t good = finish();
    *value = good ? (uint8_t)I2C_COMMAND : 0u;
    return good;
}

void kd_i2c_listen(void (*on_end)(void))
{
    I2C_INTERRUPTS = I2C_STOPPED;
    kd_rp2040_on_interrupt(KD_I2C_IRQ, on_end);
}

/* The queue holds 16 commands: the number, and a read for each byte. */
void kd_i2c_request(uint8_t number, uint8_t count)
{
    I2C_COMMAND = number;
    for (uint32_t i = 0; i < count; ++i) {
        I2C_COMMAND = I2C_READ | (i == 0u ? (uint32_t)I2C_RESTART : 0u) | (i + 1u == count ? (uint32_t)I2C_STOP : 0u);
    }
}

int32_t kd_i2c_answer(uint8_t *bytes, uint8_t count)
{
    (void)I2C_CLEAR;
    if (I2C_RECEIVED != count) {
        I2C_ENABLE = 0u;
        return 0;
    }
    for (uint32_t i = 0; i < count; ++i) {
        bytes[i] = (uint8_t)I2C_COMMAND;
    }
    return 1;
}
