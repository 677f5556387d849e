/**
 * CONV_2D, and FULLY_CONNECTED as its smallest case.
 */
#ifndef KD_CONV_H
#define KD_CONV_H

#include "kd_dot.h"
#include "kd_lanes.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/**
 * One convolution; everything constant.
 *
 * For each row of the kernel a strip of the input is widened to lanes, long enough for
 * strip_outputs neighbouring outputs; the rows of one tap run are consecutive in it.
 */
typedef struct {
    const int8_t *weights;         /* per four channels: tap runs of blocks, kernel row by kernel row */
    const int32_t *starts;         /* per channel: the bias, with the input's zero point folded in */
    const kd_rescale_t *rescales;  /* per channel */
    int32_t in_height, in_width, in_channels;
    int32_t out_height, out_width, out_channels;
    int32_t kernel_height, stride_height, stride_width, dilation_height;
    int32_t pad_top, pad_left;
    int32_t runs;          /* tap runs in a kernel row: 1, or its width if that is dilated */
    int32_t run_blocks;    /* blocks of four columns in a run */
    int32_t run_step;      /* lanes from one run to the next */
    int32_t strip_outputs; /* outputs from one filling of the strips */
    int32_t strip_width;   /* input columns in a strip */
    int32_t strip_lanes;   /* lanes in a strip */
    int32_t in_zero_point, out_zero_point;
    int32_t lowest, highest; /* the fused activation */
} kd_conv_t;

/* Columns first to first + strip_width of one input row, the input's zero outside the image. */
KD_INLINE void kd_conv_fill(const kd_conv_t *conv, const int8_t *in, int32_t row, int32_t first, kd_lane_t *strip)
{
    const int32_t channels = conv->in_channels;
    const int32_t outside = row < 0 || row >= conv->in_height;
    const int32_t left = outside ? conv->strip_width : kd_clamp(-first, 0, conv->strip_width);
    const int32_t inside = outside ? 0 : kd_clamp(conv->in_width - first, left, conv->strip_width) - left;
    const kd_lane_t zero = (kd_lane_t)conv->in_zero_point;
    kd_lane_t *const end = strip + conv->strip_width * channels;
    for (int32_t i = 0; i < left * channels; ++i) {
        *strip++ = zero;
    }
    if (inside > 0) {
        kd_widen(in + (row * conv->in_width + first + left) * channels, strip, inside * channels);
        strip += inside * channels;
    }
    while (strip < end) {
        *strip++ = zero;
    }
}

/* Sums of four channels for the output whose taps start at lanes; returns the next weights. */
KD_INLINE const int8_t *kd_conv_sums(const kd_conv_t *conv, int32_t any, const int8_t *weights, int32_t channel,
                                     const kd_lane_t *lanes, int32_t sums[4])
{
    memcpy(sums, conv->starts + channel, 4 * sizeof *sums);
    kd_sums_t running = kd_sums_begin(sums);
    /* Strips begin on a word, so with an even number of lanes from output to output all do. */
    const int32_t aligned = conv->stride_width * conv->in_channels % 2 == 0 && conv->run_step % 2 == 0;
    for (int32_t k = 0; k < conv->kernel_height; ++k) {
        const kd_lane_t *run = lanes + k * conv->strip_lanes;
        for (int32_t i = 0; i < conv->runs; ++i) {
            if (any) {
                kd_sums_add_any(sums, weights, run, conv->run_blocks);
            } else if (aligned) {
                kd_sums_add_aligned(&running, weights, run, conv->run_blocks);
            } else {
                kd_sums_add(&running, weights, run, conv->run_blocks);
            }
            weights += conv->run_blocks * KD_BLOCK_BYTES;
            run += conv->run_step;
        }
    }
    if (!any) {
        kd_sums_end(&running, sums);
    }
    return weights;
}

KD_INLINE int8_t kd_conv_result(const kd_conv_t *conv, int32_t any, int32_t sum, int32_t channel)
{
    const kd_rescale_t factor = conv->rescales[channel];
    const int32_t rescaled = any ? kd_rescale_any(sum, factor) : kd_rescale_down(sum, factor);
    return (int8_t)kd_clamp(rescaled + conv->out_zero_point, conv->lowest, conv->highest);
}

/* Up to four channels of one output. */
KD_INLINE void kd_conv_store(const kd_conv_t *conv, int32_t any, const int32_t sums[4], int32_t channel, int8_t *pixel)
{
#if defined(KD_TARGET_MVE)
    if (!any && channel + 4 <= conv->out_channels) {
        const int32x4_t scaled = kd_rescale4(vldrwq_s32(sums), kd_load_rescales4(conv->rescales + channel));
        const int32x4_t value = vaddq_n_s32(scaled, conv->out_zero_point);
        vstrbq_s32(pixel, vmaxq_s32(vminq_s32(value, vdupq_n_s32(conv->highest)), vdupq_n_s32(conv->lowest)));
        return;
    }
#endif
    pixel[0] = kd_conv_result(conv, any, sums[0], channel);
    if (channel + 1 < conv->out_channels) {
        pixel[1] = kd_conv_result(conv, any, sums[1], channel + 1);
    }
    if (channel + 2 < conv->out_channels) {
        pixel[2] = kd_conv_result(conv, any, sums[2], channel + 2);
    }
    if (channel + 3 < conv->out_channels) {
        pixel[3] = kd_conv_result(conv, any, sums[3], channel + 3);
    }
}

/**
 * A convolution.
 *
 * in:     [in_height, in_width, in_channels], int8.
 * out:    [out_height, out_width, out_channels], int8.
 * strips: kernel_height * strip_lanes lanes, and 3 that may be read past them.
 * any:    KD_EXACT or KD_ANY.
 */
KD_INLINE void kd_conv(const kd_conv_t *conv, int32_t any, const int8_t *in, int8_t *out, kd_lane_t *strips)
{
    const int32_t step = conv->stride_width * conv->in_channels;
    for (int32_t row = 0; row < conv->out_height; ++row) {
        const int32_t in_row = row * conv->stride_height - conv->pad_top;
        for (int32_t first = 0; first < conv->out_width; first += conv->strip_outputs) {
            const int32_t in_column = first * conv->stride_width - conv->pad_left;
            for (int32_t k = 0; k < conv->kernel_height; ++k) {
                kd_conv_fill(conv, in, in_row + k * conv->dilation_height, in_column,
                             strips + k * conv->strip_lanes);
            }
            const int32_t left = conv->out_width - first;
            const int32_t outputs = left < conv->strip_outputs ? left : conv->strip_outputs;
            const int8_t *weights = conv->weights;
            int8_t *const origin = out + (row * conv->out_width + first) * conv->out_channels;
            for (int32_t channel = 0; channel < conv->out_channels; channel += 4) {
                const int8_t *after = weights;
                for (int32_t output = 0; output < outputs; ++output) {
                    int32_t sums[4];
                    after = kd_conv_sums(conv, any, weights, channel, strips + output * step, sums);
                    kd_conv_store(conv, any, sums, channel, origin + output * conv->out_channels + channel);
                }
                weights = after;
            }
        }
    }
}

#endif
