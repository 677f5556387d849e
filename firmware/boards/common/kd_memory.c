/*
 * memcpy and the like without a C library, so that images of every toolchain run the same code.
 * Words are copied where both sides are aligned, or the core takes unaligned ones; Armv6-M faults on them.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Words may alias any object here, as bytes do. */
#if defined(__ARM_FEATURE_UNALIGNED)
typedef uint32_t __attribute__((may_alias, aligned(1))) kd_word_t;
#else
typedef uint32_t __attribute__((may_alias)) kd_word_t;
#endif

/* Without this the compiler would turn the loops below into calls of themselves. */
#if defined(__clang__)
#define KD_KEEP_LOOP __attribute__((no_builtin))
#else
#define KD_KEEP_LOOP __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

static int aligned(const void *left, const void *right)
{
#if defined(__ARM_FEATURE_UNALIGNED)
    (void)left;
    (void)right;
    return 1;
#else
    return (((uintptr_t)left | (uintptr_t)right) & 3u) == 0u;
#endif
}

KD_KEEP_LOOP void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *out = to;
    const uint8_t *in = from;
    if (aligned(to, from)) {
        kd_word_t *out_words = to;
        const kd_word_t *in_words = from;
        for (; size >= 16u; size -= 16u, out_words += 4, in_words += 4) {
            out_words[0] = in_words[0];
            out_words[1] = in_words[1];
            out_words[2] = in_words[2];
            out_words[3] = in_words[3];
        }
        for (; size >= 4u; size -= 4u) {
            *out_words++ = *in_words++;
        }
        out = (uint8_t *)out_words;
        in = (const uint8_t *)in_words;
    }
    while (size-- > 0u) {
        *out++ = *in++;
    }
    return to;
}

KD_KEEP_LOOP void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *out = to;
    const uint8_t *in = from;
    if (out <= in || out >= in + size) {
        return memcpy(to, from, size);
    }
    while (size-- > 0u) {
        out[size] = in[size];
    }
    return to;
}

KD_KEEP_LOOP void *memset(void *to, int value, size_t size)
{
    const uint8_t byte = (uint8_t)value;
    const uint32_t word = byte * UINT32_C(0x01010101);
    uint8_t *out = to;
    for (; size > 0u && ((uintptr_t)out & 3u) != 0u; --size) {
        *out++ = byte;
    }
    kd_word_t *out_words = (kd_word_t *)(void *)out;
    for (; size >= 4u; size -= 4u) {
        *out_words++ = word;
    }
    out = (uint8_t *)out_words;
    while (size-- > 0u) {
        *out++ = byte;
    }
    return to;
}

KD_KEEP_LOOP int memcmp(const void *left, const void *right, size_t size)
{
    const uint8_t *a = left;
    const uint8_t *b = right;
    for (; size > 0u; --size, ++a, ++b) {
        if (*a != *b) {
            return *a - *b;
        }
    }
    return 0;
}

KD_KEEP_LOOP size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        ++length;
    }
    return length;
}

/* The Arm run-time ABI's names, which compilers call when they expand a struct copy or an initialiser. */
void __aeabi_memcpy(void *to, const void *from, size_t size);
void __aeabi_memcpy4(void *to, const void *from, size_t size);
void __aeabi_memcpy8(void *to, const void *from, size_t size);
void __aeabi_memmove(void *to, const void *from, size_t size);
void __aeabi_memmove4(void *to, const void *from, size_t size);
void __aeabi_memset(void *to, size_t size, int value);
void __aeabi_memset4(void *to, size_t size, int value);
void __aeabi_memclr(void *to, size_t size);
void __aeabi_memclr4(void *to, size_t size);
void __aeabi_memclr8(void *to, size_t size);

void __aeabi_memcpy(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}

void __aeabi_memcpy4(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}

void __aeabi_memcpy8(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}

void __aeabi_memmove(void *to, const void *from, size_t size)
{
    memmove(to, from, size);
}

void __aeabi_memmove4(void *to, const void *from, size_t size)
{
    memmove(to, from, size);
}

void __aeabi_memset(void *to, size_t size, int value)
{
    memset(to, value, size);
}

void __aeabi_memset4(void *to, size_t size, int value)
{
    memset(to, value, size);
}

void __aeabi_memclr(void *to, size_t size)
{
    memset(to, 0, size);
}

void __aeabi_memclr4(void *to, size_t size)
{
    memset(to, 0, size);
}

void __aeabi_memclr8(void *to, size_t size)
{
    memset(to, 0, size);
}
