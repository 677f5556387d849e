/**
 * Products with the DSP instructions of Armv7E-M and Armv8-M; interface in kd_dot.h.
 *
 * Of a word that two rows share (KD_BLOCK), SMLAD sums 256 * even + odd and, after SXTB16,
 * odd alone.  Both sums wrap; where |even| stays below 2^23, which the generator has proved,
 * their difference / 256 is exact.
 */
#ifndef KD_DOT_DSP_H
#define KD_DOT_DSP_H

#include "kd_math.h"

typedef struct {
    int32_t both01; /* 256 * row 0 + row 1 */
    int32_t row1;
    int32_t both23;
    int32_t row3;
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const kd_sums_t sums = {starts[0], starts[1], starts[2], starts[3]};
    return sums;
}

/*
 * Assembly, because the thirteen registers that it takes leave a compiler nothing to spare:
 * 14 instructions for 16 products where the lanes are aligned, 15 where they may not be.
 */
#define KD_LOAD_ALIGNED_LANES "ldrd %[pair0], %[pair1], [%[lanes]], #8\n\t"
#define KD_LOAD_LANES                                                                              \
    "ldr %[pair0], [%[lanes]], #4\n\t"                                                             \
    "ldr %[pair1], [%[lanes]], #4\n\t"
#define KD_ADD_BLOCK(load_lanes)                                                                   \
    "ldmia %[weights]!, {r8, r9, r10, r11}\n\t" load_lanes                                         \
    "smlad %[both01], r8, %[pair0], %[both01]\n\t"                                                 \
    "smlad %[both23], r9, %[pair0], %[both23]\n\t"                                                 \
    "sxtb16 r8, r8\n\t"                                                                            \
    "sxtb16 r9, r9\n\t"                                                                            \
    "smlad %[both01], r10, %[pair1], %[both01]\n\t"                                                \
    "smlad %[both23], r11, %[pair1], %[both23]\n\t"                                                \
    "sxtb16 r10, r10\n\t"                                                                          \
    "sxtb16 r11, r11\n\t"                                                                          \
    "smlad %[row1], r8, %[pair0], %[row1]\n\t"                                                     \
    "smlad %[row3], r9, %[pair0], %[row3]\n\t"                                                     \
    "smlad %[row1], r10, %[pair1], %[row1]\n\t"                                                    \
    "smlad %[row3], r11, %[pair1], %[row3]\n\t"
#define KD_SUMS_OPERANDS                                                                           \
    [weights] "+r"(weights), [lanes] "+r"(lanes), [both01] "+r"(sums->both01),                     \
        [row1] "+r"(sums->row1), [both23] "+r"(sums->both23), [row3] "+r"(sums->row3),             \
        [pair0] "=&r"(pair0), [pair1] "=&r"(pair1)
#define KD_ADD_ONCE(code) __asm__(code : KD_SUMS_OPERANDS : : "r8", "r9", "r10", "r11", "memory")
#define KD_ADD_BLOCKS(load_lanes)                                                                  \
    int32_t pair0;                                                                                 \
    int32_t pair1;                                                                                 \
    const int8_t *const end = weights + blocks * KD_BLOCK_BYTES;                                   \
    if (blocks % 2 != 0) {                                                                         \
        KD_ADD_ONCE(KD_ADD_BLOCK(load_lanes));                                                     \
    }                                                                                              \
    if (blocks % 4 >= 2) {                                                                         \
        KD_ADD_ONCE(KD_ADD_BLOCK(load_lanes) KD_ADD_BLOCK(load_lanes));                            \
    }                                                                                              \
    if (blocks >= 4) {                                                                             \
        __asm__("1:\n\t" KD_ADD_BLOCK(load_lanes) KD_ADD_BLOCK(load_lanes)                         \
                    KD_ADD_BLOCK(load_lanes) KD_ADD_BLOCK(load_lanes)                              \
                "cmp %[weights], %[end]\n\t"                                                       \
                "bne 1b\n\t"                                                                       \
                : KD_SUMS_OPERANDS                                                                 \
                : [end] "r"(end)                                                                   \
                : "r8", "r9", "r10", "r11", "cc", "memory");                                       \
    }

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    KD_ADD_BLOCKS(KD_LOAD_LANES)
}

/* The same for lanes on a word boundary. */
KD_INLINE void kd_sums_add_aligned(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    KD_ADD_BLOCKS(KD_LOAD_ALIGNED_LANES)
}
#define kd_sums_add_aligned kd_sums_add_aligned

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    rows[0] = (int32_t)((uint32_t)sums->both01 - (uint32_t)sums->row1) >> 8;
    rows[1] = sums->row1;
    rows[2] = (int32_t)((uint32_t)sums->both23 - (uint32_t)sums->row3) >> 8;
    rows[3] = sums->row3;
}

#endif
