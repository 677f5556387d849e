/* kd_head: the last layer of a network apart from the rest, so that another one can take its place.
 *
 * In images that can learn, the generated engine ends in what this layer reads ("features"), and this file makes
 * scores of it: the dense layer and the softmax of the bundle, with the same bits. */
#ifndef KD_HEAD_H
#define KD_HEAD_H

#include <stdint.h>

#include "kd_head_config.h"

/* Use `layer` from now on; NULL for the bundle's own. */
void kd_head_use(const kd_head_layer_t *layer);

/* Scores (KD_HEAD_CLASSES) of features (KD_HEAD_FEATURES). */
void kd_head_scores(const int8_t *features, int8_t *scores);

/* The sum of one class, before it becomes a logit. */
int32_t kd_head_sum(const kd_head_layer_t *layer, int32_t label, const int8_t *features);

#endif
