/**
 * The inner loop of every matrix product: four rows of int8 weights times one run of lanes.
 *
 * Weights: blocks of four rows by four columns (KD_BLOCK), column after column, 16 bytes each.
 * Lanes:   4 * blocks activations; those past the real columns meet weights of 0.
 */
#ifndef KD_DOT_H
#define KD_DOT_H

#include "kd_math.h"

#if defined(KD_TARGET_MVE)
#include <arm_mve.h>
#elif defined(KD_TARGET_NEON)
#include <arm_neon.h>
#elif defined(KD_TARGET_WASM)
#include <wasm_simd128.h>
#elif defined(KD_TARGET_AVX2)
#include <immintrin.h>
#elif defined(KD_TARGET_SSE2)
#include <emmintrin.h>
#endif

#define KD_BLOCK_BYTES 16

#if defined(KD_TARGET_DSP)

/* Two int16, or four int8, as the DSP instructions take them. */
KD_INLINE int32_t kd_load_word(const void *from)
{
    int32_t word;
    memcpy(&word, from, 4);
    return word;
}

/** Widen count int8 values to lanes. */
KD_INLINE void kd_widen(const int8_t *in, kd_lane_t *lanes, int32_t count)
{
    for (; count >= 4; count -= 4, in += 4, lanes += 4) {
        const uint32_t bytes = (uint32_t)kd_load_word(in);
        const uint32_t even = (uint32_t)__sxtb16((int32_t)bytes);
        const uint32_t odd = (uint32_t)__sxtb16((int32_t)(bytes >> 8));
        const uint32_t pair0 = (even & 0xffffU) | (odd << 16);
        const uint32_t pair1 = (even >> 16) | (odd & 0xffff0000U);
        memcpy(lanes, &pair0, sizeof pair0);
        memcpy(lanes + 2, &pair1, sizeof pair1);
    }
    for (; count > 0; --count) {
        *lanes++ = *in++;
    }
}

/*
 * Of a word shared by two rows, SMLAD sums 256 * even + odd and, after SXTB16, odd alone.
 * Both wrap, but 128 blocks keep |even| below 2^23, so their difference / 256 is exact.
 *
 * Assembly, because the thirteen registers that it takes leave a compiler nothing to spare:
 * 14 instructions for 16 products where the lanes are aligned, 15 where they may not be.
 */
#define KD_DOT_LANES_ALIGNED "ldrd %[pair0], %[pair1], [%[lanes]], #8\n\t"
#define KD_DOT_LANES_ANYWHERE                                                                      \
    "ldr %[pair0], [%[lanes]], #4\n\t"                                                             \
    "ldr %[pair1], [%[lanes]], #4\n\t"
#define KD_DOT_BLOCK(load_lanes)                                                                   \
    "ldmia %[weights]!, {r8, r9, r10, r11}\n\t" load_lanes                                         \
    "smlad %[both01], r8, %[pair0], %[both01]\n\t"                                                 \
    "smlad %[both23], r9, %[pair0], %[both23]\n\t"                                                 \
    "sxtb16 r8, r8\n\t"                                                                            \
    "sxtb16 r9, r9\n\t"                                                                            \
    "smlad %[both01], r10, %[pair1], %[both01]\n\t"                                                \
    "smlad %[both23], r11, %[pair1], %[both23]\n\t"                                                \
    "sxtb16 r10, r10\n\t"                                                                          \
    "sxtb16 r11, r11\n\t"                                                                          \
    "smlad %[odd1], r8, %[pair0], %[odd1]\n\t"                                                     \
    "smlad %[odd3], r9, %[pair0], %[odd3]\n\t"                                                     \
    "smlad %[odd1], r10, %[pair1], %[odd1]\n\t"                                                    \
    "smlad %[odd3], r11, %[pair1], %[odd3]\n\t"
