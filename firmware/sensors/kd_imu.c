#include "kd_imu.h"

#include <stddef.h>

#include "kd_alarm.h"
#include "kd_i2c.h"

static const uint32_t FIRST_SAMPLE_US = 100000; /* gyroscopes start slowly */
static const uint32_t NEXT_SAMPLE_US = 2000;    /* two periods of an MPU-6050 */

static const kd_imu_t *chip;
static uint8_t bytes[2 * KD_I2C_MOST]; /* of all parts */
static uint8_t have;                   /* so many of them are here */
static uint8_t part;                   /* the one that is awaited */

/* Sample 0 is taken at once: it must be there.  An MPU-6050 says so only once, so its next sample is waited for. */
static int32_t await_sample(void)
{
    const uint32_t start_us = kd_alarm_now_us();
    uint8_t status = 0;
    while ((status & chip->fresh) != chip->fresh) {
        if (!kd_i2c_read(chip->parts[0].first, &status) || kd_alarm_now_us() - start_us > FIRST_SAMPLE_US) {
            return 0;
        }
    }
    for (const uint32_t ready_us = kd_alarm_now_us(); kd_alarm_now_us() - ready_us < NEXT_SAMPLE_US;) {
    }
    return 1;
}

const char *kd_imu_start(const kd_imu_t *which, const char *absent, void (*on_answer)(void))
{
    uint8_t name;
    chip = which;
    if (!kd_i2c_start(chip->address) || !kd_i2c_read(chip->name_number, &name)) {
        return absent;
    }
    if (name != chip->name) {
        return chip->other;
    }
    for (uint32_t i = 0; i < chip->setting_count; ++i) {
        if (!kd_i2c_write(chip->settings[i][0], chip->settings[i][1])) {
            return "the IMU refuses its settings" KD_IMU_REMEDY;
        }
    }
    if (!await_sample()) {
        return KD_IMU_IDLE;
    }
    kd_i2c_listen(on_answer);
    return NULL;
}

static void ask(void)
{
    kd_i2c_request(chip->parts[part].first, chip->parts[part].count);
}

void kd_imu_request(void)
{
    have = 0;
    part = 0;
    ask();
}

static int16_t word(uint32_t at)
{
    const uint32_t high = bytes[chip->big_endian ? at : at + 1u];
    const uint32_t low = bytes[chip->big_endian ? at + 1u : at];
    return (int16_t)(high << 8 | low);
}

int32_t kd_imu_answer(int16_t sample[KD_IMU_CHANNELS])
{
    const uint8_t count = chip->parts[part].count;
    if (!kd_i2c_answer(bytes + have, count)) {
        return KD_IMU_SILENT;
    }
    have = (uint8_t)(have + count);
    if (++part < chip->part_count) {
        ask();
        return KD_IMU_PENDING;
    }
    if ((bytes[0] & chip->fresh) != chip->fresh) {
        return KD_IMU_STALE;
    }
    for (int32_t i = 0; i < KD_IMU_CHANNELS; ++i) {
        sample[i] = word(chip->at[i]);
    }
    return KD_IMU_SAMPLE;
}
