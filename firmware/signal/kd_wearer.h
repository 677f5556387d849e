/* kd_wearer: how the person who wears the sensors wears them, as a block of constants that can be replaced.
 *
 * Every feature becomes a weighted sum of three: two electrodes, or the three axes of a sensor.  The block is one
 * constant, found by its magic in any image; `kd-edge wearer apply` writes another one over it, so that nobody needs a
 * compiler to give the board to somebody else.  All numbers are little-endian, as every device here is.
 *
 * kd_signal_config.h includes this file where a bundle's network wants it, and holds the block. */
#ifndef KD_WEARER_H
#define KD_WEARER_H

#include <stdint.h>

#if !defined(KD_SIGNAL_FEATURES)
#error "kd_wearer.h is included by kd_signal_config.h"
#endif

/* Layout of the block that these sources understand. */
#define KD_WEARER_VERSION 1

/* Features that go into each feature that comes out. */
#define KD_WEARER_TERMS 3

/* Entries of `sources`: a multiple of 4 bytes, so that no byte of the block is left to the compiler. */
#define KD_WEARER_SOURCES ((KD_SIGNAL_FEATURES * KD_WEARER_TERMS + 1) / 2 * 2)

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint8_t magic[8];  /* "KDWEARER" */
    uint32_t version;  /* KD_WEARER_VERSION */
    uint32_t features; /* KD_SIGNAL_FEATURES */
    uint32_t layout;   /* KD_WEARER_LAYOUT: of which sensors */
    float weights[KD_SIGNAL_FEATURES][KD_WEARER_TERMS];
    uint16_t sources[KD_WEARER_SOURCES]; /* (features, terms): which feature each weight is for */
    uint32_t crc;                        /* CRC-32 of all bytes before it, as Ethernet and zlib compute it */
} kd_wearer_t;

extern const kd_wearer_t kd_wearer;

/* Whether the block in use is whole, and made for these sensors: 1 or 0. */
int32_t kd_wearer_is_valid(void);

/* Whether any block is. */
int32_t kd_wearer_is_whole(const kd_wearer_t *wearer);

/* Use another block from now on; NULL for the image's own. */
void kd_wearer_use(const kd_wearer_t *wearer);

/* Head and check of `wearer`, whose weights and sources are written. */
void kd_wearer_complete(kd_wearer_t *wearer);

/* What kd_wearer_apply() does, with any block. */
void kd_wearer_turn(const kd_wearer_t *wearer, float *frame);

/* Bring an unnormalised frame (KD_SIGNAL_FEATURES) into the orientation of the training population, in place. */
void kd_wearer_apply(float *frame);

#ifdef __cplusplus
}
#endif

#endif
