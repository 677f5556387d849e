/**
 * Products with the DSP instructions of Armv7E-M and Armv8-M; interface in kd_dot.h.
 *
 * Of a word that two rows share (KD_BLOCK), SMLAD sums 256 * even + odd and, after SXTB16,
 * odd alone.  Both sums wrap; where |even| stays below 2^23, which the generator has proved,
 * their difference / 256 is exact.
 *
 * Assembly, because these loops take every register that there is.
 */
#ifndef KD_DOT_DSP_H
#define KD_DOT_DSP_H

#include "kd_math.h"

/* Four lanes, some bytes further on.  LDRD needs a word boundary. */
#define KD_LOAD_ALIGNED(bytes) "ldrd %[pair0], %[pair1], [%[lanes], #" bytes "]\n\t"
#define KD_LOAD_ANYWHERE(bytes)                                                                                        \
    "ldr %[pair0], [%[lanes], #" bytes "]\n\t"                                                                         \
    "ldr %[pair1], [%[lanes], #" bytes " + 4]\n\t"

/* Four lanes, and on to the next four. */
#define KD_NEXT_ALIGNED "ldrd %[pair0], %[pair1], [%[lanes]], #8\n\t"
#define KD_NEXT_ANYWHERE                                                                                               \
    "ldr %[pair0], [%[lanes]], #4\n\t"                                                                                 \
    "ldr %[pair1], [%[lanes]], #4\n\t"

/* One block after the other; outputs, inputs and clobbers as of an asm statement. */
#define KD_UNPACK(...) __VA_ARGS__
#define KD_REPEAT(block, until_end, outputs, inputs, clobbers)                                                         \
    if (blocks % 2 != 0) {                                                                                             \
        __asm__(block : KD_UNPACK outputs : KD_UNPACK inputs : KD_UNPACK clobbers);                                    \
    }                                                                                                                  \
    if (blocks % 4 >= 2) {                                                                                             \
        __asm__(block block : KD_UNPACK outputs : KD_UNPACK inputs : KD_UNPACK clobbers);                              \
    }                                                                                                                  \
    if (blocks / 4 == 1) {                                                                                             \
        __asm__(block block block block : KD_UNPACK outputs : KD_UNPACK inputs : KD_UNPACK clobbers);                  \
    } else if (blocks >= 8) {                                                                                          \
        __asm__("1:\n\t" block block block block until_end "bne 1b\n\t"                                                \
                : KD_UNPACK outputs                                                                                    \
                : KD_UNPACK inputs                                                                                     \
                : KD_UNPACK clobbers);                                                                                 \
    }

/* What 256 * even + odd and odd say of even. */
KD_INLINE int32_t kd_even_row(int32_t both, int32_t odd)
{
    return (int32_t)((uint32_t)both - (uint32_t)odd) >> 8;
}

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

/* 14 instructions for 16 products where the lanes are aligned, 15 where they may not be. */
#define KD_SUMS_BLOCK(next)                                                                                            \
    "ldmia %[weights]!, {r8, r9, r10, r11}\n\t" next "smlad %[both01], r8, %[pair0], %[both01]\n\t"                    \
    "smlad %[both23], r10, %[pair0], %[both23]\n\t"                                                                    \
    "sxtb16 r8, r8\n\t"                                                                                                \
    "sxtb16 r10, r10\n\t"                                                                                              \
    "smlad %[both01], r9, %[pair1], %[both01]\n\t"                                                                     \
    "smlad %[both23], r11, %[pair1], %[both23]\n\t"                                                                    \
    "sxtb16 r9, r9\n\t"                                                                                                \
    "sxtb16 r11, r11\n\t"                                                                                              \
    "smlad %[row1], r8, %[pair0], %[row1]\n\t"                                                                         \
    "smlad %[row3], r10, %[pair0], %[row3]\n\t"                                                                        \
    "smlad %[row1], r9, %[pair1], %[row1]\n\t"                                                                         \
    "smlad %[row3], r11, %[pair1], %[row3]\n\t"

#define KD_SUMS_ADD(next)                                                                                              \
    int32_t pair0;                                                                                                     \
    int32_t pair1;                                                                                                     \
    const int8_t *const end = weights + blocks * KD_BLOCK_BYTES;                                                       \
    KD_REPEAT(KD_SUMS_BLOCK(next), "cmp %[weights], %[end]\n\t",                                                       \
              ([weights] "+r"(weights), [lanes] "+r"(lanes), [both01] "+r"(sums->both01), [row1] "+r"(sums->row1),     \
               [both23] "+r"(sums->both23), [row3] "+r"(sums->row3), [pair0] "=&r"(pair0), [pair1] "=&r"(pair1)),      \
              ([end] "r"(end)), ("r8", "r9", "r10", "r11", "cc", "memory"))

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes,
                           int32_t blocks){KD_SUMS_ADD(KD_NEXT_ANYWHERE)}

