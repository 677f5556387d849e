/** Products with NEON; interface in kd_dot.h. */
#ifndef KD_DOT_NEON_H
#define KD_DOT_NEON_H

#include "kd_math.h"

#include <arm_neon.h>

typedef struct {
    int32x4_t start;
    int32x4_t row[4]; /* each row's sum in four parts */
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const int32x4_t zero = vdupq_n_s32(0);
    const kd_sums_t sums = {vld1q_s32(starts), {zero, zero, zero, zero}};
    return sums;
}

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const int8x16_t block = vld1q_s8(weights);
        const int16x4_t run = vld1_s16(lanes);
        const int16x8_t rows01 = vmovl_s8(vget_low_s8(block));
        const int16x8_t rows23 = vmovl_s8(vget_high_s8(block));
        sums->row[0] = vmlal_s16(sums->row[0], vget_low_s16(rows01), run);
        sums->row[1] = vmlal_s16(sums->row[1], vget_high_s16(rows01), run);
        sums->row[2] = vmlal_s16(sums->row[2], vget_low_s16(rows23), run);
        sums->row[3] = vmlal_s16(sums->row[3], vget_high_s16(rows23), run);
    }
}

KD_INLINE int32x2_t kd_sums_halve(int32x4_t parts)
{
    return vadd_s32(vget_low_s32(parts), vget_high_s32(parts));
}

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    const int32x2_t rows01 = vpadd_s32(kd_sums_halve(sums->row[0]), kd_sums_halve(sums->row[1]));
    const int32x2_t rows23 = vpadd_s32(kd_sums_halve(sums->row[2]), kd_sums_halve(sums->row[3]));
    vst1q_s32(rows, vaddq_s32(sums->start, vcombine_s32(rows01, rows23)));
}

#endif
