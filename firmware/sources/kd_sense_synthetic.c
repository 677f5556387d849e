/* A source for boards without sensors: every channel is a triangle wave of its own period, computed when fetched.
 * For bundles without golden recordings that would fit; see kd_sense_playback.c. */
#include "kd_sense.h"

#include <stddef.h>
#include <string.h>

#include "kd_signal_config.h"

const uint8_t kd_sense_streams = KD_SIGNAL_STREAMS;

static int64_t zero_ns;
static int64_t fetched[KD_SIGNAL_STREAMS];

void kd_sense_start(int64_t now_ns)
{
    zero_ns = now_ns;
    memset(fetched, 0, sizeof fetched);
}

void kd_sense_stop(void)
{
}

int32_t kd_sense_waiting(int32_t stream, int64_t now_ns)
{
    return (int32_t)((now_ns - zero_ns) / kd_streams[stream].period_ns + 1 - fetched[stream]);
}

/* Between -100 and 100: fits every sample type. */
static int8_t triangle(int64_t sample, int32_t channel)
{
    const int32_t period = 40 + 8 * channel;
    const int32_t phase = (int32_t)(sample % period);
    const int32_t distance = 2 * phase < period ? phase : period - phase;
    return (int8_t)(400 * distance / period - 100);
}

static void put(uint8_t *samples, int32_t index, kd_sample_type_t type, int8_t value)
{
    const int16_t wide = value;
    const float real = value;
    switch (type) {
    case KD_SAMPLE_INT8:
        memcpy(samples + index, &value, sizeof value);
        break;
    case KD_SAMPLE_INT16:
        memcpy(samples + 2 * index, &wide, sizeof wide);
        break;
    case KD_SAMPLE_FLOAT32:
        memcpy(samples + 4 * index, &real, sizeof real);
        break;
    }
}

int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count)
{
    const kd_stream_t *const source = &kd_streams[stream];
    const int64_t first = fetched[stream];
    for (int32_t row = 0; row < count; ++row) {
        for (int32_t channel = 0; channel < source->channels; ++channel) {
            put(samples, row * source->channels + channel, source->sample_type, triangle(first + row, channel));
        }
    }
    fetched[stream] += count;
    return first * source->period_ns;
}

uint32_t kd_sense_dropped(int32_t stream)
{
    (void)stream;
    return 0;
}

const char *kd_sense_problem(int32_t stream)
{
    (void)stream;
    return NULL;
}

int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark)
{
    (void)now_ns;
    (void)mark;
    return 0;
}
