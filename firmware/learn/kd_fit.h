/* kd_fit: the last layer fitted to a few takes, in whole numbers: the same as kd_edge/learn/layer.py, bit for bit.
 *
 * Softmax regression by steepest descent, where every feature has the spread 1 and weights are held at the bundle's.
 * Signs that were not shown keep their weights. */
#ifndef KD_FIT_H
#define KD_FIT_H

#include <stdint.h>

#include "kd_head.h"
#include "kd_learn_config.h"

/* What the layer read of windows of known signs.  All but the counts, the features and the labels is scratch. */
typedef struct {
    int32_t count;
    int8_t features[KD_LEARN_WINDOWS][KD_HEAD_FEATURES];
    int16_t labels[KD_LEARN_WINDOWS];
    int8_t units[KD_LEARN_WINDOWS][KD_HEAD_FEATURES + 1]; /* in units of their spread; the last one is 1 */
    int16_t middle[KD_HEAD_FEATURES];
    int16_t spread[KD_HEAD_FEATURES];
    int32_t base[KD_LEARN_WINDOWS][KD_HEAD_CLASSES]; /* fine logits of the bundle's layer */
    int32_t errors[KD_LEARN_WINDOWS][KD_HEAD_CLASSES];
    int32_t moved[KD_HEAD_CLASSES][KD_HEAD_FEATURES + 1];
    uint8_t shown[KD_HEAD_CLASSES];
} kd_fit_t;

/* Write the fitted layer.  fit->count is at least 1. */
void kd_fit(kd_fit_t *fit, kd_head_layer_t *layer);

#endif