/* The same for lanes on a word boundary. */
KD_INLINE void kd_sums_add_aligned(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes,
                                   int32_t blocks){KD_SUMS_ADD(KD_NEXT_ALIGNED)}
#define kd_sums_add_aligned kd_sums_add_aligned

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
    rows[0] = kd_even_row(sums->both01, sums->row1);
    rows[1] = sums->row1;
    rows[2] = kd_even_row(sums->both23, sums->row3);
    rows[3] = sums->row3;
}

/*
 * A tile: two rows at three neighbouring outputs, which share the weights once these have been
 * unpacked.  18 instructions for 24 products, or 21.  Clang keeps a register for itself in larger
 * functions, and this takes all fourteen: there, single outputs do.
 */
#if !defined(__clang__)

#define KD_TILE_ROWS 2
#define KD_TILE_OUTPUTS 3

typedef struct {
    int32_t even[KD_TILE_OUTPUTS]; /* 256 * even + odd until the end */
    int32_t odd[KD_TILE_OUTPUTS];
} kd_tile_t;

/* Two neighbouring words; compilers would load one by one and then move them. */
KD_INLINE void kd_load_two(const int32_t values[2], int32_t *first, int32_t *second)
{
    __asm__("ldrd %0, %1, [%2]" : "=&r"(*first), "=r"(*second) : "r"(values), "m"(values[0]), "m"(values[1]));
}

KD_INLINE kd_tile_t kd_tile_begin(const int32_t starts[KD_TILE_ROWS])
{
    int32_t both;
    int32_t odd;
    kd_load_two(starts, &both, &odd);
    const kd_tile_t tile = {{both, both, both}, {odd, odd, odd}};
    return tile;
}

#define KD_TILE_OUTPUT(number)                                                                                         \
    "smlad %[both" number "], r8, %[pair0], %[both" number "]\n\t"                                                     \
    "smlad %[odd" number "], r10, %[pair0], %[odd" number "]\n\t"                                                      \
    "smlad %[both" number "], r9, %[pair1], %[both" number "]\n\t"                                                     \
    "smlad %[odd" number "], r11, %[pair1], %[odd" number "]\n\t"

#define KD_TILE_BLOCK(load, next)                                                                                      \
    "ldrd r8, r9, [%[weights]], #16\n\t"                                                                               \
    "sxtb16 r10, r8\n\t"                                                                                               \
    "sxtb16 r11, r9\n\t" load("%c[step]") KD_TILE_OUTPUT("1") load("2 * %c[step]") KD_TILE_OUTPUT("2")                 \
        next KD_TILE_OUTPUT("0")

/* The end waits in memory: all fourteen registers are taken. */
#define KD_TILE_ADD(load, next)                                                                                        \
    int32_t pair0;                                                                                                     \
    int32_t pair1;                                                                                                     \
    const int8_t *const end = weights + blocks * KD_BLOCK_BYTES;                                                       \
    KD_REPEAT(KD_TILE_BLOCK(load, next), "ldr %[pair0], %[end]\n\tcmp %[weights], %[pair0]\n\t",                       \
              ([weights] "+r"(weights), [lanes] "+r"(lanes), [both0] "+r"(tile->even[0]), [odd0] "+r"(tile->odd[0]),   \
               [both1] "+r"(tile->even[1]), [odd1] "+r"(tile->odd[1]), [both2] "+r"(tile->even[2]),                    \
               [odd2] "+r"(tile->odd[2]), [pair0] "=&r"(pair0), [pair1] "=&r"(pair1)),                                 \
              ([end] "m"(end), [step] "i"(step * (int32_t)sizeof *lanes)), ("r8", "r9", "r10", "r11", "cc", "memory"))

/* Weights of the tile's pair of rows; outputs are a constant number of lanes apart. */
KD_INLINE void kd_tile_add(kd_tile_t *tile, const int8_t *weights, const kd_lane_t *lanes, int32_t step,
                           int32_t blocks){KD_TILE_ADD(KD_LOAD_ANYWHERE, KD_NEXT_ANYWHERE)}

KD_INLINE void kd_tile_add_aligned(kd_tile_t *tile, const int8_t *weights, const kd_lane_t *lanes, int32_t step,
                                   int32_t blocks){KD_TILE_ADD(KD_LOAD_ALIGNED, KD_NEXT_ALIGNED)}

KD_INLINE void kd_tile_end(kd_tile_t *tile)
{
    tile->even[0] = kd_even_row(tile->even[0], tile->odd[0]);
    tile->even[1] = kd_even_row(tile->even[1], tile->odd[1]);
    tile->even[2] = kd_even_row(tile->even[2], tile->odd[2]);
}

#endif

#endif
