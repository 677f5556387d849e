/*
 * The rig's sensors: up to three analogue sEMG front ends at the ADC, and an MPU-6050.  The bundle's first stream of up
 * to three int16 channels is the muscles, as the ADC counts.
 */
#include <stddef.h>

#include "kd_motion.h"
#include "kd_rp2040.h"

#define ADC_CONTROL KD_REGISTER(KD_ADC_BASE + 0x0u)
#define ADC_RESULT KD_REGISTER(KD_ADC_BASE + 0x4u)

enum { ADC_ON = 1u << 0, ADC_CONVERT = 1u << 2, ADC_READY = 1u << 8 };

enum { MUSCLE_CHANNELS = 3, MUSCLE_BACKLOG = 1024 };

static int16_t values[MUSCLE_BACKLOG * MUSCLE_CHANNELS];

static int32_t fits(const kd_stream_t *stream)
{
    return stream->sample_type == KD_SAMPLE_INT16 && stream->channels <= MUSCLE_CHANNELS;
}

static void start(int64_t now_ns)
{
    (void)now_ns;
    for (uint32_t channel = 0; channel < MUSCLE_CHANNELS; ++channel) {
        kd_rp2040_connect(KD_ADC_FIRST_PIN + channel, KD_PIN_NOTHING, KD_PAD_ANALOGUE);
    }
    ADC_CONTROL = ADC_ON;
    kd_await(&ADC_CONTROL, ADC_READY, ADC_READY);
}

static void take(void);

static kd_sensor_t muscles = {
    .fits = fits,
    .start = start,
    .take = take,
    .backlog = {.values = values, .capacity = MUSCLE_BACKLOG},
};

static void take(void)
{
    int16_t sample[MUSCLE_CHANNELS];
    for (uint32_t channel = 0; channel < muscles.backlog.channels; ++channel) {
        ADC_CONTROL = ADC_ON | ADC_CONVERT | channel << 12;
        kd_await(&ADC_CONTROL, ADC_READY, ADC_READY);
        sample[channel] = (int16_t)(ADC_RESULT & 0xFFFu);
    }
    kd_backlog_put(&muscles.backlog, muscles.number, sample);
}

const kd_motion_imu_t kd_motion_imu = {
    .chip = &kd_mpu6050,
    .absent = "the IMU does not answer: check power, GP4 (SDA) and GP5 (SCL)",
};

kd_sensor_t *const kd_sensors[] = {&muscles, &kd_motion, NULL};
