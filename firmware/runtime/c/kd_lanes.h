/**
 * Between int8 in memory and the lanes of kd_target.h.
 */
#ifndef KD_LANES_H
#define KD_LANES_H

#include "kd_math.h"

#if defined(KD_TARGET_MVE)

#include <arm_mve.h>

KD_INLINE void kd_move_bytes(const int8_t *in, int8_t *out, int32_t count)
{
    for (; count > 0; count -= 16, in += 16, out += 16) {
        const mve_pred16_t some = vctp8q((uint32_t)count);
        vstrbq_p_s8(out, vldrbq_z_s8(in, some), some);
    }
}

#endif

#if defined(KD_TARGET_DSP)

#define KD_WIDEN_FOUR                                                                                                  \
    "ldr %[odd], [%[in]], #4\n\t"                                                                                      \
    "sxtb16 %[even], %[odd]\n\t"                                                                                       \
    "sxtb16 %[odd], %[odd], ror #8\n\t"                                                                                \
    "pkhbt %[low], %[even], %[odd], lsl #16\n\t"                                                                       \
    "pkhtb %[odd], %[odd], %[even], asr #16\n\t"                                                                       \
    "strd %[low], %[odd], [%[lanes]], #8\n\t"
#define KD_WIDEN_OPERANDS                                                                                              \
    : [in] "+r"(in), [lanes] "+r"(lanes), [low] "=&r"(low), [even] "=&r"(even), [odd] "=&r"(odd) : : "memory"

#endif

/** Widen count int8 values to lanes. */
KD_INLINE void kd_widen(const int8_t *in, kd_lane_t *lanes, int32_t count)
{
#if defined(KD_TARGET_DSP)
    int32_t low;
    int32_t even;
    int32_t odd;
    if (count >= 4 && (uintptr_t)lanes % 4 != 0) { /* STRD needs a word boundary */
        *lanes++ = *in++;
        --count;
    }
    for (; count >= 8; count -= 8) {
        __asm__ volatile(KD_WIDEN_FOUR KD_WIDEN_FOUR KD_WIDEN_OPERANDS);
    }
    if (count >= 4) {
        __asm__ volatile(KD_WIDEN_FOUR KD_WIDEN_OPERANDS);
        count -= 4;
    }
#elif defined(KD_TARGET_MVE)
    kd_move_bytes(in, lanes, count);
    count = 0;
#endif
    for (; count > 0; --count) {
        *lanes++ = *in++;
    }
}

/** The low bytes of count lanes. */
KD_INLINE void kd_narrow(const kd_lane_t *lanes, int8_t *out, int32_t count)
{
#if defined(KD_TARGET_MVE)
    kd_move_bytes(lanes, out, count);
#else
    for (int32_t i = 0; i < count; ++i) {
        out[i] = (int8_t)lanes[i];
    }
#endif
}

#endif
