/**
 * DEPTHWISE_CONV_2D.
 */
#ifndef KD_DEPTHWISE_H
#define KD_DEPTHWISE_H

#include "kd_math.h"

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
    int32_t in_zero_point, out_zero_point;
    int32_t lowest, highest; /* the fused activation */
} kd_depthwise_t;

/**
 * in:   [in_height, in_width, in_channels], int8.
 * out:  [out_height, out_width, out_channels], int8.
 * sums: out_channels accumulators.
 */
KD_KERNEL void kd_depthwise(const kd_depthwise_t *conv, const int8_t *in, int8_t *out, int32_t *sums)
{
    const int32_t channels = conv->in_channels * conv->multiplier;
    for (int32_t row = 0; row < conv->out_height; ++row) {
        for (int32_t column = 0; column < conv->out_width; ++column) {
            memcpy(sums, conv->biases, (size_t)channels * sizeof *sums);
            for (int32_t k = 0; k < conv->kernel_height; ++k) {
                const int32_t y = row * conv->stride_height - conv->pad_top + k * conv->dilation_height;
                for (int32_t l = 0; l < conv->kernel_width; ++l) {
                    const int32_t x = column * conv->stride_width - conv->pad_left + l * conv->dilation_width;
                    if (y < 0 || y >= conv->in_height || x < 0 || x >= conv->in_width) {
                        continue;
                    }
                    const int8_t *from = in + (y * conv->in_width + x) * conv->in_channels;
                    const int8_t *weight = conv->weights + (k * conv->kernel_width + l) * channels;
                    int32_t *sum = sums;
                    for (int32_t i = 0; i < conv->in_channels; ++i) {
                        const int32_t value = *from++ - conv->in_zero_point;
                        for (int32_t j = 0; j < conv->multiplier; ++j) {
                            *sum++ += value * *weight++;
                        }
                    }
                }
            }
            for (int32_t i = 0; i < channels; ++i) {
                const int32_t value = kd_rescale_any(sums[i], conv->rescales[i]) + conv->out_zero_point;
                *out++ = (int8_t)kd_clamp(value, conv->lowest, conv->highest);
            }
        }
    }
}

#endif
