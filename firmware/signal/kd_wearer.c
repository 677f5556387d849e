#define KD_WEARER_HERE /* the block is defined in this file, and only declared in others */
#include "kd_signal_config.h"

#if defined(KD_SIGNAL_WEARER)

#include <stddef.h>
#include <string.h>

#include "kd_exact.h"

typedef char crc_comes_last[offsetof(kd_wearer_t, crc) + sizeof(uint32_t) == sizeof(kd_wearer_t) ? 1 : -1];
typedef char nothing_is_padded
    [offsetof(kd_wearer_t, crc) == 20 + 4 * KD_SIGNAL_FEATURES * KD_WEARER_TERMS + 2 * KD_WEARER_SOURCES ? 1 : -1];

static const kd_wearer_t *current; /* NULL: the image's own */

void kd_wearer_use(const kd_wearer_t *wearer)
{
    current = wearer;
}

/* The block as it lies in memory.  A compiler that looked it up here would compute with the one that it was given, and
 * not with the one that has been written over it since. */
static const kd_wearer_t *block(void)
{
    const kd_wearer_t *found = current == NULL ? &kd_wearer : current;
#if defined(__GNUC__)
    __asm__("" : "+r"(found));
#endif
    return found;
}

static uint32_t crc32(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; ++i) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1u) != 0u ? crc >> 1 ^ UINT32_C(0xEDB88320) : crc >> 1;
        }
    }
    return ~crc;
}

int32_t kd_wearer_is_whole(const kd_wearer_t *found)
{
    if (found->version != KD_WEARER_VERSION || found->features != KD_SIGNAL_FEATURES ||
        found->layout != KD_WEARER_LAYOUT) {
        return 0;
    }
    for (int32_t i = 0; i < KD_WEARER_SOURCES; ++i) {
        if (found->sources[i] >= KD_SIGNAL_FEATURES) {
            return 0;
        }
    }
    return crc32((const uint8_t *)found, offsetof(kd_wearer_t, crc)) == found->crc;
}

int32_t kd_wearer_is_valid(void)
{
    return kd_wearer_is_whole(block());
}

void kd_wearer_complete(kd_wearer_t *wearer)
{
    memcpy(wearer, block(), offsetof(kd_wearer_t, weights));
    wearer->crc = crc32((const uint8_t *)wearer, offsetof(kd_wearer_t, crc));
}

void kd_wearer_apply(float *frame)
{
    kd_wearer_turn(block(), frame);
}

void kd_wearer_turn(const kd_wearer_t *found, float *frame)
{
    float recorded[KD_SIGNAL_FEATURES];
    memcpy(recorded, frame, sizeof recorded);
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        const uint16_t *const sources = &found->sources[feature * KD_WEARER_TERMS];
        const float *const weights = found->weights[feature];
        const float first = kd_product(weights[0], recorded[sources[0]]);
        const float second = kd_product(weights[1], recorded[sources[1]]);
        frame[feature] = (first + second) + kd_product(weights[2], recorded[sources[2]]);
    }
}

#endif
