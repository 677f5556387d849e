#include "kd_motion.h"

#include <stddef.h>

#include "kd_alarm.h"

enum { BACKLOG = 128, MOST_STALE = 8 };

static const char SILENT[] = "the IMU has stopped answering" KD_IMU_REMEDY;
static const uint32_t ANSWER_US = 1000; /* more than a sample of any IMU takes */
static const int64_t SECOND_NS = 1000000000;
static const int64_t RETRY_NS = 500000000;

static int16_t values[BACKLOG * KD_IMU_CHANNELS];
static const char *volatile problem; /* why no samples are taken, or NULL */
static int64_t tried_ns;             /* when the IMU was set up last */
static volatile int32_t untold;      /* 1 until somebody has asked for the problem */
static volatile int32_t asked;       /* 1 while a sample is pending, the one before kd_motion.number */
static uint32_t stale;               /* times in a row that the IMU had nothing new */

static int32_t fits(const kd_stream_t *stream)
{
    return stream->sample_type == KD_SAMPLE_INT16 && stream->channels == KD_IMU_CHANNELS &&
           stream->period_ns * kd_motion_imu.chip->most_hz >= SECOND_NS;
}

static void lose(const char *why)
{
    problem = why;
    untold = 1;
    asked = 0;
}

static void take(void)
{
    if (asked) {
        lose(SILENT); /* a whole period has not been enough */
    } else if (problem == NULL) {
        asked = 1;
        kd_imu_request();
    }
}

/* What is not put into the backlog is missing there, and counted when the next one comes. */
static void take_answer(void)
{
    int16_t sample[KD_IMU_CHANNELS];
    const int32_t ended = kd_imu_answer(sample);
    if (ended == KD_IMU_SILENT || !asked) {
        lose(SILENT);
    } else if (ended == KD_IMU_SAMPLE) {
        kd_backlog_put(&kd_motion.backlog, kd_motion.number - 1, sample);
        stale = 0;
        asked = 0;
    } else if (ended == KD_IMU_STALE) {
        asked = 0;
        if (++stale == MOST_STALE) {
            lose(KD_IMU_IDLE);
        }
    }
}

static void start(int64_t now_ns)
{
    stale = 0;
    tried_ns = now_ns;
    problem = kd_imu_start(kd_motion_imu.chip, kd_motion_imu.absent, take_answer);
}

static void look(int64_t now_ns)
{
    if (problem != NULL && !untold && now_ns - tried_ns >= RETRY_NS) {
        start(now_ns);
    }
}

static const char *tell_problem(void)
{
    untold = 0;
    return problem;
}

static void stop(void)
{
    const uint32_t start_us = kd_alarm_now_us();
    while (asked && kd_alarm_now_us() - start_us < ANSWER_US) {
        /* an IMU that is cut off in the middle of an answer may keep the bus */
    }
    asked = 0;
}

kd_sensor_t kd_motion = {
    .fits = fits,
    .start = start,
    .take = take,
    .problem = tell_problem,
    .look = look,
    .stop = stop,
    .backlog = {.values = values, .capacity = BACKLOG},
};
