/* kd_exact: arithmetic with the host's bits, whatever the compiler was told.
 *
 * A fused multiply-add rounds once where the host rounds twice, and then one signal frame in a few differs.  GCC fuses
 * unless it is given -ffp-contract=off, has no pragma against it, and does not tell a program which of the two holds.
 * So no option is relied upon: a product that may be added to something goes through kd_product().
 */
#ifndef KD_EXACT_H
#define KD_EXACT_H

#include <float.h>

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || __FINITE_MATH_ONLY__ > 0
#error "The signal path needs IEEE arithmetic: compile it without -ffast-math, -Ofast and their parts"
#endif
/* Clang keeps some of these parts to itself, but can be overruled from here on. */
#if defined(__clang__)
#pragma clang fp reassociate(off)
#endif
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16 /* 16: as 0, but for _Float16 */
#error "The signal path needs float arithmetic in float: compile for SSE, not for the x87"
#endif

/* KD_ROUNDED: from here on, `value` is in a register and nothing is known of where it came from.  It costs no
 * instruction, but where there is no name for such a register.  A test defines it as nothing, to see the bits differ. */
#if defined(KD_ROUNDED)
#elif defined(__arm__) && !defined(__ARM_FEATURE_FMA)
#define KD_ROUNDED(value) ((void)0) /* nothing to fuse with */
#elif defined(__wasm__) && !defined(__wasm_relaxed_simd__)
#define KD_ROUNDED(value) ((void)0) /* likewise */
#elif defined(__arm__)
#define KD_ROUNDED(value) __asm__("" : "+t"(value))
#elif defined(__aarch64__)
#define KD_ROUNDED(value) __asm__("" : "+w"(value))
#elif defined(__SSE2__)
#define KD_ROUNDED(value) __asm__("" : "+x"(value))
#elif defined(__GNUC__)
#define KD_ROUNDED(value) __asm__("" : "+m"(value))
#else
#define KD_ROUNDED(value) ((void)0)
#define KD_ROUNDED_IN_MEMORY volatile
#endif

#if !defined(KD_ROUNDED_IN_MEMORY)
#define KD_ROUNDED_IN_MEMORY
#endif

/* a * b, rounded to a float before anything else happens to it. */
static inline float kd_product(float a, float b)
{
    KD_ROUNDED_IN_MEMORY float product = a * b;
    KD_ROUNDED(product);
    return product;
}

#endif
