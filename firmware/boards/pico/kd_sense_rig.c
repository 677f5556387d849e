/*
 * The rig's sensors: up to three analogue sEMG front ends at the ADC and an IMU on I2C, sampled by timer alarms at
 * the rates of the bundle.  The bundle's first stream of up to three int16 channels is the muscles, as the ADC
 * counts; its first stream of six int16 channels is the IMU.
 */
#include "kd_sense.h"

#include <stddef.h>

#include "kd_rp2040.h"
#include "kd_backlog.h"
#include "kd_imu.h"
#include "kd_signal_config.h"

#define ADC_CONTROL KD_REGISTER(KD_ADC_BASE + 0x0u)
#define ADC_RESULT KD_REGISTER(KD_ADC_BASE + 0x4u)

enum { ADC_ON = 1u << 0, ADC_CONVERT = 1u << 2, ADC_READY = 1u << 8 };

enum { MUSCLE_CHANNELS = 3, MUSCLE_BACKLOG = 1024, MOTION_BACKLOG = 128 };
enum { NONE = -1 };

/* Alarms of the timer. */
enum { MUSCLE_ALARM = 0u, MOTION_ALARM = 1u, BOTH_ALARMS = 1u << MUSCLE_ALARM | 1u << MOTION_ALARM };

static const uint32_t ANSWER_US = 1000; /* twice what a sample of the IMU takes */
static const int64_t RETRY_NS = 500000000;

/* A sensor with its own alarm. */
typedef struct {
    uint32_t alarm;
    void (*on_alarm)(void);
    void (*take)(void); /* take the sample that is due */
    int32_t stream;     /* of the bundle, or NONE */
    kd_backlog_t backlog;
    uint32_t period_us; /* from sample to sample */
    uint32_t period_ns; /* and this much more */
    uint32_t due_us;    /* when the next sample is taken */
    uint32_t due_ns;    /* and this much later */
    int64_t number;     /* of the next sample */
} sensor_t;

static void on_muscle_alarm(void);
static void on_motion_alarm(void);
static void take_muscles(void);
static void take_motion(void);

static int16_t muscle_values[MUSCLE_BACKLOG * MUSCLE_CHANNELS];
static int16_t motion_values[MOTION_BACKLOG * KD_IMU_CHANNELS];

static sensor_t muscles = {
    .alarm = MUSCLE_ALARM,
    .on_alarm = on_muscle_alarm,
    .take = take_muscles,
    .stream = NONE,
    .backlog = {.values = muscle_values, .capacity = MUSCLE_BACKLOG},
};
static sensor_t motion = {
    .alarm = MOTION_ALARM,
    .on_alarm = on_motion_alarm,
    .take = take_motion,
    .stream = NONE,
    .backlog = {.values = motion_values, .capacity = MOTION_BACKLOG},
};

static const char *volatile motion_problem; /* why no IMU samples are taken, or NULL */
static int64_t motion_tried_ns;             /* when the IMU was set up last */
static volatile int32_t motion_asked;       /* 1 while a sample of the IMU is pending, the one before motion.number */

const uint8_t kd_sense_streams = KD_SIGNAL_STREAMS;

static sensor_t *sensor_of(int32_t stream)
{
    return stream == muscles.stream ? &muscles : stream == motion.stream ? &motion : NULL;
}

static int32_t is_muscles(const kd_stream_t *stream)
{
    return stream->sample_type == KD_SAMPLE_INT16 && stream->channels <= MUSCLE_CHANNELS;
}

static int32_t is_motion(const kd_stream_t *stream)
{
    return stream->sample_type == KD_SAMPLE_INT16 && stream->channels == KD_IMU_CHANNELS;
}

static void assign(sensor_t *to, int32_t (*fits)(const kd_stream_t *stream))
{
    to->stream = NONE;
    for (int32_t i = KD_SIGNAL_STREAMS - 1; i >= 0; --i) {
        if (fits(&kd_streams[i])) {
            to->stream = i;
            to->backlog.channels = (uint32_t)kd_streams[i].channels;
        }
    }
}

static void take_muscles(void)
{
    int16_t sample[MUSCLE_CHANNELS];
    for (uint32_t channel = 0; channel < muscles.backlog.channels; ++channel) {
        ADC_CONTROL = ADC_ON | ADC_CONVERT | channel << 12;
        kd_await(&ADC_CONTROL, ADC_READY, ADC_READY);
        sample[channel] = (int16_t)(ADC_RESULT & 0xFFFu);
    }
    kd_backlog_put(&muscles.backlog, muscles.number, sample);
}

