/**
 * CONV_2D, and FULLY_CONNECTED as its smallest case.
 */
#ifndef KD_CONV_H
#define KD_CONV_H

#include "kd_conv_strip.h"
#include "kd_dot.h"

#include <stddef.h>

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/* One run of taps for four channels. */
KD_INLINE void kd_conv_run(const kd_conv_t *conv, kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes)
{
    if (kd_conv_is_aligned(conv)) {
        kd_sums_add_aligned(sums, weights, lanes, conv->run_blocks);
    } else {
        kd_sums_add(sums, weights, lanes, conv->run_blocks);
    }
}

/* Sums of four channels for the output whose taps start at lanes; any is KD_EXACT or KD_ANY. */
KD_INLINE void kd_conv_sums(const kd_conv_t *conv, int32_t any, const int8_t *weights, int32_t channel,
                            const kd_lane_t *lanes, int32_t sums[4])
{
    static const int32_t zeros[4] = {0, 0, 0, 0};
    const int32_t whole = !any && !conv->in_parts;
    kd_sums_t running = kd_sums_begin(whole ? conv->starts + channel : zeros);
    if (!whole) {
        memcpy(sums, conv->starts + channel, 4 * sizeof *sums);
    }
    for (int32_t i = 0; i < conv->runs; ++i) {
        if (any) {
            kd_sums_add_any(sums, weights, lanes, conv->run_blocks);
        } else if (whole) {
            kd_conv_run(conv, &running, weights, lanes);
        } else {
            int32_t part[4];
            running = kd_sums_begin(zeros);
            kd_conv_run(conv, &running, weights, lanes);
            kd_sums_end(&running, part);
            for (int32_t row = 0; row < 4; ++row) {
                sums[row] += part[row];
            }
        }
        weights += conv->run_blocks * KD_BLOCK_BYTES;
        lanes += conv->run_step;
    }
    if (whole) {
        kd_sums_end(&running, sums);
    }
}

/* Where a channel goes, from where the first of its four would go in a pixel without constants. */
KD_INLINE int32_t kd_conv_place(const kd_conv_t *conv, int32_t channel, int32_t offset)
{
    return conv->places == NULL ? offset : conv->places[channel + offset];
}

/* Up to four channels of one output. */
KD_INLINE void kd_conv_store(const kd_conv_t *conv, int32_t any, const int32_t sums[4], int32_t channel, int8_t *pixel)
{
    const kd_rescale_t *const factors = conv->rescales + channel;
#if defined(KD_TARGET_MVE)
    if (!any && channel + 4 <= conv->computed) {
        if (conv->places == NULL) {
            kd_store4(vldrwq_s32(sums), factors, conv->range, pixel);
        } else {
            kd_scatter4(vldrwq_s32(sums), factors, conv->range, pixel, conv->places + channel);
        }
        return;
    }
#endif
    pixel[kd_conv_place(conv, channel, 0)] = kd_activation(sums[0], factors[0], conv->range, any);
    if (channel + 1 < conv->computed) {
        pixel[kd_conv_place(conv, channel, 1)] = kd_activation(sums[1], factors[1], conv->range, any);
    }
    if (channel + 2 < conv->computed) {
        pixel[kd_conv_place(conv, channel, 2)] = kd_activation(sums[2], factors[2], conv->range, any);
    }
    if (channel + 3 < conv->computed) {
        pixel[kd_conv_place(conv, channel, 3)] = kd_activation(sums[3], factors[3], conv->range, any);
    }
}

#if defined(KD_TILE_OUTPUTS)

/* One channel at the outputs of a tile. */
KD_INLINE void kd_conv_store_row(const kd_conv_t *conv, const int32_t sums[KD_TILE_OUTPUTS], int32_t channel,
                                 int8_t *pixels)
{
    const kd_rescale_t factor = conv->rescales[channel];
    pixels[0] = kd_activation(sums[0], factor, conv->range, KD_EXACT);
    pixels[conv->out_channels] = kd_activation(sums[1], factor, conv->range, KD_EXACT);
    pixels[2 * conv->out_channels] = kd_activation(sums[2], factor, conv->range, KD_EXACT);
}

/* Taps of some runs for a tile. */
KD_INLINE void kd_conv_tile_runs(const kd_conv_t *conv, kd_tile_t *tile, const int8_t *weights, const kd_lane_t *lanes,
                                 int32_t runs)
{
    for (int32_t i = 0; i < runs; ++i) {
        if (kd_conv_is_aligned(conv)) {
            kd_tile_add_aligned(tile, weights, lanes, kd_conv_step(conv), conv->run_blocks);
        } else {
            kd_tile_add(tile, weights, lanes, kd_conv_step(conv), conv->run_blocks);
        }
        weights += conv->run_blocks * KD_BLOCK_BYTES;
        lanes += conv->run_step;
    }
    kd_tile_end(tile);
}

