/**
 * Sigmoid and tanh of int16 as TFLite Micro computes them: one table, interpolated linearly.
 */
#ifndef KD_SIGMOID_H
#define KD_SIGMOID_H

#include "kd_math.h"

#include "kd_sigmoid_table.h"

/*
 * Interpolate at index + fraction / 2^bits, with index from -256 to 255.
 * The table is odd, so a negative argument needs no second case; only its rounding differs.
 */
KD_INLINE int32_t kd_interpolate(int32_t argument, int32_t bits)
{
    const int16_t *const entry = kd_sigmoid_table + KD_SIGMOID_ZERO + (argument >> bits);
    const int32_t fraction = argument & ((1 << bits) - 1);
#if defined(KD_TARGET_DSP)
    int16x2_t neighbours;
    memcpy(&neighbours, entry, 4);
    return __smlad(neighbours, (fraction << 16) - fraction + (1 << bits), argument >> 31);
#else
    return entry[0] * ((1 << bits) - fraction) + entry[1] * fraction + (argument >> 31);
#endif
}

/** Sigmoid of Q3.12, as Q0.15. */
KD_INLINE int32_t kd_sigmoid(int32_t value)
{
    return (kd_interpolate(3 * value, 9) + (1 << 24) + (1 << 9)) >> 10;
}

/** Tanh of value / (3 * 4096), as Q0.15; the table's ends are as far as it goes. */
KD_INLINE int32_t kd_tanh_thirds(int32_t value)
{
    const int32_t argument = KD_SATURATE(value, 17);
    return (kd_interpolate(argument, 8) + (1 << 7)) >> 8;
}

#endif
