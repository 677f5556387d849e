/* kd_stream: the arithmetic of one sensor stream: scale, filters, envelope.
 *
 * Every operation is float and happens in the order that the host's signal path
 * uses, so both give the same bits; see kd_exact.h.
 */
#ifndef KD_STREAM_H
#define KD_STREAM_H

#include <stdint.h>

/* Layout of the generated kd_signal_config.h that these sources understand. */
#define KD_SIGNAL_ABI 3

#ifdef __cplusplus
extern "C" {
#endif

/* A second-order section in direct form II transposed, a0 = 1. */
typedef struct {
    float b0, b1, b2, a1, a2;
    float settled[2]; /* state after an endless input of 1 */
    uint8_t first;    /* 1 in the first section of a filter, which settles on its own input */
} kd_section_t;

typedef enum { KD_SAMPLE_INT8, KD_SAMPLE_INT16, KD_SAMPLE_FLOAT32 } kd_sample_type_t;

/* Constants of one stream, and where its values lie in the arrays of kd_signal_t. */
typedef struct {
    int64_t period_ns;
    kd_sample_type_t sample_type;
    int32_t channels;
    const float *scale;           /* (channels) */
    const kd_section_t *sections; /* (filter_sections + envelope_sections) */
    int32_t filter_sections;
    int32_t envelope_sections; /* 0: no envelope */
    int32_t compress;          /* 1: square root of the envelope */
    int32_t feature_offset;    /* first feature of this stream in a frame */
    int32_t state_offset;      /* first filter state, in floats */
    int32_t row_offset;        /* first of the rows that wait for their frame */
    int32_t row_count;
    int32_t row_float_offset;
} kd_stream_t;

/* How many samples of a channel are processed together, while the constants of a filter lie in registers. */
enum { KD_STREAM_TOGETHER = 4 };

/* Bytes of one sample of every channel. */
int32_t kd_stream_row_bytes(const kd_stream_t *stream);

/* Samples `first` to `first + count - 1` of `samples` (any number, channels) as a block.
 * values: (channels, KD_STREAM_TOGETHER), the first `count` of each channel in its unit. */
void kd_stream_read(const kd_stream_t *stream, const void *samples, int32_t first, int32_t count, float *values);

/* Process a block: the next samples of every channel.
 *
 * state: (filter_sections + envelope_sections, channels, 2) floats, carried from block to block.
 * values: as kd_stream_read() writes them; they become the processed ones.
 * settle: 1 if the first is the first ever, which finds every filter settled on it; then count is 1. */
void kd_stream_step(const kd_stream_t *stream, float *state, float *values, int32_t count, int settle);

/* Compress processed values (channels) in place, if the stream's envelope is compressed.  It has no memory,
 * so only the samples that reach a frame pay for it. */
void kd_stream_compress(const kd_stream_t *stream, float *values);

#ifdef __cplusplus
}
#endif

#endif