#define KD_DOT_SOME(load_lanes)                                                                    \
    int32_t both01 = 0;                                                                            \
    int32_t both23 = 0;                                                                            \
    int32_t odd1 = 0;                                                                              \
    int32_t odd3 = 0;                                                                              \
    int32_t pair0 = blocks; /* at first: an odd block before the pairs */                          \
    int32_t pair1;                                                                                 \
    const int8_t *const end = weights + blocks * KD_BLOCK_BYTES;                                   \
    __asm__("tst %[pair0], #1\n\t"                                                                 \
            "beq 1f\n\t" KD_DOT_BLOCK(load_lanes)                                                   \
            "cmp %[weights], %[end]\n\t"                                                           \
            "beq 2f\n\t"                                                                           \
            "1:\n\t" KD_DOT_BLOCK(load_lanes) KD_DOT_BLOCK(load_lanes)                              \
            "cmp %[weights], %[end]\n\t"                                                           \
            "bne 1b\n\t"                                                                           \
            "2:\n\t"                                                                               \
            : [weights] "+r"(weights), [lanes] "+r"(lanes), [both01] "+r"(both01),                 \
              [both23] "+r"(both23), [odd1] "+r"(odd1), [odd3] "+r"(odd3), [pair0] "+&r"(pair0),   \
              [pair1] "=&r"(pair1)                                                                 \
            : [end] "r"(end)                                                                       \
            : "r8", "r9", "r10", "r11", "cc", "memory");                                           \
    sums[0] += (int32_t)((uint32_t)both01 - (uint32_t)odd1) >> 8;                                  \
    sums[1] += odd1;                                                                               \
    sums[2] += (int32_t)((uint32_t)both23 - (uint32_t)odd3) >> 8;                                  \
    sums[3] += odd3

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    KD_DOT_SOME(KD_DOT_LANES_ANYWHERE);
}

KD_INLINE void kd_dot_some_aligned(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    KD_DOT_SOME(KD_DOT_LANES_ALIGNED);
}

#define KD_MOST_BLOCKS 128

#elif defined(KD_TARGET_MVE)

/* VLD4 takes four blocks apart into four rows of 16 columns; VMLADAVA does 16 products. */
KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    int32_t columns = 4 * blocks;
    do {
        const int32x4x4_t rows = vld4q_s32((const int32_t *)(const void *)weights);
        const int8x16_t run = vldrbq_z_s8(lanes, vctp8q((uint32_t)columns));
        sums[0] = vmladavaq_s8(sums[0], vreinterpretq_s8_s32(rows.val[0]), run);
        sums[1] = vmladavaq_s8(sums[1], vreinterpretq_s8_s32(rows.val[1]), run);
        sums[2] = vmladavaq_s8(sums[2], vreinterpretq_s8_s32(rows.val[2]), run);
        sums[3] = vmladavaq_s8(sums[3], vreinterpretq_s8_s32(rows.val[3]), run);
        weights += 4 * KD_BLOCK_BYTES;
        lanes += 16;
        columns -= 16;
    } while (columns > 0);
}

#elif defined(KD_TARGET_NEON)

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    int32x4_t row0 = vdupq_n_s32(0);
    int32x4_t row1 = row0;
    int32x4_t row2 = row0;
    int32x4_t row3 = row0;
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const int8x16_t block = vld1q_s8(weights);
        const int16x4_t run = vld1_s16(lanes);
        const int16x8_t rows01 = vmovl_s8(vget_low_s8(block));
        const int16x8_t rows23 = vmovl_s8(vget_high_s8(block));
        row0 = vmlal_s16(row0, vget_low_s16(rows01), run);
        row1 = vmlal_s16(row1, vget_high_s16(rows01), run);
        row2 = vmlal_s16(row2, vget_low_s16(rows23), run);
        row3 = vmlal_s16(row3, vget_high_s16(rows23), run);
    }
    const int32x2_t pairs0 = vadd_s32(vget_low_s32(row0), vget_high_s32(row0));
    const int32x2_t pairs1 = vadd_s32(vget_low_s32(row1), vget_high_s32(row1));
    const int32x2_t pairs2 = vadd_s32(vget_low_s32(row2), vget_high_s32(row2));
    const int32x2_t pairs3 = vadd_s32(vget_low_s32(row3), vget_high_s32(row3));
    const int32x4_t totals = vcombine_s32(vpadd_s32(pairs0, pairs1), vpadd_s32(pairs2, pairs3));
    vst1q_s32(sums, vaddq_s32(vld1q_s32(sums), totals));
}

#elif defined(KD_TARGET_WASM)

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    v128_t rows01 = wasm_i32x4_splat(0);
    v128_t rows23 = rows01;
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const v128_t block = wasm_v128_load(weights);
        const v128_t run = wasm_v128_load64_splat(lanes);
        rows01 = wasm_i32x4_add(rows01, wasm_i32x4_dot_i16x8(wasm_i16x8_extend_low_i8x16(block), run));
        rows23 = wasm_i32x4_add(rows23, wasm_i32x4_dot_i16x8(wasm_i16x8_extend_high_i8x16(block), run));
    }
    const v128_t even = wasm_i32x4_shuffle(rows01, rows23, 0, 2, 4, 6);
    const v128_t odd = wasm_i32x4_shuffle(rows01, rows23, 1, 3, 5, 7);
    const v128_t totals = wasm_i32x4_add(even, odd);
    wasm_v128_store(sums, wasm_i32x4_add(wasm_v128_load(sums), totals));
}

