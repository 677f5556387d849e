/* kd_head_layer: a last layer as it lies in memory.  The generated kd_head_config.h includes it. */
#ifndef KD_HEAD_LAYER_H
#define KD_HEAD_LAYER_H

#include <stdint.h>

#if !defined(KD_HEAD_CLASSES)
#error "kd_head_layer.h is included by kd_head_config.h"
#endif

/* Entries of `weights`: a multiple of 4 bytes, so that no byte is left to the compiler. */
#define KD_HEAD_WEIGHTS ((KD_HEAD_CLASSES * KD_HEAD_FEATURES + 3) / 4 * 4)

typedef struct {
    int32_t biases[KD_HEAD_CLASSES];
    int8_t weights[KD_HEAD_WEIGHTS]; /* (KD_HEAD_CLASSES, KD_HEAD_FEATURES), then zeros */
} kd_head_layer_t;

#endif
