#include "kd_sqrt.h"

#include <stdint.h>
#include <string.h>

enum { MANTISSA_BITS = 23, EXPONENT_BIAS = 127 };

float kd_sqrt(float x)
{
    if (!(x > 0.0f)) {
        return 0.0f;
    }
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);

    /* x = mantissa * 2^exponent with the mantissa in [2^23, 2^24). */
    const uint32_t one = UINT32_C(1) << MANTISSA_BITS;
    int32_t exponent = (int32_t)(bits >> MANTISSA_BITS);
    uint32_t mantissa = bits & (one - 1);
    if (exponent == 255) {
        return x;
    }
    if (exponent > 0) {
        mantissa |= one;
    } else {
        exponent = 1;
        while (mantissa < one) {
            mantissa <<= 1;
            --exponent;
        }
    }
    exponent -= EXPONENT_BIAS + MANTISSA_BITS;

    /* root = floor(sqrt(square)) has 25 bits, one more than a float keeps; square * 2^even = x. */
    if (exponent % 2 == 0) {
        mantissa <<= 1;
        --exponent;
    }
    const uint64_t square = (uint64_t)mantissa << 25;
    uint32_t root = 0;
    for (uint32_t bit = UINT32_C(1) << 24; bit != 0; bit >>= 1) {
        const uint32_t candidate = root | bit;
        if ((uint64_t)candidate * candidate <= square) {
            root = candidate;
        }
    }

    /* A last bit of 1 is more than half: no 25-bit root of a 24-bit number is exact.  A carry out of the
     * mantissa lands in the exponent, where it belongs. */
    const uint32_t rounded = (root + 1) >> 1;
    exponent = (exponent - 25) / 2 + 1;
    bits = ((uint32_t)(exponent + EXPONENT_BIAS + MANTISSA_BITS - 1) << MANTISSA_BITS) + rounded;
    memcpy(&x, &bits, sizeof x);
    return x;
}
