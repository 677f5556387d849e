/* kd_runtime.h implemented by the generated engine, over whole windows. */
#include "kd_runtime.h"

#include <string.h>

#include "kd_protocol.h"

#if defined(KD_HEAD_APART)
#include "kd_head.h"
#endif

const uint8_t kd_runtime_kind = KD_RUNTIME_C;
const uint8_t kd_runtime_takes_frames = 0;
const uint32_t kd_runtime_arena_bytes = KD_MODEL_ARENA_BYTES;

void kd_runtime_reset(kd_runtime_t *network)
{
    (void)network;
}

void kd_runtime_push(kd_runtime_t *network, const int8_t *frame)
{
    (void)network;
    (void)frame;
}

int32_t kd_runtime_scores(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    return kd_runtime_infer(network, window, scores);
}

int32_t kd_runtime_infer(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    memcpy(kd_model_input(&network->model), window, KD_MODEL_INPUTS);
    kd_model_run(&network->model);
#if defined(KD_HEAD_APART)
    kd_head_scores(kd_model_output(&network->model), scores);
#else
    memcpy(scores, kd_model_output(&network->model), KD_MODEL_OUTPUTS);
#endif
    return 0;
}

const int8_t *kd_runtime_features(kd_runtime_t *network)
{
    return kd_model_output(&network->model);
}
