/* kd_runtime.h implemented by the generated engine. */
#include "kd_runtime.h"

#include <string.h>

#include "kd_model.h"
#include "kd_protocol.h"

const uint8_t kd_runtime_kind = KD_RUNTIME_C;
const uint32_t kd_runtime_arena_bytes = KD_MODEL_ARENA_BYTES;

static kd_model_t model;

int32_t kd_runtime_infer(const int8_t *window, int8_t *scores)
{
    memcpy(kd_model_input(&model), window, KD_MODEL_INPUTS);
    kd_model_run(&model);
    memcpy(scores, kd_model_output(&model), KD_MODEL_OUTPUTS);
    return 0;
}
