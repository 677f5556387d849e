/* TensorFlow Lite Micro behind kd_runtime.h: the bundle's C array and operators, run by a MicroInterpreter. */
#include "kd_runtime.h"

#include <cstring>
#include <new>

#include "kd_protocol.h"
#include "kd_tflm.h"
#include "model_data.h"
#include "model_ops.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"

/* What the build has found this library to need; without it, the bundle's own figure. */
#ifndef KD_TFLM_ARENA_BYTES
#define KD_TFLM_ARENA_BYTES kTensorArenaBytes
#endif

namespace {

enum error { ERROR_NOT_READY = -1, ERROR_INVOKE = -2 };

alignas(16) uint8_t arena[KD_TFLM_ARENA_BYTES];

/* Made in place at the first window, because start-up runs no constructors. */
alignas(kd_edge::ModelOpResolver) uint8_t resolver_place[sizeof(kd_edge::ModelOpResolver)];
alignas(tflite::MicroInterpreter) uint8_t interpreter_place[sizeof(tflite::MicroInterpreter)];

tflite::MicroInterpreter *make_interpreter()
{
    auto *const resolver = new (resolver_place) kd_edge::ModelOpResolver;
    if (kd_edge::RegisterModelOps(*resolver) != kTfLiteOk) {
        return nullptr;
    }
    const tflite::Model *const model = tflite::GetModel(kd_edge::kModelData);
    auto *const made = new (interpreter_place) tflite::MicroInterpreter(model, *resolver, arena, sizeof arena);
    return made->AllocateTensors() == kTfLiteOk ? made : nullptr;
}

/* The interpreter with its tensors in the arena, or null if that is too small. */
tflite::MicroInterpreter *interpreter()
{
    static tflite::MicroInterpreter *made = nullptr;
    if (made == nullptr) {
        made = make_interpreter();
    }
    return made;
}

} // namespace

const uint8_t kd_runtime_kind = KD_RUNTIME_TFLM;
const uint8_t kd_runtime_takes_frames = 0;
const uint32_t kd_runtime_arena_bytes = sizeof arena;

void kd_runtime_reset(kd_runtime_t *)
{
}

void kd_runtime_push(kd_runtime_t *, const int8_t *)
{
}

int32_t kd_runtime_scores(kd_runtime_t *network, const int8_t *window, int8_t *scores)
{
    return kd_runtime_infer(network, window, scores);
}

int32_t kd_runtime_infer(kd_runtime_t *, const int8_t *window, int8_t *scores)
{
    tflite::MicroInterpreter *const network = interpreter();
    /* An LSTM's state outlives Invoke() in the reference kernels. */
    if (network == nullptr || network->Reset() != kTfLiteOk) {
        return ERROR_NOT_READY;
    }
    TfLiteTensor *const input = network->input(0);
    std::memcpy(input->data.int8, window, input->bytes);
    if (network->Invoke() != kTfLiteOk) {
        return ERROR_INVOKE;
    }
    const TfLiteTensor *const output = network->output(0);
    std::memcpy(scores, output->data.int8, output->bytes);
    return 0;
}

uint32_t kd_tflm_arena_used(void)
{
    const tflite::MicroInterpreter *const network = interpreter();
    return network == nullptr ? 0u : static_cast<uint32_t>(network->arena_used_bytes());
}
