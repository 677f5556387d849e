#include "kd_backlog.h"

#include <string.h>

#include "kd_cortex_m.h"

void kd_backlog_reset(kd_backlog_t *backlog)
{
    backlog->begin = 0;
    backlog->end = 0;
    backlog->dropped = 0;
}

static int16_t *place(const kd_backlog_t *backlog, int64_t number)
{
    return backlog->values + ((uint32_t)number % backlog->capacity) * backlog->channels;
}

void kd_backlog_put(kd_backlog_t *backlog, int64_t number, const int16_t *sample)
{
    if (number != backlog->end) {
        backlog->dropped += (uint32_t)(number - backlog->begin);
        backlog->begin = number;
        backlog->end = number;
    } else if (backlog->end - backlog->begin == (int64_t)backlog->capacity) {
        ++backlog->begin;
        ++backlog->dropped;
    }
    memcpy(place(backlog, number), sample, backlog->channels * sizeof *sample);
    ++backlog->end;
}

int32_t kd_backlog_count(const kd_backlog_t *backlog)
{
    kd_interrupts_off();
    const int32_t count = (int32_t)(backlog->end - backlog->begin);
    kd_interrupts_on();
    return count;
}

int64_t kd_backlog_take(kd_backlog_t *backlog, int16_t *samples, int32_t count)
{
    kd_interrupts_off();
    const int64_t first = backlog->begin;
    for (int32_t i = 0; i < count; ++i) {
        memcpy(samples, place(backlog, first + i), backlog->channels * sizeof *samples);
        samples += backlog->channels;
    }
    backlog->begin += count;
    kd_interrupts_on();
    return first;
}
