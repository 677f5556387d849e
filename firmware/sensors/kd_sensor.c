#include "kd_sensor.h"

#include "kd_alarm.h"
#include "kd_signal_config.h"

void kd_sensor_take_due(kd_sensor_t *sensor)
{
    do {
        sensor->take();
        ++sensor->number;
        sensor->due_us += sensor->period_us;
        sensor->due_ns += sensor->period_ns;
        if (sensor->due_ns >= 1000u) {
            sensor->due_ns -= 1000u;
            ++sensor->due_us;
        }
        kd_alarm_set(sensor->alarm, sensor->due_us);
    } while ((int32_t)(sensor->due_us - kd_alarm_now_us()) <= 0); /* an alarm in the past would never come */
}

void kd_sensor_start(kd_sensor_t *sensor, uint32_t now_us, uint32_t alarm, void (*on_alarm)(void))
{
    const kd_stream_t *const stream = &kd_streams[sensor->stream];
    kd_backlog_reset(&sensor->backlog);
    sensor->backlog.channels = (uint32_t)stream->channels;
    sensor->alarm = alarm;
    sensor->number = 0;
    sensor->due_us = now_us;
    sensor->due_ns = 0;
    sensor->period_us = (uint32_t)(stream->period_ns / 1000);
    sensor->period_ns = (uint32_t)(stream->period_ns % 1000);
    kd_alarm_start(alarm, on_alarm);
    kd_sensor_take_due(sensor);
}
