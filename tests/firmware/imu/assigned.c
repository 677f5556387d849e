/* Three sensors that fit every stream and a bundle with one: who is started, stopped and sampled.  Prints their calls. */
#include <stddef.h>
#include <stdio.h>

#include "kd_alarm.h"
#include "kd_sense.h"
#include "kd_sensor.h"

static void (*handlers[KD_ALARMS])(void);

static int32_t fits(const kd_stream_t *stream)
{
    return stream->channels > 0;
}

#define SENSOR(name)                                                                                                   \
    static int16_t name##_values[64];                                                                                  \
    static void name##_start(int64_t now_ns)                                                                           \
    {                                                                                                                  \
        (void)now_ns;                                                                                                  \
        puts(#name " starts");                                                                                         \
    }                                                                                                                  \
    static void name##_take(void)                                                                                      \
    {                                                                                                                  \
        puts(#name " is sampled");                                                                                     \
    }                                                                                                                  \
    static kd_sensor_t name = {                                                                                        \
        .fits = fits, .start = name##_start, .take = name##_take, .backlog = {.values = name##_values, .capacity = 1}}

SENSOR(first);
SENSOR(second);
SENSOR(third);

kd_sensor_t *const kd_sensors[] = {&first, &second, &third, NULL};

static void check(uint32_t alarm)
{
    if (alarm >= KD_ALARMS) {
        puts("there is no such alarm");
    }
}

uint32_t kd_alarm_now_us(void)
{
    return 0;
}

void kd_alarm_start(uint32_t alarm, void (*handler)(void))
{
    check(alarm);
    handlers[alarm] = handler;
}

void kd_alarm_set(uint32_t alarm, uint32_t at_us)
{
    (void)at_us;
    check(alarm);
}

void kd_alarm_stop(uint32_t alarm)
{
    check(alarm);
}

int main(void)
{
    kd_sense_start(0);
    kd_sense_start(0);
    for (uint32_t alarm = 0; alarm < KD_ALARMS; ++alarm) {
        if (handlers[alarm] != NULL) {
            handlers[alarm]();
        }
    }
    return 0;
}
