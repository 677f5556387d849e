/* kd_runtime.h implemented by the generated engine, frame by frame. */
#include "kd_runtime.h"

#include <string.h>

#include "kd_protocol.h"

#if defined(KD_HEAD_APART)
#include "kd_head.h"
#endif

const uint8_t kd_runtime_kind = KD_MODEL_STATEFUL ? KD_RUNTIME_C_STATEFUL : KD_RUNTIME_C_STREAMING;
const uint8_t kd_runtime_takes_frames = 1;
const uint32_t kd_runtime_arena_bytes = sizeof(kd_model_t);

void kd_runtime_reset(kd_runtime_t *network)
{
    kd_model_reset(&network->model);
}

void kd_runtime_push(kd_runtime_t *network, const int8_t *frame)
{
    if (kd_model_push(&network->model, frame)) {
        memcpy(network->newest, kd_model_output(&network->model), KD_MODEL_OUTPUTS); /* the next frame works over it */
    }
}

int32_t kd_runtime_scores(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    (void)window;
#if defined(KD_HEAD_APART)
    kd_head_scores(network->newest, scores);
#else
    memcpy(scores, network->newest, KD_MODEL_OUTPUTS);
#endif
    return 0;
}

const int8_t *kd_runtime_features(kd_runtime_t *network)
{
    return network->newest;
}

int32_t kd_runtime_infer(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    kd_runtime_reset(network);
    for (int32_t frame = 0; frame < KD_MODEL_WINDOW_FRAMES; ++frame) {
        kd_runtime_push(network, window + frame * KD_MODEL_INPUTS);
    }
    return kd_runtime_scores(network, window, scores);
}
