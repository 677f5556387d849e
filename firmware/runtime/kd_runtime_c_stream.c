/* kd_runtime.h implemented by the generated engine, frame by frame. */
#include "kd_runtime.h"

#include <string.h>

#include "kd_model.h"
#include "kd_protocol.h"

const uint8_t kd_runtime_kind = KD_MODEL_STATEFUL ? KD_RUNTIME_C_STATEFUL : KD_RUNTIME_C_STREAMING;
const uint8_t kd_runtime_takes_frames = 1;
const uint32_t kd_runtime_arena_bytes = sizeof(kd_model_t);

static kd_model_t model;

/* The network may have its result before the last frame of a window, and works over it at the next frame. */
static int8_t newest[KD_MODEL_OUTPUTS];

void kd_runtime_reset(void)
{
    kd_model_reset(&model);
}

void kd_runtime_push(const int8_t *frame)
{
    if (kd_model_push(&model, frame)) {
        memcpy(newest, kd_model_output(&model), KD_MODEL_OUTPUTS);
    }
}

int32_t kd_runtime_scores(const int8_t *window, int8_t *scores)
{
    (void)window;
    memcpy(scores, newest, KD_MODEL_OUTPUTS);
    return 0;
}

int32_t kd_runtime_infer(const int8_t *window, int8_t *scores)
{
    kd_runtime_reset();
    for (int32_t frame = 0; frame < KD_MODEL_WINDOW_FRAMES; ++frame) {
        kd_runtime_push(window + frame * KD_MODEL_INPUTS);
    }
    return kd_runtime_scores(window, scores);
}
