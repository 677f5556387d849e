/** Products with WebAssembly SIMD; interface in kd_dot.h. */
#ifndef KD_DOT_WASM_H
#define KD_DOT_WASM_H

#include "kd_math.h"

#include <wasm_simd128.h>

typedef struct {
    v128_t start;
    v128_t rows01; /* each row's sum in two neighbouring parts */
    v128_t rows23;
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const kd_sums_t sums = {wasm_v128_load(starts), wasm_i32x4_splat(0), wasm_i32x4_splat(0)};
    return sums;
}

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const v128_t block = wasm_v128_load(weights);
        const v128_t run = wasm_v128_load64_splat(lanes);
        const v128_t low = wasm_i32x4_dot_i16x8(wasm_i16x8_extend_low_i8x16(block), run);
        const v128_t high = wasm_i32x4_dot_i16x8(wasm_i16x8_extend_high_i8x16(block), run);
        sums->rows01 = wasm_i32x4_add(sums->rows01, low);
        sums->rows23 = wasm_i32x4_add(sums->rows23, high);
    }
}

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    const v128_t even = wasm_i32x4_shuffle(sums->rows01, sums->rows23, 0, 2, 4, 6);
    const v128_t odd = wasm_i32x4_shuffle(sums->rows01, sums->rows23, 1, 3, 5, 7);
    wasm_v128_store(rows, wasm_i32x4_add(sums->start, wasm_i32x4_add(even, odd)));
}

#endif
