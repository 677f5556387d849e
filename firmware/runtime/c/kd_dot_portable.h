/** Products in plain C; interface in kd_dot.h. */
#ifndef KD_DOT_PORTABLE_H
#define KD_DOT_PORTABLE_H

#include "kd_math.h"

typedef struct {
    int32_t row[4];
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const kd_sums_t sums = {{starts[0], starts[1], starts[2], starts[3]}};
    return sums;
}

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const int32_t x0 = lanes[0];
        const int32_t x1 = lanes[1];
        const int32_t x2 = lanes[2];
        const int32_t x3 = lanes[3];
        sums->row[0] += weights[0] * x0 + weights[1] * x1 + weights[2] * x2 + weights[3] * x3;
        sums->row[1] += weights[4] * x0 + weights[5] * x1 + weights[6] * x2 + weights[7] * x3;
        sums->row[2] += weights[8] * x0 + weights[9] * x1 + weights[10] * x2 + weights[11] * x3;
        sums->row[3] += weights[12] * x0 + weights[13] * x1 + weights[14] * x2 + weights[15] * x3;
    }
}

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    for (int32_t i = 0; i < 4; ++i) {
        rows[i] = sums->row[i];
    }
}

#endif
