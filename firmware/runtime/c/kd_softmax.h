/**
 * SOFTMAX of int8 with gemmlowp's fixed-point reciprocal.
 */
#ifndef KD_SOFTMAX_H
#define KD_SOFTMAX_H

#include "kd_math.h"

/** One softmax; everything constant. */
typedef struct {
    const int32_t *exponentials; /* exp(-difference * scale) in Q0.31 for each difference, from 0 */
    int32_t differences;         /* how many are stored; beyond them the output is 0 */
    int32_t rows;
    int32_t classes;
} kd_softmax_t;

/* a * b in Q31, rounded to nearest, ties up. */
KD_INLINE int32_t kd_q31_multiply(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* value / 2^right, rounded to nearest, ties up; value >= 0, right >= 1. */
KD_INLINE int32_t kd_divide_by_power(int32_t value, int32_t right)
{
    return (int32_t)(((uint32_t)value + (1U << (right - 1))) >> right);
}

KD_INLINE int32_t kd_shift_left_saturating(int32_t value, int32_t left)
{
    const int32_t most = INT32_MAX >> left;
    return value > most ? INT32_MAX : value < -most - 1 ? INT32_MIN : kd_shift_left(value, left);
}

/* 1 / (1 + x) for x in Q0.31 from 0 to 1: three Newton-Raphson steps in Q2.29. */
KD_KERNEL int32_t kd_one_over_one_plus(int32_t x)
{
    const int32_t half_denominator = (int32_t)(((int64_t)x + INT32_MAX + 1) / 2);
    int32_t guess = 1515870810 + kd_q31_multiply(half_denominator, -1010580540); /* (48 - 32 d) / 17 */
    for (int32_t i = 0; i < 3; ++i) {
        const int32_t error = (1 << 29) - kd_q31_multiply(half_denominator, guess);
        guess += kd_shift_left_saturating(kd_q31_multiply(guess, error), 2);
    }
    return kd_shift_left_saturating(guess, 1);
}

/**
 * in, out: [rows, classes], int8; out has scale 1/256 and zero point -128, and may be in.
 */
KD_KERNEL void kd_softmax(const kd_softmax_t *softmax, const int8_t *in, int8_t *out)
{
    for (int32_t row = 0; row < softmax->rows; ++row, in += softmax->classes, out += softmax->classes) {
        int32_t most = INT8_MIN;
        for (int32_t i = 0; i < softmax->classes; ++i) {
            most = in[i] > most ? in[i] : most;
        }
        int32_t sum = 0; /* Q12.19 */
        for (int32_t i = 0; i < softmax->classes; ++i) {
            const int32_t difference = most - in[i];
            if (difference < softmax->differences) {
                sum += kd_divide_by_power(softmax->exponentials[difference], 12);
            }
        }
        const int32_t zeros = __builtin_clz((uint32_t)sum);
        const int32_t scale = kd_one_over_one_plus((int32_t)(((uint32_t)sum << zeros) - 0x80000000U));
        const int32_t right = 12 - zeros + 31 - 8;
        for (int32_t i = 0; i < softmax->classes; ++i) {
            const int32_t difference = most - in[i];
            int32_t value = INT8_MIN;
            if (difference < softmax->differences) {
                value += kd_divide_by_power(kd_q31_multiply(scale, softmax->exponentials[difference]), right);
            }
            out[i] = (int8_t)kd_clamp(value, INT8_MIN, INT8_MAX);
        }
    }
}

#endif
