/**
 * What the compiler says about the processor, and the two decisions that follow from it:
 * how wide a lane of activations is, and in which order four by four weights are stored.
 *
 * KD_PORTABLE, defined by whoever builds, chooses plain C everywhere.  Armv7E-M has it at -O0, too,
 * where compilers have neither constants nor registers to spare for the assembly.  Armv7-A without NEON has it as well:
 * outside of Thumb, STRD is choosy about registers.
 */
#ifndef KD_TARGET_H
#define KD_TARGET_H

#include <stdint.h>

#if defined(KD_PORTABLE)
#define KD_TARGET_PORTABLE 1
#elif defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
#define KD_TARGET_MVE 1
#elif defined(__ARM_NEON)
#define KD_TARGET_NEON 1
#elif defined(__ARM_FEATURE_DSP) && defined(__ARM_FEATURE_SIMD32) && defined(__OPTIMIZE__) && __ARM_ARCH_PROFILE == 'M'
#define KD_TARGET_DSP 1
#elif defined(__wasm_simd128__)
#define KD_TARGET_WASM 1
#elif defined(__AVX2__)
#define KD_TARGET_AVX2 1
#elif defined(__SSE2__)
#define KD_TARGET_SSE2 1
#else
#define KD_TARGET_PORTABLE 1
#endif

/* An activation, as the dot products read it: widened where the multiplier takes 16 bits. */
#if defined(KD_TARGET_MVE) || defined(KD_TARGET_PORTABLE)
typedef int8_t kd_lane_t;
#else
typedef int16_t kd_lane_t;
#endif

/*
 * KD_BLOCK:  the weights of four rows by four columns, given row by row.
 * KD_STARTS: what the sums of four rows begin with.
 *
 * Plain targets keep that order.  For SMLAD two rows share one word: each half word is
 * 256 * even row + odd row, so that one SMLAD on the word as it is and one on its low bytes
 * (SXTB16) give both rows: 3 instructions for 4 products, not 4.
 */
#define KD_BLOCK_BYTES 16
#if defined(KD_TARGET_DSP)
#define KD_HIGH(even, odd) ((int8_t)((even) - ((odd) < 0 ? 1 : 0)))
#define KD_BLOCK(a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3)                                       \
    b0, KD_HIGH(a0, b0), b1, KD_HIGH(a1, b1), b2, KD_HIGH(a2, b2), b3, KD_HIGH(a3, b3), d0, KD_HIGH(c0, d0), d1,       \
        KD_HIGH(c1, d1), d2, KD_HIGH(c2, d2), d3, KD_HIGH(c3, d3)
#define KD_STARTS(a, b, c, d) 256 * (a) + (b), b, 256 * (c) + (d), d
#else
#define KD_BLOCK(a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3)                                       \
    a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3
#define KD_STARTS(a, b, c, d) a, b, c, d
#endif

/* KD_QUAD: four neighbouring lanes of a depthwise filter, for SMLABB and SMLATT in the order of SXTB16. */
#if defined(KD_TARGET_DSP)
#define KD_QUAD(a, b, c, d) a, c, b, d
#else
#define KD_QUAD(a, b, c, d) a, b, c, d
#endif

/* After the last block: VLD4 reads four at a time, whatever it finds there. */
#if defined(KD_TARGET_MVE)
#define KD_WEIGHTS_END                                                                                                 \
    KD_BLOCK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),                                                          \
        KD_BLOCK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),                                                      \
        KD_BLOCK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
#else
#define KD_WEIGHTS_END
#endif
#define KD_ALIGNED __attribute__((aligned(16)))

/* For a loop that runs a few times only. */
#if defined(__clang__)
#define KD_UNROLL _Pragma("unroll 8")
#else
#define KD_UNROLL _Pragma("GCC unroll 8")
#endif

/* Kernels that a model does not call are left out by the compiler, without a warning. */
#define KD_KERNEL __attribute__((unused)) static
#define KD_OPERATOR __attribute__((noinline)) static /* so that a profile shows each operator */
#define KD_INLINE __attribute__((always_inline)) static inline

/* One weight of a block, independent of the target's order. */
KD_INLINE int32_t kd_weight(const int8_t block[KD_BLOCK_BYTES], int32_t row, int32_t column)
{
#if defined(KD_TARGET_DSP)
    const int8_t *const pair = block + (row / 2) * 8 + column * 2;
    return row % 2 != 0 ? pair[0] : (int8_t)(pair[1] + (pair[0] < 0 ? 1 : 0));
#else
    return block[4 * row + column];
#endif
}

#endif
