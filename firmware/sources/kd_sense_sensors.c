/* The board's sensors: each gives the first stream of the bundle that it can give and no sensor before it does, at that
 * stream's rate, by its own alarm. */
#include "kd_sense.h"

#include <stddef.h>

#include "kd_alarm.h"
#include "kd_cortex_m.h"
#include "kd_sensor.h"
#include "kd_signal_config.h"

const uint8_t kd_sense_streams = KD_SIGNAL_STREAMS;

static void on_first_alarm(void)
{
    kd_sensor_take_due(kd_sensors[0]);
}

static void on_second_alarm(void)
{
    kd_sensor_take_due(kd_sensors[1]);
}

_Static_assert(KD_ALARMS == 2, "a function for each alarm");
static void (*const ON_ALARM[KD_ALARMS])(void) = {on_first_alarm, on_second_alarm};

static kd_sensor_t *sensor_of(int32_t stream)
{
    for (uint32_t i = 0; kd_sensors[i] != NULL; ++i) {
        if (kd_sensors[i]->stream == stream) {
            return kd_sensors[i];
        }
    }
    return NULL;
}

/* A sensor takes the first stream that it fits and none before it has taken; one without an alarm takes none. */
static void assign_streams(void)
{
    for (uint32_t i = 0; kd_sensors[i] != NULL; ++i) {
        kd_sensors[i]->stream = KD_SENSOR_NO_STREAM;
    }
    for (uint32_t i = 0; i < KD_ALARMS && kd_sensors[i] != NULL; ++i) {
        for (int32_t stream = 0; stream < KD_SIGNAL_STREAMS; ++stream) {
            if (kd_sensors[i]->fits(&kd_streams[stream]) && sensor_of(stream) == NULL) {
                kd_sensors[i]->stream = stream;
                break;
            }
        }
    }
}

void kd_sense_stop(void)
{
    for (uint32_t i = 0; i < KD_ALARMS && kd_sensors[i] != NULL; ++i) {
        kd_alarm_stop(i);
    }
    for (uint32_t i = 0; kd_sensors[i] != NULL; ++i) {
        if (kd_sensors[i]->stop != NULL) {
            kd_sensors[i]->stop();
        }
    }
}

void kd_sense_start(int64_t now_ns)
{
    kd_sense_stop();
    assign_streams();
    for (uint32_t i = 0; kd_sensors[i] != NULL; ++i) {
        if (kd_sensors[i]->stream != KD_SENSOR_NO_STREAM) {
            kd_sensors[i]->start(now_ns);
        }
    }
    kd_interrupts_off();
    const uint32_t now_us = kd_alarm_now_us();
    for (uint32_t i = 0; kd_sensors[i] != NULL; ++i) {
        if (kd_sensors[i]->stream != KD_SENSOR_NO_STREAM) {
            kd_sensor_start(kd_sensors[i], now_us, i, ON_ALARM[i]);
        }
    }
    kd_interrupts_on();
}

int32_t kd_sense_waiting(int32_t stream, int64_t now_ns)
{
    const kd_sensor_t *const sensor = sensor_of(stream);
    if (sensor != NULL && sensor->look != NULL) {
        sensor->look(now_ns);
    }
    return sensor == NULL ? 0 : kd_backlog_count(&sensor->backlog);
}

int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count)
{
    return kd_backlog_take(&sensor_of(stream)->backlog, samples, count) * kd_streams[stream].period_ns;
}

uint32_t kd_sense_dropped(int32_t stream)
{
    const kd_sensor_t *const sensor = sensor_of(stream);
    return sensor == NULL ? 0u : sensor->backlog.dropped;
}

const char *kd_sense_problem(int32_t stream)
{
    const kd_sensor_t *const sensor = sensor_of(stream);
    if (sensor == NULL) {
        return "the board has no sensor for this stream: inject it, or build with --sensing";
    }
    return sensor->problem == NULL ? NULL : sensor->problem();
}

int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark)
{
    (void)now_ns;
    (void)mark;
    return 0; /* sensors do not know what their wearer means */
}
