/**
 * Two int16 values that go the same way, in one word where the processor adds halves.
 */
#ifndef KD_PAIR_H
#define KD_PAIR_H

#include "kd_math.h"

#if defined(KD_TARGET_DSP)
typedef int16x2_t kd_pair_t;
#else
typedef struct {
    int32_t low, high;
} kd_pair_t;
#endif

KD_INLINE kd_pair_t kd_pair(int32_t low, int32_t high)
{
#if defined(KD_TARGET_DSP)
    kd_pair_t pair;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(pair) : "r"(low), "r"(high));
    return pair;
#else
    const kd_pair_t pair = {low, high};
    return pair;
#endif
}

KD_INLINE int32_t kd_pair_low(kd_pair_t pair)
{
#if defined(KD_TARGET_DSP)
    return (int16_t)pair;
#else
    return pair.low;
#endif
}

KD_INLINE int32_t kd_pair_high(kd_pair_t pair)
{
#if defined(KD_TARGET_DSP)
    return pair >> 16;
#else
    return pair.high;
#endif
}

/** Sums, saturated. */
KD_INLINE kd_pair_t kd_pair_add(kd_pair_t a, kd_pair_t b)
{
#if defined(KD_TARGET_DSP)
    return __qadd16(a, b);
#else
    return kd_pair(KD_SATURATE(a.low + b.low, 16), KD_SATURATE(a.high + b.high, 16));
#endif
}

KD_INLINE int32_t kd_pair_low_times(kd_pair_t pair, int32_t factor)
{
#if defined(KD_TARGET_DSP)
    int32_t product;
    __asm__("smulbb %0, %1, %2" : "=r"(product) : "r"(pair), "r"(factor));
    return product;
#else
    return pair.low * factor;
#endif
}

KD_INLINE int32_t kd_pair_high_times(kd_pair_t pair, int32_t factor)
{
#if defined(KD_TARGET_DSP)
    int32_t product;
    __asm__("smultb %0, %1, %2" : "=r"(product) : "r"(pair), "r"(factor));
    return product;
#else
    return pair.high * factor;
#endif
}

#endif
