/**
 * Operators that treat every element alike, and copies.
 */
#ifndef KD_ELEMENTWISE_H
#define KD_ELEMENTWISE_H

#include "kd_math.h"

/**
 * Any function of one int8: LOGISTIC, TANH, RELU, RELU6, QUANTIZE from int8.
 *
 * in, out: [count], int8; out may be in.  table: results for -128 to 127.
 */
KD_KERNEL void kd_lookup(const int8_t table[256], const int8_t *in, int8_t *out, int32_t count)
{
    if (count % 2 != 0) {
        *out++ = table[*in++ + 128];
    }
    for (; count >= 2; count -= 2, in += 2, out += 2) {
        const int8_t second = in[1]; /* read before out, which may be in */
        out[0] = table[in[0] + 128];
        out[1] = table[second + 128];
    }
}

/** Which elements of two inputs meet: steps of 0 broadcast. */
typedef struct {
    int32_t shape[4];
    int32_t step_a[4];
    int32_t step_b[4];
} kd_pairing_t;

/** ADD and SUB (whose factor_b is applied with a minus sign); everything constant. */
typedef struct {
    kd_pairing_t pairing;
    kd_rescale_t rescale_a, rescale_b, rescale_out;
    int32_t zero_point_a, zero_point_b, zero_point_out;
    int32_t sign_b; /* 1 or -1 */
    int32_t lowest, highest;
} kd_add_t;

/** MUL; everything constant. */
typedef struct {
    kd_pairing_t pairing;
    kd_rescale_t rescale;
    int32_t zero_point_a, zero_point_b, zero_point_out;
    int32_t lowest, highest;
} kd_mul_t;

/* An int8 within a layer's range. */
KD_INLINE int8_t kd_within(int32_t value, int32_t lowest, int32_t highest)
{
    return (int8_t)(lowest == INT8_MIN && highest == INT8_MAX ? value : kd_clamp(value, lowest, highest));
}

KD_INLINE int8_t kd_add_elements(const kd_add_t *add, int32_t any, int32_t a, int32_t b)
{
    const int32_t scaled_a = kd_rescale_as((a - add->zero_point_a) * (1 << 20), add->rescale_a, any);
    const int32_t scaled_b = kd_rescale_as((b - add->zero_point_b) * (1 << 20), add->rescale_b, any);
    const int32_t sum = scaled_a + add->sign_b * scaled_b;
    const int32_t output = kd_rescale_to(sum, add->rescale_out, add->zero_point_out, 8, any);
    return kd_within(output, add->lowest, add->highest);
}

KD_INLINE int8_t kd_mul_elements(const kd_mul_t *mul, int32_t any, int32_t a, int32_t b)
{
    const int32_t product = (a - mul->zero_point_a) * (b - mul->zero_point_b);
    const int32_t output = kd_rescale_to(product, mul->rescale, mul->zero_point_out, 8, any);
    return kd_within(output, mul->lowest, mul->highest);
}

/* Visits the pairs in the order of the output. */
#define KD_FOR_PAIRS(pairing, a, b, action)                                                                            \
    for (int32_t i = 0; i < (pairing)->shape[0]; ++i) {                                                                \
        for (int32_t j = 0; j < (pairing)->shape[1]; ++j) {                                                            \
            for (int32_t k = 0; k < (pairing)->shape[2]; ++k) {                                                        \
                const int8_t *pa =                                                                                     \
                    (a) + i * (pairing)->step_a[0] + j * (pairing)->step_a[1] + k * (pairing)->step_a[2];              \
                const int8_t *pb =                                                                                     \
                    (b) + i * (pairing)->step_b[0] + j * (pairing)->step_b[1] + k * (pairing)->step_b[2];              \
                for (int32_t l = 0; l < (pairing)->shape[3]; ++l) {                                                    \
                    action;                                                                                            \
                    pa += (pairing)->step_a[3];                                                                        \
                    pb += (pairing)->step_b[3];                                                                        \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

/** a, b, out: int8; out may be an input that is not broadcast.  any: KD_EXACT or KD_ANY. */
KD_INLINE void kd_add(const kd_add_t *add, int32_t any, const int8_t *a, const int8_t *b, int8_t *out)
{
    KD_FOR_PAIRS(&add->pairing, a, b, *out++ = kd_add_elements(add, any, *pa, *pb));
}

/** a, b, out: int8; out may be an input that is not broadcast.  any: KD_EXACT or KD_ANY. */
KD_INLINE void kd_mul(const kd_mul_t *mul, int32_t any, const int8_t *a, const int8_t *b, int8_t *out)
{
    KD_FOR_PAIRS(&mul->pairing, a, b, *out++ = kd_mul_elements(mul, any, *pa, *pb));
}

/** Elements that a PAD, a CONCATENATION or a STRIDED_SLICE moves. */
typedef struct {
    int32_t shape[4];
    int32_t in_offset, in_step[4];
    int32_t out_offset, out_step[4];
} kd_copy_t;

/** in, out: int8, distinct. */
KD_KERNEL void kd_copy(const kd_copy_t *copy, const int8_t *in, int8_t *out)
{
    for (int32_t i = 0; i < copy->shape[0]; ++i) {
        for (int32_t j = 0; j < copy->shape[1]; ++j) {
            for (int32_t k = 0; k < copy->shape[2]; ++k) {
                const int8_t *from =
                    in + copy->in_offset + i * copy->in_step[0] + j * copy->in_step[1] + k * copy->in_step[2];
                int8_t *to =
                    out + copy->out_offset + i * copy->out_step[0] + j * copy->out_step[1] + k * copy->out_step[2];
                for (int32_t l = 0; l < copy->shape[3]; ++l) {
                    *to = *from;
                    from += copy->in_step[3];
                    to += copy->out_step[3];
                }
            }
        }
    }
}

/** in: [count], float32; out: [count], int8 = round(in / scale) + zero_point, ties away from zero. */
KD_KERNEL void kd_quantise(float scale, int32_t zero_point, const float *in, int8_t *out, int32_t count)
{
    for (int32_t i = 0; i < count; ++i) {
        const float value = in[i] / scale;
        const float bounded = value < -1024.0f ? -1024.0f : value > 1024.0f ? 1024.0f : value;
        int32_t rounded = (int32_t)bounded; /* towards zero; the remainder below is exact */
        const float rest = bounded - (float)rounded;
        rounded += rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0;
        out[i] = (int8_t)kd_clamp(rounded + zero_point, INT8_MIN, INT8_MAX);
    }
}

/** in: [count], int8; out: [count], float32 = scale * (in - zero_point), rounded once. */
KD_KERNEL void kd_dequantise(double scale, int32_t zero_point, const int8_t *in, float *out, int32_t count)
{
    for (int32_t i = 0; i < count; ++i) {
        out[i] = (float)(scale * (in[i] - zero_point));
    }
}

#endif
