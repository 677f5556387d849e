/* The signal path as a subject of the batch runner: one block of every stream in, the complete frames out.
 *
 * Input: KD_SUBJECT_COUNT_0 samples of stream 0, then KD_SUBJECT_COUNT_1 of stream 1.
 * Output: the struct `result`, frames beyond `count` undefined.
 * The state carries over from input to input. */
#include "kd_batch.h"

#include "kd_signal.h"

static union {
    int8_t bytes[KD_BATCH_INPUT_BYTES];
    int32_t aligned;
} input;

static struct {
    int32_t count;
    float frames[(KD_BATCH_OUTPUT_BYTES - 4) / 4];
} result;

static kd_signal_t path;
static int8_t started;

void *kd_batch_input(void)
{
    return &input;
}

const void *kd_batch_output(void)
{
    return &result;
}

int32_t kd_batch_run(void)
{
    static const int32_t sample_bytes[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};
    static const int32_t counts[KD_SIGNAL_STREAMS] = {KD_SUBJECT_COUNT_0, KD_SUBJECT_COUNT_1};
    const int8_t *samples = input.bytes;

    if (!started) {
        kd_signal_reset(&path);
        started = 1;
    }
    for (int32_t stream = 0; stream < KD_SIGNAL_STREAMS; ++stream) {
        const int32_t taken = kd_signal_push(&path, stream, samples, counts[stream], KD_SIGNAL_CONTINUE);
        if (taken != counts[stream]) {
            return -1;
        }
        samples += taken * kd_streams[stream].channels * sample_bytes[kd_streams[stream].sample_type];
    }
    const int32_t capacity = (int32_t)(sizeof result.frames / sizeof(float)) / KD_SIGNAL_FEATURES;
    result.count = kd_signal_pull(&path, result.frames, capacity);
    return 0;
}
