/**
 * Four values at a time with Helium: the arithmetic of kd_math.h and kd_sigmoid.h.
 */
#ifndef KD_MVE_H
#define KD_MVE_H

#include "kd_math.h"
#include "kd_sigmoid_table.h"

#include <arm_mve.h>

/** Factors by lane. */
typedef struct {
    int32x4_t multipliers, lefts, rights;
} kd_rescales4_t;

/** Factors of four neighbours. */
KD_INLINE kd_rescales4_t kd_load_rescales4(const kd_rescale_t factors[4])
{
    const int32x4x2_t words = vld2q_s32((const int32_t *)(const void *)factors);
    const int32x4_t lefts = vshrq_n_s32(vshlq_n_s32(words.val[1], 16), 16);
    const kd_rescales4_t four = {words.val[0], lefts, vshrq_n_s32(words.val[1], 16)};
    return four;
}

/** One factor for all. */
KD_INLINE kd_rescales4_t kd_same_rescale4(kd_rescale_t factor)
{
    const kd_rescales4_t four = {vdupq_n_s32(factor.multiplier), vdupq_n_s32(factor.left), vdupq_n_s32(factor.right)};
    return four;
}

/** kd_rescale_any by lane: VQRDMULH rounds ties up, VRSHL too once negative values are nudged. */
KD_INLINE int32x4_t kd_rescale4(int32x4_t values, kd_rescales4_t factors)
{
    const int32x4_t high = vqrdmulhq_s32(vshlq_s32(values, factors.lefts), factors.multipliers);
    const int32x4_t down = vnegq_s32(factors.rights);
    const int32x4_t nudge = vshrq_n_s32(vandq_s32(high, down), 31);
    return vrshlq_s32(vqaddq_s32(high, nudge), down);
}

/** kd_activation of four neighbouring channels. */
KD_INLINE int32x4_t kd_activation4(int32x4_t sums, const kd_rescale_t factors[4], kd_range_t range)
{
    const int32x4_t values = vaddq_n_s32(kd_rescale4(sums, kd_load_rescales4(factors)), range.zero_point);
    return vmaxq_s32(vminq_s32(values, vdupq_n_s32(range.highest)), vdupq_n_s32(range.lowest));
}

/** The same, stored. */
KD_INLINE void kd_store4(int32x4_t sums, const kd_rescale_t factors[4], kd_range_t range, int8_t *out)
{
    vstrbq_s32(out, kd_activation4(sums, factors, range));
}

/** The same, each to a place of its own. */
KD_INLINE void kd_scatter4(int32x4_t sums, const kd_rescale_t factors[4], kd_range_t range, int8_t *out,
                           const uint16_t places[4])
{
    vstrbq_scatter_offset_s32(out, vldrhq_u32(places), kd_activation4(sums, factors, range));
}

/** To int16 and back. */
KD_INLINE int32x4_t kd_saturate4(int32x4_t values)
{
    return vmovlbq_s16(vqmovnbq_s32(vreinterpretq_s16_s32(values), values));
}

/** Sigmoid of the input, forget and output gate's Q3.12, tanh of the cell gate's, as Q0.15. */
KD_INLINE int32x4_t kd_gates4(int32x4_t values)
{
    static const int32_t bits[4] = {9, 9, 8, 9};
    static const int32_t most[4] = {INT32_MAX, INT32_MAX, 65535, INT32_MAX};
    static const int32_t masks[4] = {511, 511, 255, 511};
    static const int32_t roundings[4] = {(1 << 24) + (1 << 9), (1 << 24) + (1 << 9), 1 << 7, (1 << 24) + (1 << 9)};
    static const int32_t downs[4] = {-10, -10, -8, -10};
    const int32x4_t shifts = vldrwq_s32(bits);
    const int32x4_t limits = vldrwq_s32(most);
    const int32x4_t thirds = vmulq_n_s32(values, 3);
    const int32x4_t arguments = vmaxq_s32(vminq_s32(thirds, limits), vmvnq_s32(limits));
    const uint32x4_t entries = vreinterpretq_u32_s32(vshlq_s32(arguments, vnegq_s32(shifts)));
    const int16_t *const middle = kd_sigmoid_table + KD_SIGMOID_ZERO;
    const int32x4_t before = vldrhq_gather_shifted_offset_s32(middle, entries);
    const int32x4_t after = vldrhq_gather_shifted_offset_s32(middle + 1, entries);
    const int32x4_t fractions = vandq_s32(arguments, vldrwq_s32(masks));
    const int32x4_t slopes = vmulq_s32(vsubq_s32(after, before), fractions);
    const int32x4_t sums = vaddq_s32(vshlq_s32(before, shifts), slopes);
    const int32x4_t starts = vaddq_s32(vldrwq_s32(roundings), vshrq_n_s32(arguments, 31));
    return vshlq_s32(vaddq_s32(sums, starts), vldrwq_s32(downs));
}

/** kd_tanh_thirds by lane. */
KD_INLINE int32x4_t kd_tanh_thirds4(int32x4_t values)
{
    const int32x4_t arguments = vmaxq_s32(vminq_s32(values, vdupq_n_s32(65535)), vdupq_n_s32(-65536));
    const uint32x4_t entries = vreinterpretq_u32_s32(vshrq_n_s32(arguments, 8));
    const int16_t *const middle = kd_sigmoid_table + KD_SIGMOID_ZERO;
    const int32x4_t before = vldrhq_gather_shifted_offset_s32(middle, entries);
    const int32x4_t after = vldrhq_gather_shifted_offset_s32(middle + 1, entries);
    const int32x4_t fractions = vandq_s32(arguments, vdupq_n_s32(255));
    const int32x4_t slopes = vmulq_s32(vsubq_s32(after, before), fractions);
    const int32x4_t starts = vaddq_n_s32(vshrq_n_s32(arguments, 31), 1 << 7);
    return vshrq_n_s32(vaddq_s32(vaddq_s32(vshlq_n_s32(before, 8), slopes), starts), 8);
}

/*
 * Sums of count int8 / count, rounded to nearest, ties away from zero.  Multiplying by the
 * rounded-up reciprocal is exact while 129 * count^2 < 2^16.
 */
#define KD_MOST_DIVISOR 22
KD_INLINE int16x8_t kd_divide8(int16x8_t sums, int32_t count)
{
    const uint16x8_t reciprocal = vdupq_n_u16((uint16_t)(65535 / count + 1));
    const uint16x8_t size = vreinterpretq_u16_s16(vabsq_s16(sums));
    const int16x8_t quotient = vreinterpretq_s16_u16(vmulhq_u16(vaddq_n_u16(size, (uint16_t)(count / 2)), reciprocal));
    return vnegq_m_s16(quotient, quotient, vcmpltq_n_s16(sums, 0));
}

#endif
