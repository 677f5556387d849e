/**
 * The inner loop of every matrix product: four rows of int8 weights times runs of lanes.
 *
 * Weights: blocks of four rows by four columns (KD_BLOCK), column after column, 16 bytes each.
 * Lanes:   4 * blocks activations; those past the real columns meet weights of 0.
 * Starts:  per four rows, the sums to begin with (KD_STARTS).
 *
 * kd_sums_begin, kd_sums_add for each run, kd_sums_end: that is one product.  A layer that is
 * not exact (kd_rescale) has plain biases as its starts and goes through kd_sums_add_any.
 *
 * A target that gains by it defines KD_TILE_ROWS and KD_TILE_OUTPUTS, and kd_tile_begin, kd_tile_add
 * and kd_tile_end do the same for so many rows at so many neighbouring outputs of a convolution.
 */
#ifndef KD_DOT_H
#define KD_DOT_H

#include "kd_math.h"

#if defined(KD_TARGET_DSP)
#include "kd_dot_dsp.h"
#elif defined(KD_TARGET_MVE)
#include "kd_dot_mve.h"
#elif defined(KD_TARGET_NEON)
#include "kd_dot_neon.h"
#elif defined(KD_TARGET_WASM)
#include "kd_dot_wasm.h"
#elif defined(KD_TARGET_AVX2) || defined(KD_TARGET_SSE2)
#include "kd_dot_x86.h"
#else
#include "kd_dot_portable.h"
#endif

/* Where alignment of the lanes is worth nothing. */
#if !defined(kd_sums_add_aligned)
#define kd_sums_add_aligned kd_sums_add
#endif

/** sums[row] += weights[row] . lanes for any layer, in 32 bits that wrap. */
KD_INLINE void kd_sums_add_any(int32_t sums[4], const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        for (int32_t row = 0; row < 4; ++row) {
            for (int32_t column = 0; column < 4; ++column) {
                const int32_t product = kd_weight(weights, row, column) * lanes[column];
                sums[row] = (int32_t)((uint32_t)sums[row] + (uint32_t)product);
            }
        }
    }
}

#endif
