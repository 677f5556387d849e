/**
 * A convolution, and the strip of its input that neighbouring outputs share.
 */
#ifndef KD_CONV_STRIP_H
#define KD_CONV_STRIP_H

#include "kd_lanes.h"

/**
 * One convolution; everything constant.
 *
 * A strip of the input is widened to lanes, [strip_width, kernel_height, in_channels], long enough
 * for strip_outputs neighbouring outputs: in it all taps of an output follow one another.
 */
typedef struct {
    const int8_t *weights;        /* per four channels: blocks of [kernel_width, kernel_height, in_channels] */
    const int32_t *starts;        /* per channel: the bias, with the input's zero point folded in */
    const kd_rescale_t *rescales; /* per channel */
    const uint8_t *plain;         /* for KD_MIXED, per four channels: whether they are KD_ANY */
    const uint16_t *places;       /* NULL, or where in a pixel the channels that are computed go; others are constant */
    const int8_t *pattern;        /* a pixel with its constant channels, if there are places */
    int32_t in_height, in_width, in_channels;
    int32_t out_height, out_width, out_channels;
    int32_t computed; /* channels that are not constant; all that is said per channel is said of these */
    int32_t kernel_height, stride_height, stride_width, dilation_height;
    int32_t pad_top, pad_left;
    int32_t runs;          /* tap runs: the kernel's width if that is dilated, else as many as its sums need */
    int32_t run_blocks;    /* blocks of four columns in a run */
    int32_t run_step;      /* lanes from one run to the next */
    int32_t in_parts;      /* whether only the sum of a run is exact, so that runs are added afterwards */
    int32_t strip_outputs; /* outputs from one filling of the strip */
    int32_t strip_width;   /* input columns in the strip */
    int32_t in_zero_point;
    kd_range_t range;
} kd_conv_t;

/* Lanes of one input column: what the kernel's rows cover of it. */
KD_INLINE int32_t kd_conv_column(const kd_conv_t *conv)
{
    return conv->kernel_height * conv->in_channels;
}

/* Lanes from one output to the next. */
KD_INLINE int32_t kd_conv_step(const kd_conv_t *conv)
{
    return conv->stride_width * kd_conv_column(conv);
}

/* Strips begin on a word, so with even distances everything that is read in one go does. */
KD_INLINE int32_t kd_conv_is_aligned(const kd_conv_t *conv)
{
    return kd_conv_step(conv) % 2 == 0 && conv->run_step % 2 == 0;
}

/* Lanes of one kernel row in columns of the strip: of the image or, outside of it, the input's zero. */
KD_INLINE kd_lane_t *kd_conv_put(const kd_conv_t *conv, int32_t outside, const int8_t *in, int32_t columns,
                                 kd_lane_t *lanes)
{
    /* With one row, neighbouring columns are one long piece. */
    const int32_t pieces = conv->kernel_height == 1 ? 1 : columns;
    const int32_t size = conv->kernel_height == 1 ? columns * conv->in_channels : conv->in_channels;
    for (int32_t i = 0; i < pieces; ++i) {
        kd_lane_t *const piece = lanes + i * kd_conv_column(conv);
        if (!outside) {
            kd_widen(in + i * size, piece, size);
        }
        for (int32_t j = 0; j < size && outside; ++j) {
            piece[j] = (kd_lane_t)conv->in_zero_point;
        }
    }
    return lanes + columns * kd_conv_column(conv);
}

/* The strip that begins at a row and a column, which may lie outside the image. */
KD_INLINE void kd_conv_fill(const kd_conv_t *conv, const int8_t *in, int32_t row, int32_t column, kd_lane_t *strip)
{
    const int32_t width = conv->strip_width;
    for (int32_t k = 0; k < conv->kernel_height; ++k, row += conv->dilation_height) {
        const int32_t absent = row < 0 || row >= conv->in_height;
        const int32_t left = absent ? width : kd_clamp(-column, 0, width);
        const int32_t inside = absent ? 0 : kd_clamp(conv->in_width - column, left, width) - left;
        kd_lane_t *lanes = kd_conv_put(conv, 1, in, left, strip + k * conv->in_channels);
        if (inside > 0) {
            const int8_t *const from = in + (row * conv->in_width + column + left) * conv->in_channels;
            lanes = kd_conv_put(conv, 0, from, inside, lanes);
        }
        kd_conv_put(conv, 1, in, width - left - inside, lanes);
    }
}

#endif