/* Sums of a tile that are exact run by run. */
KD_INLINE void kd_conv_tile_parts(const kd_conv_t *conv, kd_tile_t *tile, const int8_t *weights, const kd_lane_t *lanes)
{
    static const int32_t zeros[KD_TILE_ROWS] = {0, 0};
    for (int32_t i = 0; i < conv->runs; ++i) {
        kd_tile_t part = kd_tile_begin(zeros);
        kd_conv_tile_runs(conv, &part, weights, lanes, 1);
        for (int32_t output = 0; output < KD_TILE_OUTPUTS; ++output) {
            tile->even[output] += part.even[output];
            tile->odd[output] += part.odd[output];
        }
        weights += conv->run_blocks * KD_BLOCK_BYTES;
        lanes += conv->run_step;
    }
}

/* A tile's channels, of which the second may not exist, at its outputs. */
KD_INLINE void kd_conv_tile(const kd_conv_t *conv, const int8_t *weights, int32_t channel, const kd_lane_t *lanes,
                            int8_t *pixels)
{
    kd_tile_t tile = kd_tile_begin(conv->starts + channel);
    if (conv->in_parts) {
        kd_conv_tile_parts(conv, &tile, weights, lanes);
    } else {
        kd_conv_tile_runs(conv, &tile, weights, lanes, conv->runs);
    }
    kd_conv_store_row(conv, tile.even, channel, pixels + kd_conv_place(conv, channel, 0));
    if (conv->computed % 2 == 0 || channel + 1 < conv->computed) {
        kd_conv_store_row(conv, tile.odd, channel + 1, pixels + kd_conv_place(conv, channel, 1));
    }
}

/* Four channels at as many outputs as whole tiles cover; returns how many these are. */
KD_INLINE int32_t kd_conv_tiles(const kd_conv_t *conv, const int8_t *weights, int32_t channel, const kd_lane_t *strip,
                                int32_t outputs, int8_t *pixels)
{
    const int32_t covered = outputs - outputs % KD_TILE_OUTPUTS;
    for (int32_t row = 0; row < 4 && channel + row < conv->computed; row += KD_TILE_ROWS) {
        for (int32_t output = 0; output < covered; output += KD_TILE_OUTPUTS) {
            kd_conv_tile(conv, weights + row * 4, channel + row, strip + output * kd_conv_step(conv),
                         pixels + output * conv->out_channels + (conv->places == NULL ? row : 0));
        }
    }
    return covered;
}

#endif

/* The value of `any` for four channels. */
KD_INLINE int32_t kd_conv_any(const kd_conv_t *conv, int32_t any, int32_t channel)
{
#if defined(KD_TARGET_MVE)
    (void)conv;
    (void)any;
    (void)channel;
    return KD_EXACT; /* VMLADAVA wraps in 32 bits, and kd_rescale4 takes every sum */
#else
    return any == KD_MIXED ? conv->plain[channel / 4] : any;
#endif
}

/**
 * A convolution.
 *
 * in:    [in_height, in_width, in_channels], int8.
 * out:   [out_height, out_width, out_channels], int8.
 * strip: strip_width * kernel_height * in_channels lanes, and those that are read past them: 3, or what the last
 *        of several runs has more.
 * any:   KD_EXACT, KD_ANY or KD_MIXED.
 */
KD_INLINE void kd_conv(const kd_conv_t *conv, int32_t any, const int8_t *in, int8_t *out, kd_lane_t *strip)
{
    for (int32_t row = 0; row < conv->out_height; ++row) {
        for (int32_t first = 0; first < conv->out_width; first += conv->strip_outputs) {
            kd_conv_fill(conv, in, row * conv->stride_height - conv->pad_top,
                         first * conv->stride_width - conv->pad_left, strip);
            const int32_t left = conv->out_width - first;
            const int32_t outputs = left < conv->strip_outputs ? left : conv->strip_outputs;
            const int8_t *weights = conv->weights;
            int8_t *pixels = out + (row * conv->out_width + first) * conv->out_channels;
            for (int32_t i = 0; i < outputs && conv->places != NULL; ++i) {
                memcpy(pixels + i * conv->out_channels, conv->pattern, (size_t)conv->out_channels);
            }
            for (int32_t channel = 0; channel < conv->computed; channel += 4) {
                const int32_t plain = kd_conv_any(conv, any, channel);
                const int8_t *const four = weights;
                int32_t output = 0;
                weights += conv->runs * conv->run_blocks * KD_BLOCK_BYTES;
#if defined(KD_TILE_OUTPUTS)
                if (!plain && conv->strip_outputs >= KD_TILE_OUTPUTS) {
                    output = kd_conv_tiles(conv, four, channel, strip, outputs, pixels);
                }
#endif
                for (; output < outputs; ++output) {
                    int32_t sums[4];
                    kd_conv_sums(conv, plain, four, channel, strip + output * kd_conv_step(conv), sums);
                    kd_conv_store(conv, plain, sums, channel, pixels + output * conv->out_channels);
                }
                pixels += conv->places == NULL ? 4 : 0;
            }
        }
    }
}

#endif
