#include "kd_stream.h"

#include <string.h>

#include "kd_exact.h"
#include "kd_sqrt.h"

/* A whole block without a loop around its samples. */
#if defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define KD_UNROLLED _Pragma("GCC unroll 4")
#else
#define KD_UNROLLED
#endif

static const int32_t SAMPLE_BYTES[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};

int32_t kd_stream_row_bytes(const kd_stream_t *stream)
{
    return stream->channels * SAMPLE_BYTES[stream->sample_type];
}

void kd_stream_read(const kd_stream_t *stream, const void *samples, int32_t first, int32_t count, float *values)
{
    const int32_t channels = stream->channels;
    const int8_t *bytes = (const int8_t *)samples + first * kd_stream_row_bytes(stream);
    for (int32_t i = 0; i < count; ++i, bytes += kd_stream_row_bytes(stream)) {
        float *value = values + i;
        const float *scale = stream->scale;
        const float *const end = scale + channels;
        switch (stream->sample_type) {
        case KD_SAMPLE_INT8:
            for (const int8_t *raw = bytes; scale != end; value += KD_STREAM_TOGETHER) {
                *value = kd_product((float)*raw++, *scale++);
            }
            break;
        case KD_SAMPLE_INT16:
            for (const int16_t *raw = (const void *)bytes; scale != end; value += KD_STREAM_TOGETHER) {
                *value = kd_product((float)*raw++, *scale++);
            }
            break;
        case KD_SAMPLE_FLOAT32:
            for (const float *raw = (const void *)bytes; scale != end; value += KD_STREAM_TOGETHER) {
                *value = kd_product(*raw++, *scale++);
            }
            break;
        }
    }
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float magnitude(float x)
{
#if defined(__GNUC__)
    return __builtin_fabsf(x); /* an instruction or two, without libm */
#else
    return x > 0.0f ? x : 0.0f - x; /* never -0.0f */
#endif
}

/* Rectify a block. */
static void rectify(int32_t channels, float *values, int32_t count)
{
    for (; channels > 0; --channels, values += KD_STREAM_TOGETHER) {
        if (count == KD_STREAM_TOGETHER) {
            KD_UNROLLED
            for (int32_t i = 0; i < KD_STREAM_TOGETHER; ++i) {
                values[i] = magnitude(values[i]);
            }
        } else {
            for (int32_t i = 0; i < count; ++i) {
                values[i] = magnitude(values[i]);
            }
        }
    }
}

/* In what a filter's design gives, some products need not be computed. */
typedef enum {
    ANY,
    SYMMETRIC, /* b2 is b0 */
    UNIT,      /* both are 1, as behind the first section of a Butterworth filter */
} kind_t;

static kind_t kind_of(const kd_section_t *section)
{
    const uint32_t b0 = bits_of(section->b0);
    return b0 != bits_of(section->b2) ? ANY : b0 != bits_of(1.0f) ? SYMMETRIC : UNIT;
}

/* One value through a section, every product rounded:
 *
 *     y = b0 x + state[0];  state[0] = (b1 x - a1 y) + state[1];  state[1] = b2 x - a2 y */
static inline float step(const kd_section_t *section, kind_t kind, float *state, float x)
{
    const float b0_x = kind == UNIT ? x : kd_product(section->b0, x);
    const float b2_x = kind == ANY ? kd_product(section->b2, x) : b0_x;
    const float y = b0_x + state[0];
    state[0] = (kd_product(section->b1, x) - kd_product(section->a1, y)) + state[1];
    state[1] = b2_x - kd_product(section->a2, y);
    return y;
}

/* A block through a section of a certain kind. */
static inline void run_kind(const kd_section_t *section, kind_t kind, int32_t channels, float *state, float *values,
                            int32_t count)
{
    const kd_section_t constants = *section;
    for (; channels > 0; --channels, state += 2, values += KD_STREAM_TOGETHER) {
        float remembered[2] = {state[0], state[1]}; /* in registers, as the constants */
        if (count == KD_STREAM_TOGETHER) {
            KD_UNROLLED
            for (int32_t i = 0; i < KD_STREAM_TOGETHER; ++i) {
                values[i] = step(&constants, kind, remembered, values[i]);
            }
        } else {
            for (int32_t i = 0; i < count; ++i) {
                values[i] = step(&constants, kind, remembered, values[i]);
            }
        }
        state[0] = remembered[0];
        state[1] = remembered[1];
    }
}

static void run_section(const kd_section_t *section, int32_t channels, float *state, float *values, int32_t count)
{
    switch (kind_of(section)) {
    case ANY:
        run_kind(section, ANY, channels, state, values, count);
        break;
    case SYMMETRIC:
        run_kind(section, SYMMETRIC, channels, state, values, count);
        break;
    case UNIT:
        run_kind(section, UNIT, channels, state, values, count);
        break;
    }
}

/* Let a section find the state that an endless input of a block's first sample leaves in it. */
static void settle_section(const kd_section_t *section, int32_t channels, float *state, const float *values)
{
    for (; channels > 0; --channels, state += 2, values += KD_STREAM_TOGETHER) {
        state[0] = kd_product(section->settled[0], values[0]);
        state[1] = kd_product(section->settled[1], values[0]);
    }
}

/* A block through `sections` sections.  settle: first let them settle; each filter does so on what it gets. */
static void run_sections(const kd_section_t *section, int32_t sections, int32_t channels, float *state, float *values,
                         int32_t count, int settle)
{
    const int32_t stride = 2 * channels;
    for (int32_t i = 0; i < sections; ++i) {
        if (settle && section[i].first) {
            for (int32_t later = i; later < sections && (later == i || !section[later].first); ++later) {
                settle_section(&section[later], channels, state + later * stride, values);
            }
        }
        run_section(&section[i], channels, state + i * stride, values, count);
    }
}

void kd_stream_step(const kd_stream_t *stream, float *state, float *values, int32_t count, int settle)
{
    const int32_t channels = stream->channels;
    run_sections(stream->sections, stream->filter_sections, channels, state, values, count, settle);
    if (stream->envelope_sections > 0) {
        rectify(channels, values, count);
        run_sections(stream->sections + stream->filter_sections, stream->envelope_sections, channels,
                     state + 2 * channels * stream->filter_sections, values, count, settle);
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
