/**
 * AVERAGE_POOL_2D, MAX_POOL_2D and MEAN over height and width.
 */
#ifndef KD_POOL_H
#define KD_POOL_H

#include "kd_quad.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/** One pooling; everything constant. */
typedef struct {
    int32_t in_height, in_width, channels;
    int32_t out_height, out_width;
    int32_t filter_height, filter_width;
    int32_t stride_height, stride_width;
    int32_t pad_top, pad_left;
    int32_t lowest, highest; /* the fused activation */
} kd_pool_t;

/* The part of a filter that lies inside the image. */
typedef struct {
    int32_t top, bottom, left, right;
} kd_pool_window_t;

KD_INLINE kd_pool_window_t kd_pool_window(const kd_pool_t *pool, int32_t row, int32_t column)
{
    const int32_t top = row * pool->stride_height - pool->pad_top;
    const int32_t left = column * pool->stride_width - pool->pad_left;
    const kd_pool_window_t window = {
        kd_clamp(top, 0, pool->in_height),
        kd_clamp(top + pool->filter_height, 0, pool->in_height),
        kd_clamp(left, 0, pool->in_width),
        kd_clamp(left + pool->filter_width, 0, pool->in_width),
    };
    return window;
}

/* The fused activation; without one, whatever comes from int8 still fits. */
KD_INLINE int8_t kd_pool_result(const kd_pool_t *pool, int32_t value)
{
    const int32_t all = pool->lowest == INT8_MIN && pool->highest == INT8_MAX;
    return (int8_t)(all ? value : kd_clamp(value, pool->lowest, pool->highest));
}

/* sum / count, rounded to nearest, ties away from zero. */
KD_INLINE int32_t kd_pool_mean(int32_t sum, int32_t count)
{
    const int32_t sign = sum >> 31;
    return (sum + ((count / 2) ^ sign) - sign) / count;
}

/**
 * Means of the inputs under each filter, rounded to nearest, ties away from zero.
 *
 * in:  [in_height, in_width, channels], int8.
 * out: [out_height, out_width, channels], int8; may be in if nothing is padded.
 */
KD_INLINE void kd_average_pool(const kd_pool_t *pool, const int8_t *in, int8_t *out)
{
    for (int32_t row = 0; row < pool->out_height; ++row) {
        for (int32_t column = 0; column < pool->out_width; ++column) {
            const kd_pool_window_t window = kd_pool_window(pool, row, column);
            const int32_t count = (window.bottom - window.top) * (window.right - window.left);
            int32_t channel = 0;
#if defined(KD_TARGET_MVE)
            for (; channel < pool->channels && count <= KD_MOST_DIVISOR; channel += 8, out += 8) {
                const mve_pred16_t channels = vctp16q((uint32_t)(pool->channels - channel));
                const int8_t *const first = in + channel;
                int16x8_t sums = vdupq_n_s16(0);
                for (int32_t y = window.top; y < window.bottom; ++y) {
                    for (int32_t x = window.left; x < window.right; ++x) {
                        sums =
                            vaddq_s16(sums, vldrbq_z_s16(first + (y * pool->in_width + x) * pool->channels, channels));
                    }
                }
                const int16x8_t means = kd_divide8(sums, count);
                const int16x8_t most = vminq_s16(means, vdupq_n_s16((int16_t)pool->highest));
                vstrbq_p_s16(out, vmaxq_s16(most, vdupq_n_s16((int16_t)pool->lowest)), channels);
            }
            out -= channel > pool->channels ? channel - pool->channels : 0;
#endif
#if !defined(KD_TARGET_MVE)
            for (; KD_QUADS && channel + 4 <= pool->channels; channel += 4, out += 4) {
                kd_quad_t sums = kd_quad_same(0);
                for (int32_t y = window.top; y < window.bottom; ++y) {
                    const int8_t *from = in + (y * pool->in_width + window.left) * pool->channels + channel;
                    for (int32_t x = window.left; x < window.right; ++x, from += pool->channels) {
                        kd_quad_add(&sums, from);
                    }
                }
                for (int32_t i = 0; i < 4; ++i) {
                    out[i] = kd_pool_result(pool, kd_pool_mean(sums.row[i], count));
                }
            }
#endif
            for (; channel < pool->channels; ++channel) {
                int32_t sum = 0;
                for (int32_t y = window.top; y < window.bottom; ++y) {
                    for (int32_t x = window.left; x < window.right; ++x) {
                        sum += in[(y * pool->in_width + x) * pool->channels + channel];
                    }
                }
                *out++ = kd_pool_result(pool, kd_pool_mean(sum, count));
            }
        }
    }
}

