#define KD_HEAD_HERE /* the layer is defined in this file, and only declared in others */
#include "kd_head.h"

#include <stddef.h>

#include "kd_softmax.h"

static const kd_head_layer_t *current = &kd_head_trained;

void kd_head_use(const kd_head_layer_t *layer)
{
    current = layer == NULL ? &kd_head_trained : layer;
}

int32_t kd_head_sum(const kd_head_layer_t *layer, int32_t label, const int8_t *features)
{
    const int8_t *const weights = layer->weights + label * KD_HEAD_FEATURES;
    int32_t sum = layer->biases[label];
    for (int32_t feature = 0; feature < KD_HEAD_FEATURES; ++feature) {
        sum += weights[feature] * (features[feature] - KD_HEAD_FEATURE_ZERO_POINT);
    }
    return sum;
}

void kd_head_scores(const int8_t *features, int8_t *scores)
{
    static const kd_softmax_t softmax = {
        .exponentials = kd_head_exponentials,
        .differences = KD_HEAD_DIFFERENCES,
        .rows = 1,
        .classes = KD_HEAD_CLASSES,
    };
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        const int32_t logit = kd_rescale_any(kd_head_sum(current, label, features), kd_head_factors[label]);
        scores[label] = (int8_t)kd_clamp(logit + KD_HEAD_LOGIT_ZERO_POINT, INT8_MIN, INT8_MAX);
    }
    kd_softmax(&softmax, scores, scores);
}
