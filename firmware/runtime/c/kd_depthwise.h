/**
 * DEPTHWISE_CONV_2D.
 */
#ifndef KD_DEPTHWISE_H
#define KD_DEPTHWISE_H

#include "kd_math.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/** One depthwise convolution; everything constant. */
typedef struct {
    const int8_t *weights;        /* [kernel_height, kernel_width, out_channels] */
    const int32_t *biases;        /* per output channel, without the input's zero point */
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
    const int8_t *weights;
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

/* sums[i] += (in[i] - zero_point) * weights[i] for four channels. */
KD_INLINE void kd_depthwise_add(int32_t sums[4], const int8_t *in, const int8_t *weights, int32_t zero_point)
{
#if defined(KD_TARGET_DSP)
    const int16x2_t zeros = (int16x2_t)(((uint32_t)zero_point & 0xffffU) * 0x10001U);
    int32_t x;
    int32_t w;
    int32_t odd_x;
    int32_t odd_w;
    memcpy(&x, in, sizeof x);
    memcpy(&w, weights, sizeof w);
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_x) : "r"(x));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_w) : "r"(w));
    const int16x2_t even_x = __ssub16(__sxtb16(x), zeros);
    const int16x2_t even_w = __sxtb16(w);
    odd_x = __ssub16(odd_x, zeros);
    sums[0] = __smlabb(even_x, even_w, sums[0]);
    sums[1] = __smlabb(odd_x, odd_w, sums[1]);
    sums[2] = __smlatt(even_x, even_w, sums[2]);
    sums[3] = __smlatt(odd_x, odd_w, sums[3]);
#elif defined(KD_TARGET_MVE)
    const int32x4_t x = vsubq_n_s32(vldrbq_s32(in), zero_point);
    vstrwq_s32(sums, vaddq_s32(vldrwq_s32(sums), vmulq_s32(x, vldrbq_s32(weights))));
#else
    for (int32_t i = 0; i < 4; ++i) {
        sums[i] += (in[i] - zero_point) * weights[i];
    }
#endif
}

/* One channel of one output. */
KD_INLINE int32_t kd_depthwise_sum(const kd_depthwise_t *conv, kd_depthwise_taps_t taps, int32_t channel)
{
    const int32_t channels = conv->in_channels * conv->multiplier;
    int32_t sum = conv->biases[channel];
    for (int32_t k = 0; k < taps.rows; ++k) {
        const int8_t *from = taps.in + k * conv->dilation_height * conv->in_width * conv->in_channels;
        const int8_t *weight = taps.weights + k * conv->kernel_width * channels + channel;
        for (int32_t l = 0; l < taps.columns; ++l) {
            sum += (from[channel / conv->multiplier] - conv->in_zero_point) * *weight;
            from += conv->dilation_width * conv->in_channels;
            weight += channels;
        }
    }
    return sum;
}

/* Four neighbouring channels of one output, each with one filter. */
KD_INLINE void kd_depthwise_four(const kd_depthwise_t *conv, kd_depthwise_taps_t taps, int32_t channel,
                                 int32_t sums[4])
{
    memcpy(sums, conv->biases + channel, 4 * sizeof *sums);
    for (int32_t k = 0; k < taps.rows; ++k) {
        const int8_t *from = taps.in + k * conv->dilation_height * conv->in_width * conv->in_channels + channel;
        const int8_t *weight = taps.weights + k * conv->kernel_width * conv->in_channels + channel;
        for (int32_t l = 0; l < taps.columns; ++l) {
            kd_depthwise_add(sums, from, weight, conv->in_zero_point);
            from += conv->dilation_width * conv->in_channels;
            weight += conv->in_channels;
        }
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
            for (int32_t channel = 0; channel < quads; channel += 4) {
                int32_t sums[4];
                kd_depthwise_four(conv, taps, channel, sums);
                out[channel] = kd_activation(sums[0], conv->rescales[channel], conv->range, any);
                out[channel + 1] = kd_activation(sums[1], conv->rescales[channel + 1], conv->range, any);
                out[channel + 2] = kd_activation(sums[2], conv->rescales[channel + 2], conv->range, any);
                out[channel + 3] = kd_activation(sums[3], conv->rescales[channel + 3], conv->range, any);
            }
            for (int32_t channel = quads; channel < channels; ++channel) {
                const int32_t sum = kd_depthwise_sum(conv, taps, channel);
                out[channel] = kd_activation(sum, conv->rescales[channel], conv->range, any);
            }
        }
    }
}

#endif
