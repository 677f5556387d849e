/**
 * DEPTHWISE_CONV_2D.
 */
#ifndef KD_DEPTHWISE_H
#define KD_DEPTHWISE_H

#include "kd_quad.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/**
 * One depthwise convolution of at least four channels; everything constant.
 *
 * Channels go four at a time (quads).  The last four overlap their neighbours if the number of channels is no
 * multiple of four, so that nothing is read or written behind a pixel.
 */
typedef struct {
    const kd_lane_t *weights;     /* [kernel_height, kernel_width, quads], each a KD_QUAD */
    const int32_t *biases;        /* per output channel, without the input's zero point */
    const int32_t *starts;        /* the same with it, for outputs that have all taps inside the image */
    const kd_rescale_t *rescales; /* per output channel */
    int32_t in_height, in_width, in_channels;
    int32_t out_height, out_width, multiplier; /* out_channels = in_channels * multiplier */
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t dilation_height, dilation_width;
    int32_t pad_top, pad_left;
    int32_t in_zero_point;
    kd_range_t range;
} kd_depthwise_t;

KD_INLINE int32_t kd_depthwise_channels(const kd_depthwise_t *conv)
{
    return conv->in_channels * conv->multiplier;
}

/* Lanes of all quads of one tap. */
KD_INLINE int32_t kd_depthwise_lanes(const kd_depthwise_t *conv)
{
    return (kd_depthwise_channels(conv) + 3) / 4 * 4;
}

/* The taps that lie inside the image, and the first input and weight that they meet. */
typedef struct {
    int32_t rows, columns;
    const int8_t *in;
    const kd_lane_t *weights;
} kd_depthwise_taps_t;

/* How many of count taps, dilation apart, come before position 0 and before position size. */
KD_INLINE int32_t kd_taps_before(int32_t first, int32_t limit, int32_t dilation, int32_t count)
{
    return kd_clamp((limit - first + dilation - 1) / dilation, 0, count);
}

KD_INLINE kd_depthwise_taps_t kd_depthwise_taps(const kd_depthwise_t *conv, const int8_t *in, int32_t row,
                                                int32_t column)
{
    const int32_t y = row * conv->stride_height - conv->pad_top;
    const int32_t x = column * conv->stride_width - conv->pad_left;
    const int32_t top = y < 0 ? kd_taps_before(y, 0, conv->dilation_height, conv->kernel_height) : 0;
    const int32_t left = x < 0 ? kd_taps_before(x, 0, conv->dilation_width, conv->kernel_width) : 0;
    const int32_t bottom = kd_taps_before(y, conv->in_height, conv->dilation_height, conv->kernel_height);
    const int32_t right = kd_taps_before(x, conv->in_width, conv->dilation_width, conv->kernel_width);
    const int32_t place = (y + top * conv->dilation_height) * conv->in_width + x + left * conv->dilation_width;
    const kd_depthwise_taps_t taps = {
        bottom - top,
        right - left,
        in + place * conv->in_channels,
        conv->weights + (top * conv->kernel_width + left) * kd_depthwise_lanes(conv),
    };
    return taps;
}

KD_INLINE void kd_depthwise_store(const kd_depthwise_t *conv, int32_t any, const kd_quad_t *sums, int32_t channel,
                                  int8_t *out)
{
    const kd_rescale_t *const factors = conv->rescales + channel;
#if defined(KD_TARGET_MVE)
    kd_store4(*sums, factors, conv->range, out);
    (void)any; /* kd_rescale4 always is exact */
#else
    out[0] = kd_activation(sums->row[0], factors[0], conv->range, any);
    out[1] = kd_activation(sums->row[1], factors[1], conv->range, any);
    out[2] = kd_activation(sums->row[2], factors[2], conv->range, any);
    out[3] = kd_activation(sums->row[3], factors[3], conv->range, any);
#endif
}

/* Where the inputs of four neighbouring channels lie, from that of the first. */
typedef struct {
    uint32_t of[4];
} kd_depthwise_offsets_t;

KD_INLINE kd_depthwise_offsets_t kd_depthwise_offsets(const kd_depthwise_t *conv, int32_t channel)
{
    const int32_t several = conv->multiplier;
    if (several == 2) { /* then quads begin with an even channel: constants */
        const kd_depthwise_offsets_t pairs = {{0, 0, 1, 1}};
        return pairs;
    }
    kd_depthwise_offsets_t offsets = {{0, 0, 0, 0}};
    for (int32_t i = 1; i < 4 && several % 4 != 0; ++i) {
        offsets.of[i] = (uint32_t)((channel + i) / several - channel / several);
    }
    return offsets;
}

/* Four neighbouring channels of one output; inside says that it has all its taps. */
KD_INLINE kd_quad_t kd_depthwise_four(const kd_depthwise_t *conv, int32_t inside, kd_depthwise_taps_t taps,
                                      int32_t lane, int32_t channel)
{
    const kd_depthwise_offsets_t offsets = kd_depthwise_offsets(conv, channel);
    const int32_t lanes = kd_depthwise_lanes(conv);
    const int32_t zero_point = inside ? 0 : conv->in_zero_point;
    const int32_t rows = inside ? conv->kernel_height : taps.rows;
    const int32_t columns = inside ? conv->kernel_width : taps.columns;
    kd_quad_t sums = kd_quad_load((inside ? conv->starts : conv->biases) + channel);
    for (int32_t k = 0; k < rows; ++k) {
        const int8_t *from =
            taps.in + k * conv->dilation_height * conv->in_width * conv->in_channels + channel / conv->multiplier;
        const kd_lane_t *weight = taps.weights + k * conv->kernel_width * lanes + lane;
        KD_UNROLL
        for (int32_t l = 0; l < columns; ++l) {
            if (conv->multiplier == 1) {
                kd_quad_add_products(&sums, from, weight, zero_point);
            } else {
                kd_quad_add_gathered(&sums, from, offsets.of, weight, zero_point);
            }
            from += conv->dilation_width * conv->in_channels;
            weight += lanes;
        }
    }
    return sums;
}

/* All channels of one output; a loop of its own for each kind of pixel needs fewer pointers. */
KD_INLINE void kd_depthwise_pixel(const kd_depthwise_t *conv, int32_t any, int32_t inside, kd_depthwise_taps_t taps,
                                  int8_t *out)
{
    const int32_t channels = kd_depthwise_channels(conv);
    for (int32_t lane = 0; lane < channels; lane += 4) {
        const int32_t channel = channels % 4 == 0 || lane + 4 <= channels ? lane : channels - 4;
        const kd_quad_t sums = kd_depthwise_four(conv, inside, taps, lane, channel);
        kd_depthwise_store(conv, any, &sums, channel, out + channel);
    }
}

/**
 * in:  [in_height, in_width, in_channels], int8.
 * out: [out_height, out_width, out_channels], int8.
 * any: KD_EXACT or KD_ANY.
 */
KD_INLINE void kd_depthwise(const kd_depthwise_t *conv, int32_t any, const int8_t *in, int8_t *out)
{
    for (int32_t row = 0; row < conv->out_height; ++row) {
        for (int32_t column = 0; column < conv->out_width; ++column, out += kd_depthwise_channels(conv)) {
            const kd_depthwise_taps_t taps = kd_depthwise_taps(conv, in, row, column);
            if (taps.rows == conv->kernel_height && taps.columns == conv->kernel_width) {
                kd_depthwise_pixel(conv, any, 1, taps, out);
            } else {
                kd_depthwise_pixel(conv, any, 0, taps, out);
            }
        }
    }
}

#endif
