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

/** Widen count int8 values to lanes. */
KD_INLINE void kd_widen(const int8_t *in, kd_lane_t *lanes, int32_t count)
{
#if defined(KD_TARGET_DSP)
    for (; count >= 4; count -= 4) {
        uint32_t bytes;
        uint32_t even;
        uint32_t odd;
        memcpy(&bytes, in, sizeof bytes);
        __asm__("sxtb16 %1, %0\n\t"
                "sxtb16 %2, %0, ror #8\n\t"
                "pkhbt %0, %1, %2, lsl #16\n\t"
                "pkhtb %2, %2, %1, asr #16\n\t"
                : "+r"(bytes), "=&r"(even), "=&r"(odd));
        memcpy(lanes, &bytes, sizeof bytes);
        memcpy(lanes + 2, &odd, sizeof odd);
        in += 4;
        lanes += 4;
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
