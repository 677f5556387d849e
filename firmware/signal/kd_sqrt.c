#include "kd_sqrt.h"

#include <stdint.h>
#include <string.h>

/* A floating-point unit rounds its square root correctly, too, in one instruction; sqrtf() would need a libm. */
#if defined(__arm__) && defined(__ARM_FP) && (__ARM_FP & 4)
#define KD_ROOT(root, x) __asm__("vsqrt.f32 %0, %1" : "=t"(root) : "t"(x))
#elif defined(__aarch64__)
#define KD_ROOT(root, x) __asm__("fsqrt %s0, %s1" : "=w"(root) : "w"(x))
#elif defined(__SSE2__) && defined(__GNUC__)
#define KD_ROOT(root, x) __asm__("sqrtss %1, %0" : "=x"(root) : "x"(x))
#endif

#if defined(KD_ROOT)

float kd_sqrt(float x)
{
    float root = 0.0f;
    if (x > 0.0f) {
        KD_ROOT(root, x);
    }
    return root;
}

#else

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

    /* root = floor(sqrt(mantissa * 2^25)) has 25 bits, one more than a float keeps; mantissa * 2^even = x.  One bit of the
     * root for every two bits of the square, as on paper: the mantissa's bits 24 and 23 are the first two. */
    if (exponent % 2 == 0) {
        mantissa <<= 1;
        --exponent;
    }
    uint32_t root = 0;
    uint32_t remainder = 0;
    mantissa <<= 31 - 24;
    for (int32_t bit = 0; bit < 25; ++bit) {
        remainder = remainder << 2 | mantissa >> 30;
        mantissa <<= 2;
        root <<= 1;
        if (remainder > root << 1) {
            remainder -= root << 1 | 1;
            root |= 1;
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

#endif
