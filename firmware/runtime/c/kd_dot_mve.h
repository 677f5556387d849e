/** Products with Helium; interface in kd_dot.h. */
#ifndef KD_DOT_MVE_H
#define KD_DOT_MVE_H

#include "kd_math.h"

#include <arm_mve.h>

typedef struct {
    int32_t row[4];
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const kd_sums_t sums = {{starts[0], starts[1], starts[2], starts[3]}};
    return sums;
}

/* VLD4 takes four blocks apart into four rows of 16 columns; VMLADAVA does 16 products. */
KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    int32_t columns = 4 * blocks;
    do {
        const int32x4x4_t rows = vld4q_s32((const int32_t *)(const void *)weights);
        const int8x16_t run = vldrbq_z_s8(lanes, vctp8q((uint32_t)columns));
        sums->row[0] = vmladavaq_s8(sums->row[0], vreinterpretq_s8_s32(rows.val[0]), run);
        sums->row[1] = vmladavaq_s8(sums->row[1], vreinterpretq_s8_s32(rows.val[1]), run);
        sums->row[2] = vmladavaq_s8(sums->row[2], vreinterpretq_s8_s32(rows.val[2]), run);
        sums->row[3] = vmladavaq_s8(sums->row[3], vreinterpretq_s8_s32(rows.val[3]), run);
        weights += 4 * KD_BLOCK_BYTES;
        lanes += 16;
        columns -= 16;
    } while (columns > 0);
}

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    memcpy(rows, sums->row, sizeof sums->row);
}

#endif