/** Largest input under each filter; formats as for kd_average_pool. */
KD_INLINE void kd_max_pool(const kd_pool_t *pool, const int8_t *in, int8_t *out)
{
    for (int32_t row = 0; row < pool->out_height; ++row) {
        for (int32_t column = 0; column < pool->out_width; ++column) {
            const kd_pool_window_t window = kd_pool_window(pool, row, column);
            int32_t channel = 0;
            for (; KD_QUADS && channel + 4 <= pool->channels; channel += 4, out += 4) {
                kd_bytes_t most = kd_bytes_least();
                for (int32_t y = window.top; y < window.bottom; ++y) {
                    const int8_t *from = in + (y * pool->in_width + window.left) * pool->channels + channel;
                    for (int32_t x = window.left; x < window.right; ++x, from += pool->channels) {
                        kd_bytes_raise(&most, from);
                    }
                }
                kd_bytes_store(most, out);
                for (int32_t i = 0; i < 4; ++i) {
                    out[i] = kd_pool_result(pool, out[i]);
                }
            }
            for (; channel < pool->channels; ++channel) {
                int32_t most = INT8_MIN;
                for (int32_t y = window.top; y < window.bottom; ++y) {
                    for (int32_t x = window.left; x < window.right; ++x) {
                        const int32_t value = in[(y * pool->in_width + x) * pool->channels + channel];
                        most = value > most ? value : most;
                    }
                }
                *out++ = kd_pool_result(pool, most);
            }
        }
    }
}

/** The reduction of one axis (or of several neighbouring ones); everything constant. */
typedef struct {
    int32_t outer, count, inner; /* [outer, count, inner] -> [outer, inner] */
    kd_rescale_t rescale;
    int32_t in_zero_point, out_zero_point;
} kd_mean_t;

KD_INLINE int8_t kd_mean_result(const kd_mean_t *mean, int32_t sum)
{
    const int32_t value = kd_rescale_any(sum, mean->rescale) + mean->out_zero_point;
    return (int8_t)kd_clamp(value, INT8_MIN, INT8_MAX);
}

/**
 * in:  [outer, count, inner], int8.
 * out: [outer, inner], int8; may be in.
 */
KD_INLINE void kd_mean(const kd_mean_t *mean, const int8_t *in, int8_t *out)
{
    const int32_t start = -mean->count * mean->in_zero_point;
    for (int32_t i = 0; i < mean->outer; ++i, in += mean->count * mean->inner) {
        int32_t k = 0;
        for (; KD_QUADS && k + 4 <= mean->inner; k += 4) {
            kd_quad_t sums = kd_quad_same(start);
            for (int32_t j = 0; j < mean->count; ++j) {
                kd_quad_add(&sums, in + j * mean->inner + k);
            }
            int32_t rows[4];
            memcpy(rows, &sums, sizeof rows);
            for (int32_t row = 0; row < 4; ++row) {
                *out++ = kd_mean_result(mean, rows[row]);
            }
        }
        for (; k < mean->inner; ++k) {
            int32_t sum = start;
            for (int32_t j = 0; j < mean->count; ++j) {
                sum += in[j * mean->inner + k];
            }
            *out++ = kd_mean_result(mean, sum);
        }
    }
}

#endif
