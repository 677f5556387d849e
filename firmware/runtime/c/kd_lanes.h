/**
 * Between int8 in memory and the lanes of kd_target.h.
 */
#ifndef KD_LANES_H
#define KD_LANES_H

#include "kd_math.h"

/** Widen count int8 values to lanes. */
KD_INLINE void kd_widen(const int8_t *in, kd_lane_t *lanes, int32_t count)
{
#if defined(KD_TARGET_DSP)
    for (; count >= 4; count -= 4, in += 4, lanes += 4) {
        uint32_t bytes;
        memcpy(&bytes, in, sizeof bytes);
        const uint32_t even = (uint32_t)__sxtb16((int32_t)bytes);
        const uint32_t odd = (uint32_t)__sxtb16((int32_t)(bytes >> 8));
        const uint32_t pair0 = (even & 0xffffU) | (odd << 16);
        const uint32_t pair1 = (even >> 16) | (odd & 0xffff0000U);
        memcpy(lanes, &pair0, sizeof pair0);
        memcpy(lanes + 2, &pair1, sizeof pair1);
    }
#endif
    for (; count > 0; --count) {
        *lanes++ = *in++;
    }
}

/** The low bytes of count lanes. */
KD_INLINE void kd_narrow(const kd_lane_t *lanes, int8_t *out, int32_t count)
{
    for (int32_t i = 0; i < count; ++i) {
        out[i] = (int8_t)lanes[i];
    }
}

#endif