static void lose_imu(void)
{
    motion_problem = "the IMU has stopped answering";
    motion_asked = 0;
}

static void take_motion(void)
{
    if (motion_asked) {
        lose_imu(); /* a whole period has not been enough */
    } else if (motion_problem == NULL) {
        motion_asked = 1;
        kd_imu_request();
    }
}

static void take_answer(void)
{
    int16_t sample[KD_IMU_CHANNELS];
    if (kd_imu_answer(sample) && motion_asked) {
        kd_backlog_put(&motion.backlog, motion.number - 1, sample);
        motion_asked = 0;
    } else {
        lose_imu();
    }
}

/* A sample is due: take it, and set the alarm for the next. */
static void take_due(sensor_t *from)
{
    do {
        KD_TIMER_FIRED = UINT32_C(1) << from->alarm;
        from->take();
        ++from->number;
        from->due_us += from->period_us;
        from->due_ns += from->period_ns;
        if (from->due_ns >= 1000u) {
            from->due_ns -= 1000u;
            ++from->due_us;
        }
        KD_TIMER_ALARM(from->alarm) = from->due_us;
    } while ((int32_t)(from->due_us - KD_TIMER_NOW) <= 0); /* an alarm in the past would never fire */
}

static void on_muscle_alarm(void)
{
    take_due(&muscles);
}

static void on_motion_alarm(void)
{
    take_due(&motion);
}

static void start(sensor_t *which, uint32_t now_us)
{
    kd_backlog_reset(&which->backlog);
    which->number = 0;
    which->due_us = now_us;
    which->due_ns = 0;
    if (which->stream != NONE) {
        which->period_us = (uint32_t)(kd_streams[which->stream].period_ns / 1000);
        which->period_ns = (uint32_t)(kd_streams[which->stream].period_ns % 1000);
        KD_TIMER_INTERRUPTS |= UINT32_C(1) << which->alarm;
        kd_rp2040_on_interrupt(KD_TIMER_IRQ(which->alarm), which->on_alarm);
        take_due(which);
    }
}

void kd_sense_stop(void)
{
    const uint32_t start_us = KD_TIMER_NOW;
    kd_interrupts_off();
    KD_TIMER_DISARM = BOTH_ALARMS;
    KD_TIMER_FIRED = BOTH_ALARMS;
    kd_interrupts_on();
    while (motion_asked && KD_TIMER_NOW - start_us < ANSWER_US) {
        /* an IMU that is cut off in the middle of an answer may keep the bus */
    }
    motion_asked = 0;
}

void kd_sense_start(int64_t now_ns)
{
    kd_sense_stop();
    assign(&muscles, is_muscles);
    assign(&motion, is_motion);
    for (uint32_t channel = 0; channel < MUSCLE_CHANNELS; ++channel) {
        kd_rp2040_connect(KD_ADC_FIRST_PIN + channel, KD_PIN_NOTHING, KD_PAD_ANALOGUE);
    }
    ADC_CONTROL = ADC_ON;
    kd_await(&ADC_CONTROL, ADC_READY, ADC_READY);
    motion_problem = motion.stream == NONE ? NULL : kd_imu_start(take_answer);
    motion_tried_ns = now_ns;

    kd_interrupts_off();
    const uint32_t now_us = KD_TIMER_NOW;
    start(&muscles, now_us);
    start(&motion, now_us);
    kd_interrupts_on();
}

int32_t kd_sense_waiting(int32_t stream, int64_t now_ns)
{
    const sensor_t *const from = sensor_of(stream);
    if (from == &motion && motion_problem != NULL && now_ns - motion_tried_ns >= RETRY_NS) {
        motion_tried_ns = now_ns;
        motion_problem = kd_imu_start(take_answer);
    }
    return from == NULL ? 0 : kd_backlog_count(&from->backlog);
}

int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count)
{
    return kd_backlog_take(&sensor_of(stream)->backlog, samples, count) * kd_streams[stream].period_ns;
}

uint32_t kd_sense_dropped(int32_t stream)
{
    const sensor_t *const from = sensor_of(stream);
    return from == NULL ? 0u : from->backlog.dropped;
}

const char *kd_sense_problem(int32_t stream)
{
    const sensor_t *const from = sensor_of(stream);
    return from == NULL ? "the rig has no sensor for this stream" : from == &motion ? motion_problem : NULL;
}

int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark)
{
    (void)now_ns;
    (void)mark;
    return 0; /* sensors do not know what their wearer means */
}