#elif defined(KD_TARGET_AVX2) || defined(KD_TARGET_SSE2)

/* Row sums of two vectors that hold each row as two neighbouring halves. */
KD_INLINE void kd_add_halves(__m128i rows01, __m128i rows23, int32_t sums[4])
{
    const __m128 low = _mm_castsi128_ps(rows01);
    const __m128 high = _mm_castsi128_ps(rows23);
    const __m128i even = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    const __m128i odd = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    const __m128i before = _mm_loadu_si128((const __m128i *)(const void *)sums);
    _mm_storeu_si128((__m128i *)(void *)sums, _mm_add_epi32(before, _mm_add_epi32(even, odd)));
}

#if defined(KD_TARGET_AVX2)

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    __m256i total = _mm256_setzero_si256();
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        int64_t four;
        memcpy(&four, lanes, sizeof four);
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)weights);
        const __m256i products = _mm256_madd_epi16(_mm256_cvtepi8_epi16(block), _mm256_set1_epi64x(four));
        total = _mm256_add_epi32(total, products);
    }
    kd_add_halves(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1), sums);
}

#else

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    __m128i rows01 = _mm_setzero_si128();
    __m128i rows23 = rows01;
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)weights);
        const __m128i four = _mm_loadl_epi64((const __m128i *)(const void *)lanes);
        const __m128i run = _mm_unpacklo_epi64(four, four);
        const __m128i first = _mm_srai_epi16(_mm_unpacklo_epi8(block, block), 8);
        const __m128i second = _mm_srai_epi16(_mm_unpackhi_epi8(block, block), 8);
        rows01 = _mm_add_epi32(rows01, _mm_madd_epi16(first, run));
        rows23 = _mm_add_epi32(rows23, _mm_madd_epi16(second, run));
    }
    kd_add_halves(rows01, rows23, sums);
}

#endif

#else

KD_INLINE void kd_dot_some(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const int32_t x0 = lanes[0];
        const int32_t x1 = lanes[1];
        const int32_t x2 = lanes[2];
        const int32_t x3 = lanes[3];
        sums[0] += weights[0] * x0 + weights[1] * x1 + weights[2] * x2 + weights[3] * x3;
        sums[1] += weights[4] * x0 + weights[5] * x1 + weights[6] * x2 + weights[7] * x3;
        sums[2] += weights[8] * x0 + weights[9] * x1 + weights[10] * x2 + weights[11] * x3;
        sums[3] += weights[12] * x0 + weights[13] * x1 + weights[14] * x2 + weights[15] * x3;
    }
}

#endif

#if !defined(KD_TARGET_DSP)

/** Widen count int8 values to lanes. */
KD_INLINE void kd_widen(const int8_t *in, kd_lane_t *lanes, int32_t count)
{
    for (int32_t i = 0; i < count; ++i) {
        lanes[i] = in[i];
    }
}

#endif

/** sums[row] += weights[row] . lanes, for four rows; blocks >= 1. */
KD_INLINE void kd_dot(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
#if defined(KD_MOST_BLOCKS)
    for (; blocks > KD_MOST_BLOCKS; blocks -= KD_MOST_BLOCKS) {
        kd_dot_some(weights, lanes, KD_MOST_BLOCKS, sums);
        weights += KD_MOST_BLOCKS * KD_BLOCK_BYTES;
        lanes += KD_MOST_BLOCKS * 4;
    }
#endif
    kd_dot_some(weights, lanes, blocks, sums);
}

/** The same for lanes on a word boundary. */
KD_INLINE void kd_dot_aligned(const int8_t *weights, const kd_lane_t *lanes, int32_t blocks, int32_t sums[4])
{
#if defined(KD_MOST_BLOCKS)
    if (blocks <= KD_MOST_BLOCKS) {
        kd_dot_some_aligned(weights, lanes, blocks, sums);
        return;
    }
#endif
    kd_dot(weights, lanes, blocks, sums);
}

#endif
