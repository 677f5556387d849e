/**
 * Four neighbouring channels at once, for kernels that treat every channel alike.
 */
#ifndef KD_QUAD_H
#define KD_QUAD_H

#include "kd_math.h"

#if defined(KD_TARGET_MVE)
#include <arm_mve.h>
#endif

#if defined(KD_TARGET_MVE)
typedef int32x4_t kd_quad_t;
#else
typedef struct {
    int32_t row[4];
} kd_quad_t;
#endif

/* Whether a sum or a maximum of four is cheaper than four of them: not without SIMD, for lack of registers. */
#if defined(KD_TARGET_PORTABLE)
enum { KD_QUADS = 0 };
#else
enum { KD_QUADS = 1 };
#endif

KD_INLINE kd_quad_t kd_quad_same(int32_t value)
{
#if defined(KD_TARGET_MVE)
    return vdupq_n_s32(value);
#else
    const kd_quad_t quad = {{value, value, value, value}};
    return quad;
#endif
}

KD_INLINE kd_quad_t kd_quad_load(const int32_t values[4])
{
#if defined(KD_TARGET_MVE)
    return vldrwq_s32(values);
#else
    const kd_quad_t quad = {{values[0], values[1], values[2], values[3]}};
    return quad;
#endif
}

/** sums[i] += in[i] */
KD_INLINE void kd_quad_add(kd_quad_t *sums, const int8_t in[4])
{
#if defined(KD_TARGET_MVE)
    *sums = vaddq_s32(*sums, vldrbq_s32(in));
#elif defined(KD_TARGET_DSP)
    int32_t bytes; /* one load, then SXTAB */
    memcpy(&bytes, in, sizeof bytes);
    sums->row[0] += (int8_t)bytes;
    sums->row[1] += (int8_t)(bytes >> 8);
    sums->row[2] += (int8_t)(bytes >> 16);
    sums->row[3] += (int8_t)(bytes >> 24);
#else
    for (int32_t i = 0; i < 4; ++i) {
        sums->row[i] += in[i];
    }
#endif
}

/** sums[i] += (in[i] - zero_point) * weights[i], weights in the order of KD_QUAD; zero_point is a constant. */
KD_INLINE void kd_quad_add_products(kd_quad_t *sums, const int8_t in[4], const kd_lane_t weights[4], int32_t zero_point)
{
#if defined(KD_TARGET_DSP)
    int16x2_t x;
    int16x2_t even_w;
    int16x2_t odd_w;
    int16x2_t odd_x;
    memcpy(&x, in, sizeof x);
    memcpy(&even_w, weights, sizeof even_w);
    memcpy(&odd_w, weights + 2, sizeof odd_w);
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_x) : "r"(x));
    int16x2_t even_x = __sxtb16(x);
    if (zero_point != 0) {
        const int16x2_t zeros = (int16x2_t)(((uint32_t)zero_point & 0xffffU) * 0x10001U);
        even_x = __ssub16(even_x, zeros);
        odd_x = __ssub16(odd_x, zeros);
    }
    sums->row[0] = __smlabb(even_x, even_w, sums->row[0]);
    sums->row[1] = __smlabb(odd_x, odd_w, sums->row[1]);
    sums->row[2] = __smlatt(even_x, even_w, sums->row[2]);
    sums->row[3] = __smlatt(odd_x, odd_w, sums->row[3]);
#elif defined(KD_TARGET_MVE)
    const int32x4_t x = vsubq_n_s32(vldrbq_s32(in), zero_point);
    *sums = vaddq_s32(*sums, vmulq_s32(x, vldrbq_s32(weights)));
#else
    for (int32_t i = 0; i < 4; ++i) {
        sums->row[i] += (in[i] - zero_point) * weights[i];
    }
#endif
}

/** sums[i] += (in[offsets[i]] - zero_point) * weights[i], weights in the order of KD_QUAD; zero_point is a constant. */
KD_INLINE void kd_quad_add_gathered(kd_quad_t *sums, const int8_t *in, const uint32_t offsets[4],
                                    const kd_lane_t weights[4], int32_t zero_point)
{
#if defined(KD_TARGET_DSP)
    int16x2_t even_w;
    int16x2_t odd_w;
    memcpy(&even_w, weights, sizeof even_w);
    memcpy(&odd_w, weights + 2, sizeof odd_w);
    sums->row[0] = __smlabb(in[offsets[0]] - zero_point, even_w, sums->row[0]);
    sums->row[1] = __smlabb(in[offsets[1]] - zero_point, odd_w, sums->row[1]);
    sums->row[2] = __smlabt(in[offsets[2]] - zero_point, even_w, sums->row[2]);
    sums->row[3] = __smlabt(in[offsets[3]] - zero_point, odd_w, sums->row[3]);
#elif defined(KD_TARGET_MVE)
    const int32x4_t x = vsubq_n_s32(vldrbq_gather_offset_s32(in, vldrwq_u32(offsets)), zero_point);
    *sums = vaddq_s32(*sums, vmulq_s32(x, vldrbq_s32(weights)));
#else
    for (int32_t i = 0; i < 4; ++i) {
        sums->row[i] += (in[offsets[i]] - zero_point) * weights[i];
    }
#endif
}

/** Four bytes that only are compared. */
#if defined(KD_TARGET_DSP)
typedef int8x4_t kd_bytes_t;
#else
typedef kd_quad_t kd_bytes_t;
#endif

KD_INLINE kd_bytes_t kd_bytes_least(void)
{
#if defined(KD_TARGET_DSP)
    return (kd_bytes_t)0x80808080U;
#else
    return kd_quad_same(INT8_MIN);
#endif
}

/** most[i] = max(most[i], in[i]) */
KD_INLINE void kd_bytes_raise(kd_bytes_t *most, const int8_t in[4])
{
#if defined(KD_TARGET_DSP)
    int8x4_t bytes;
    memcpy(&bytes, in, sizeof bytes);
    (void)__ssub8(*most, bytes); /* sets the flags that SEL reads: where most is larger */
    *most = (int8x4_t)__sel((uint8x4_t)*most, (uint8x4_t)bytes);
#elif defined(KD_TARGET_MVE)
    *most = vmaxq_s32(*most, vldrbq_s32(in));
#else
    for (int32_t i = 0; i < 4; ++i) {
        most->row[i] = in[i] > most->row[i] ? in[i] : most->row[i];
    }
#endif
}

KD_INLINE void kd_bytes_store(kd_bytes_t bytes, int8_t out[4])
{
#if defined(KD_TARGET_DSP)
    memcpy(out, &bytes, sizeof bytes);
#elif defined(KD_TARGET_MVE)
    vstrbq_s32(out, bytes);
#else
    for (int32_t i = 0; i < 4; ++i) {
        out[i] = (int8_t)bytes.row[i];
    }
#endif
}

#endif
