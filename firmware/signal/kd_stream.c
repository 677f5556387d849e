#include "kd_stream.h"

#include "kd_exact.h"
#include "kd_sqrt.h"

static const int32_t SAMPLE_BYTES[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};

int32_t kd_stream_row_bytes(const kd_stream_t *stream)
{
    return stream->channels * SAMPLE_BYTES[stream->sample_type];
}

float kd_stream_read(const kd_stream_t *stream, const void *samples, int32_t sample, int32_t channel)
{
    const int32_t index = sample * stream->channels + channel;
    float raw = 0.0f;
    switch (stream->sample_type) {
    case KD_SAMPLE_INT8:
        raw = (float)((const int8_t *)samples)[index];
        break;
    case KD_SAMPLE_INT16:
        raw = (float)((const int16_t *)samples)[index];
        break;
    case KD_SAMPLE_FLOAT32:
        raw = ((const float *)samples)[index];
        break;
    }
    return kd_product(raw, stream->scale[channel]);
}

/* Run x through `count` sections whose states lie `stride` floats apart. */
static float run_sections(const kd_section_t *section, int32_t count, float *state, int32_t stride, float x, int settle)
{
    float first = x;
    for (int32_t i = 0; i < count; ++i, ++section, state += stride) {
        if (settle) {
            if (section->first) {
                first = x;
            }
            state[0] = kd_product(section->settled[0], first);
            state[1] = kd_product(section->settled[1], first);
        }
        const float y = kd_product(section->b0, x) + state[0];
        state[0] = (kd_product(section->b1, x) - kd_product(section->a1, y)) + state[1];
        state[1] = kd_product(section->b2, x) - kd_product(section->a2, y);
        x = y;
    }
    return x;
}

void kd_stream_step(const kd_stream_t *stream, float *state, const float *input, float *output, int settle)
{
    const int32_t stride = 2 * stream->channels;
    for (int32_t channel = 0; channel < stream->channels; ++channel) {
        float *const filter_state = state + 2 * channel;
        float *const envelope_state = filter_state + stride * stream->filter_sections;
        float x = run_sections(stream->sections, stream->filter_sections, filter_state, stride, input[channel], settle);
        if (stream->envelope_sections > 0) {
            const kd_section_t *const envelope = stream->sections + stream->filter_sections;
            x = x > 0.0f ? x : 0.0f - x; /* never -0.0f */
            x = run_sections(envelope, stream->envelope_sections, envelope_state, stride, x, settle);
        }
        output[channel] = x;
    }
}

void kd_stream_compress(const kd_stream_t *stream, float *values)
{
    if (!stream->compress) {
        return;
    }
    for (int32_t channel = 0; channel < stream->channels; ++channel) {
        values[channel] = kd_sqrt(values[channel]);
    }
}
