/**
 * Fixed-point arithmetic with the rounding of TFLite Micro's reference kernels.
 *
 * Right shifts of negative numbers are arithmetic, as with every compiler for the targets.
 */
#ifndef KD_MATH_H
#define KD_MATH_H

#include "kd_target.h"

#include <string.h>

#if defined(KD_TARGET_DSP) || defined(KD_TARGET_MVE)
#include <arm_acle.h>
#endif

/** A positive factor multiplier * 2^(left - right - 31); one of left and right is 0. */
typedef struct {
    int32_t multiplier; /* 2^30 to 2^31 - 1, or 0 */
    int16_t left;
    int16_t right;
} kd_rescale_t;

KD_INLINE int32_t kd_clamp(int32_t value, int32_t lowest, int32_t highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

/** Whether value is not in [-limit, limit]. */
KD_INLINE int32_t kd_is_beyond(int32_t value, int32_t limit)
{
    return (uint32_t)(value + limit) > 2 * (uint32_t)limit;
}

#if defined(KD_TARGET_DSP) || defined(KD_TARGET_MVE)

/* Instructions that compilers do not find by themselves and have no usable intrinsic for. */

/* The nearest number of that many bits; bits is a literal. */
#define KD_SATURATE(value, bits)                                                                                       \
    __extension__({                                                                                                    \
        int32_t saturated;                                                                                             \
        __asm__("ssat %0, %1, %2" : "=r"(saturated) : "I"(bits), "r"(value));                                          \
        saturated;                                                                                                     \
    })

/* The same of value >> right, right from 1 to 31; both are constants. */
#define KD_SATURATE_SHIFTED(value, bits, right)                                                                        \
    __extension__({                                                                                                    \
        int32_t saturated;                                                                                             \
        __asm__("ssat %0, %1, %2, asr %3" : "=r"(saturated) : "I"(bits), "r"(value), "i"(right));                      \
        saturated;                                                                                                     \
    })

/* rounding, less 1 if value is negative. */
KD_INLINE int32_t kd_round_as(int32_t rounding, int32_t value)
{
    int32_t sum;
    __asm__("add %0, %1, %2, asr #31" : "=r"(sum) : "r"(rounding), "r"(value));
    return sum;
}

/* a * b / 2^32, rounded to nearest, ties up. */
KD_INLINE int32_t kd_multiply_high_rounded(int32_t a, int32_t b)
{
    int32_t high;
    __asm__("smmulr %0, %1, %2" : "=r"(high) : "r"(a), "r"(b));
    return high;
}

/* The same, plus c. */
KD_INLINE int32_t kd_multiply_high_rounded_plus(int32_t a, int32_t b, int32_t c)
{
    int32_t high;
    __asm__("smmlar %0, %1, %2, %3" : "=r"(high) : "r"(a), "r"(b), "r"(c));
    return high;
}

#else
#define KD_SATURATE(value, bits) kd_clamp(value, -(1 << ((bits) - 1)), (1 << ((bits) - 1)) - 1)
#define KD_SATURATE_SHIFTED(value, bits, right) KD_SATURATE((value) >> (right), bits)

KD_INLINE int32_t kd_round_as(int32_t rounding, int32_t value)
{
    return rounding + (value >> 31);
}

KD_INLINE int32_t kd_multiply_high_rounded(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 31)) >> 32);
}

KD_INLINE int32_t kd_multiply_high_rounded_plus(int32_t a, int32_t b, int32_t c)
{
    return kd_multiply_high_rounded(a, b) + c;
}

#endif

/** value * 2^left, wrapping. */
KD_INLINE int32_t kd_shift_left(int32_t value, int32_t left)
{
    return (int32_t)((uint32_t)value << left);
}

/**
 * The product rounded to nearest, ties up, then the right shift rounded to nearest, ties away
 * from zero: TFLite's MultiplyByQuantizedMultiplier with double rounding.  Exact for any value.
 */
