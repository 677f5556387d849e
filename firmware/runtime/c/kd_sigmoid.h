/**
 * Sigmoid and tanh of int16 as TFLite Micro computes them: one table, interpolated linearly.
 */
#ifndef KD_SIGMOID_H
#define KD_SIGMOID_H

#include "kd_math.h"

#include "kd_sigmoid_table.h"

/*
 * Interpolate at index + fraction / 2^bits, with index from -256 to 255, in 2^-bits of the
 * table's unit and rounded by adding rounding.  The table is odd, so a negative argument
 * needs no second case; only its rounding differs.
 */
KD_INLINE int32_t kd_interpolate(const int16_t *middle, int32_t argument, int32_t bits, int32_t rounding)
{
    const int16_t *const entry = middle + (argument >> bits);
    const int32_t fraction = argument & ((1 << bits) - 1);
    const int32_t start = kd_round_as(rounding, argument);
#if defined(KD_TARGET_DSP)
    int16x2_t neighbours;
    memcpy(&neighbours, entry, sizeof neighbours);
    return __smlad(neighbours, (fraction << 16) - fraction + (1 << bits), start);
#else
    return entry[0] * ((1 << bits) - fraction) + entry[1] * fraction + start;
#endif
}

/** The table's entry for 0.  Compilers are kept from folding the address into each lookup. */
KD_INLINE const int16_t *kd_sigmoid_middle(void)
{
    const int16_t *middle = kd_sigmoid_table + KD_SIGMOID_ZERO;
    __asm__("" : "+r"(middle));
    return middle;
}

/** Sigmoid of value / (3 * 4096), as Q0.15. */
KD_INLINE int32_t kd_sigmoid_thirds(const int16_t *middle, int32_t value)
{
    return (kd_interpolate(middle, value, 9, 1 << 9) >> 10) + (1 << 14);
}

/** Tanh of value / (3 * 4096), as Q0.15; the table's ends are as far as it goes. */
KD_INLINE int32_t kd_tanh_thirds(const int16_t *middle, int32_t value)
{
    return kd_interpolate(middle, KD_SATURATE(value, 17), 8, 1 << 7) >> 8;
}

#endif
