/* Registers: RP2040 Datasheet, "I2C"; MPU-6000 and MPU-6050 Register Map and Descriptions, revision 4.2. */
#include "kd_imu.h"

#include <stddef.h>

#include "kd_rp2040.h"

#define I2C_CONTROL KD_REGISTER(KD_I2C_BASE + 0x00u)
#define I2C_TARGET KD_REGISTER(KD_I2C_BASE + 0x04u)
#define I2C_COMMAND KD_REGISTER(KD_I2C_BASE + 0x10u)
#define I2C_HIGH_CYCLES KD_REGISTER(KD_I2C_BASE + 0x1Cu)
#define I2C_LOW_CYCLES KD_REGISTER(KD_I2C_BASE + 0x20u)
#define I2C_INTERRUPTS KD_REGISTER(KD_I2C_BASE + 0x30u)
#define I2C_RAW KD_REGISTER(KD_I2C_BASE + 0x34u)
#define I2C_CLEAR KD_REGISTER(KD_I2C_BASE + 0x40u) /* by reading it */
#define I2C_ENABLE KD_REGISTER(KD_I2C_BASE + 0x6Cu)
#define I2C_RECEIVED KD_REGISTER(KD_I2C_BASE + 0x78u)
#define I2C_HOLD_CYCLES KD_REGISTER(KD_I2C_BASE + 0x7Cu)
#define I2C_ENABLED KD_REGISTER(KD_I2C_BASE + 0x9Cu)
#define I2C_SPIKE_CYCLES KD_REGISTER(KD_I2C_BASE + 0xA0u)

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

enum { ADDRESS = 0x68u, WHO_AM_I = 0x75u, ITS_NAME = 0x68u, ACCELEROMETER = 0x3Bu };

/* Bytes of a burst: accelerometer, temperature, gyroscope. */
enum { BURST_BYTES = 14 };

/* Register and value, in the order in which they are written. */
static const uint8_t SETTINGS[][2] = {
    {0x6B, 0x01}, /* awake, clocked by the gyroscope */
    {0x1A, 0x03}, /* low-pass: accelerometer 44 Hz, gyroscope 42 Hz */
    {0x19, 0x00}, /* 1000 samples per second */
    {0x1B, 0x18}, /* +-2000 deg/s */
    {0x1C, 0x18}, /* +-16 g */
};

/* The I2C controller's pins GP4 and GP5. */
static const uint32_t SDA_PIN = 4;
static const uint32_t SCL_PIN = 5;

static void start_bus(void)
{
    kd_rp2040_connect(SDA_PIN, KD_PIN_I2C, KD_PAD_PULLED_UP);
    kd_rp2040_connect(SCL_PIN, KD_PIN_I2C, KD_PAD_PULLED_UP);
    I2C_ENABLE = 0u; /* whatever was under way is given up */
    for (const uint32_t start_us = KD_TIMER_NOW; (I2C_ENABLED & 1u) != 0u && KD_TIMER_NOW - start_us < TIMEOUT_US;) {
    }
    I2C_CONTROL = I2C_MASTER_AT_400_KHZ;
    I2C_TARGET = ADDRESS;
    I2C_LOW_CYCLES = LOW_CYCLES;
    I2C_HIGH_CYCLES = HIGH_CYCLES;
    I2C_HOLD_CYCLES = HOLD_CYCLES;
    I2C_SPIKE_CYCLES = SPIKE_CYCLES;
    I2C_INTERRUPTS = 0u;
    I2C_ENABLE = 1u;
}

/* Wait for the end of what I2C_COMMAND was given.  Returns 1 if the IMU took part. */
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

static int32_t write(uint8_t number, uint8_t value)
{
    I2C_COMMAND = number;
    I2C_COMMAND = value | (uint32_t)I2C_STOP;
    return finish();
}

static int32_t read(uint8_t number, uint8_t *value)
{
    I2C_COMMAND = number;
    I2C_COMMAND = I2C_READ | I2C_RESTART | I2C_STOP;
    const int32_t good = finish();
    *value = good ? (uint8_t)I2C_COMMAND : 0u;
    return good;
}

const char *kd_imu_start(void (*on_answer)(void))
{
    uint8_t name;
    start_bus();
    if (!read(WHO_AM_I, &name)) {
        return "the IMU does not answer: check power, GP4 (SDA) and GP5 (SCL)";
    }
    if (name != ITS_NAME) {
        return "what answers at I2C address 0x68 is no MPU-6050";
    }
    for (uint32_t i = 0; i < sizeof SETTINGS / sizeof SETTINGS[0]; ++i) {
        if (!write(SETTINGS[i][0], SETTINGS[i][1])) {
            return "the IMU refuses its settings";
        }
    }
    I2C_INTERRUPTS = I2C_STOPPED;
    kd_rp2040_on_interrupt(KD_I2C_IRQ, on_answer);
    return NULL;
}

void kd_imu_request(void)
{
    I2C_COMMAND = ACCELEROMETER;
    I2C_COMMAND = I2C_READ | I2C_RESTART;
    for (int32_t i = 2; i < BURST_BYTES; ++i) {
        I2C_COMMAND = I2C_READ;
    }
    I2C_COMMAND = I2C_READ | I2C_STOP;
}

static int16_t next_word(void)
{
    const uint32_t high = I2C_COMMAND & 0xFFu;
    return (int16_t)(high << 8 | (I2C_COMMAND & 0xFFu));
}

int32_t kd_imu_answer(int16_t sample[KD_IMU_CHANNELS])
{
    (void)I2C_CLEAR;
    if (I2C_RECEIVED != BURST_BYTES) {
        I2C_ENABLE = 0u;
        return 0;
    }
    for (int32_t i = 0; i < 3; ++i) {
        sample[i] = next_word();
    }
    (void)next_word(); /* temperature */
    for (int32_t i = 3; i < KD_IMU_CHANNELS; ++i) {
        sample[i] = next_word();
    }
    return 1;
}