KD_INLINE int32_t kd_rescale_any(int32_t value, kd_rescale_t factor)
{
    const int64_t product = (int64_t)kd_shift_left(value, factor.left) * factor.multiplier;
    const int64_t high = (product + ((int64_t)1 << 30)) >> 31;
    const int64_t half = ((int64_t)1 << factor.right) >> 1;
    const int64_t tie = factor.right > 0 && high < 0 ? 1 : 0;
    return (int32_t)((high + half - tie) >> factor.right);
}

/**
 * The same where |value| * 2^left < 2^30, which the generator has proved.
 *
 * A negative value may be nudged before the first rounding is known: where that rounds
 * to 0, (half - 1) >> right is 0 as well.
 */
KD_INLINE int32_t kd_rescale(int32_t value, kd_rescale_t factor)
{
    const int32_t doubled = kd_shift_left(value, factor.left + 1);
    const int32_t high = kd_multiply_high_rounded(doubled, factor.multiplier);
    if (factor.right == 0) {
        return high;
    }
    return (high + kd_round_as((1 << factor.right) >> 1, doubled)) >> factor.right;
}

/* Whether the generator has proved that a layer's sums suit kd_rescale and kd_sums_add: of all, none or some rows. */
enum { KD_EXACT = 0, KD_ANY = 1, KD_MIXED = 2 };

/** One or the other; any is a constant where this is inlined. */
KD_INLINE int32_t kd_rescale_as(int32_t value, kd_rescale_t factor, int32_t any)
{
    return any ? kd_rescale_any(value, factor) : kd_rescale(value, factor);
}

/**
 * kd_rescale plus offset, from -128 to 127, to 8 or 16 bits; all but value are constants.
 *
 * Before the last shift the product is below 2^30 and the offset not above 2^(7 + 23).
 */
KD_INLINE int32_t kd_rescale_to(int32_t value, kd_rescale_t factor, int32_t offset, int32_t bits, int32_t any)
{
    if (!any && factor.right > 0 && factor.right <= 23 && __builtin_constant_p(factor.right)) {
        const int32_t doubled = kd_shift_left(value, factor.left + 1);
        const int32_t rounding = ((1 << factor.right) >> 1) + offset * (1 << factor.right);
        const int32_t high = kd_multiply_high_rounded_plus(doubled, factor.multiplier, kd_round_as(rounding, doubled));
        return bits == 8 ? KD_SATURATE_SHIFTED(high, 8, factor.right) : KD_SATURATE_SHIFTED(high, 16, factor.right);
    }
    const int32_t sum = kd_rescale_as(value, factor, any) + offset;
    return bits == 8 ? KD_SATURATE(sum, 8) : KD_SATURATE(sum, 16);
}

/** Where an activation's int8 values lie. */
typedef struct {
    int32_t zero_point;
    int32_t lowest, highest; /* after a fused activation */
} kd_range_t;

/** A sum as an activation.  KD_EXACT also says that left = 0 and right >= 1, as for nearly every convolution. */
KD_INLINE int8_t kd_activation(int32_t sum, kd_rescale_t factor, kd_range_t range, int32_t any)
{
    if (any) {
        return (int8_t)kd_clamp(kd_rescale_any(sum, factor) + range.zero_point, range.lowest, range.highest);
    }
    const int32_t doubled = kd_shift_left(sum, 1);
    const int32_t high = kd_multiply_high_rounded(doubled, factor.multiplier);
    /* All of kd_rescale but the last halving. */
    const int32_t halves = (kd_round_as(high, doubled) >> (factor.right - 1)) + 1 + 2 * range.zero_point;
    if (range.lowest == INT8_MIN && range.highest == INT8_MAX) {
        return (int8_t)KD_SATURATE_SHIFTED(halves, 8, 1);
    }
    return (int8_t)kd_clamp(halves >> 1, range.lowest, range.highest);
}

#endif
