/**
 * DEPTHWISE_CONV_2D.
 */
#ifndef KD_DEPTHWISE_H
#define KD_DEPTHWISE_H

#include "kd_quad.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/** One depthwise convolution; everything constant. */
typedef struct {
    const kd_lane_t *weights;     /* [kernel_height, kernel_width, out_channels], with one filter in quads (KD_QUAD) */
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
        conv->weights + (top * conv->kernel_width + left) * conv->in_channels * conv->multiplier,
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

/* One channel of one output. */
KD_INLINE int32_t kd_depthwise_sum(const kd_depthwise_t *conv, kd_depthwise_taps_t taps, int32_t channel)
{
    const int32_t channels = conv->in_channels * conv->multiplier;
    int32_t sum = conv->biases[channel];
    for (int32_t k = 0; k < taps.rows; ++k) {
        const int8_t *from = taps.in + k * conv->dilation_height * conv->in_width * conv->in_channels;
        const kd_lane_t *weight = taps.weights + k * conv->kernel_width * channels + channel;
        for (int32_t l = 0; l < taps.columns; ++l) {
            sum += (from[channel / conv->multiplier] - conv->in_zero_point) * *weight;
            from += conv->dilation_width * conv->in_channels;
            weight += channels;
        }
    }
    return sum;
}

/* Four neighbouring channels of one output, each with one filter; inside says that it has all its taps. */
KD_INLINE kd_quad_t kd_depthwise_four(const kd_depthwise_t *conv, int32_t inside, kd_depthwise_taps_t taps,
                                      int32_t channel)
{
    kd_quad_t sums = kd_quad_load((inside ? conv->starts : conv->biases) + channel);
    const int32_t rows = inside ? conv->kernel_height : taps.rows;
    const int32_t columns = inside ? conv->kernel_width : taps.columns;
    for (int32_t k = 0; k < rows; ++k) {
        const int8_t *from = taps.in + k * conv->dilation_height * conv->in_width * conv->in_channels + channel;
        const kd_lane_t *weight = taps.weights + k * conv->kernel_width * conv->in_channels + channel;
        KD_UNROLL
        for (int32_t l = 0; l < columns; ++l) {
            kd_quad_add_products(&sums, from, weight, inside ? 0 : conv->in_zero_point);
            from += conv->dilation_width * conv->in_channels;
            weight += conv->in_channels;
        }
    }
    return sums;
}

/* All quads of one output; a loop of its own for each kind of pixel needs fewer pointers. */
KD_INLINE void kd_depthwise_quads(const kd_depthwise_t *conv, int32_t any, int32_t inside, kd_depthwise_taps_t taps,
                                  int32_t quads, int8_t *out)
{
    for (int32_t channel = 0; channel < quads; channel += 4) {
        const kd_quad_t sums = kd_depthwise_four(conv, inside, taps, channel);
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
    const int32_t channels = conv->in_channels * conv->multiplier;
    const int32_t quads = conv->multiplier == 1 ? channels / 4 * 4 : 0;
    for (int32_t row = 0; row < conv->out_height; ++row) {
        for (int32_t column = 0; column < conv->out_width; ++column, out += channels) {
            const kd_depthwise_taps_t taps = kd_depthwise_taps(conv, in, row, column);
            const int32_t inside = taps.rows == conv->kernel_height && taps.columns == conv->kernel_width;
            if (inside) {
                kd_depthwise_quads(conv, any, 1, taps, quads, out);
            } else {
                kd_depthwise_quads(conv, any, 0, taps, quads, out);
            }
            for (int32_t channel = quads; channel < channels; ++channel) {
                const int32_t sum = kd_depthwise_sum(conv, taps, channel);
                out[channel] = kd_activation(sum, conv->rescales[channel], conv->range, any);
            }
        }
    }
}

#endif
