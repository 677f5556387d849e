/*
 * From raw samples to a decision, as the batch runner's subject.  An input is one block of
 * one stream; an output says what it cost, by stage, and what followed from it.
 */
#include "kd_batch.h"
#include "kd_recogniser.h"
#include "kd_stopwatch.h"

#include <string.h>

enum { MOST_SAMPLE_BYTES = 228 };

static struct {
    int64_t start_ns;
    uint8_t stream;
    uint8_t count;
    uint8_t resets; /* 1: forget everything first */
    uint8_t unused;
    float samples[MOST_SAMPLE_BYTES / 4]; /* of any type */
} input;

static struct {
    uint32_t spent[KD_STAGES];
    uint32_t windows; /* completed by this block */
    int32_t label;    /* recognised last in it, or KD_REST */
    int8_t scores[KD_LABELS];
} output;

typedef char input_is_as_the_host_has_it[sizeof input == KD_BATCH_INPUT_BYTES ? 1 : -1];
typedef char output_is_as_the_host_has_it[sizeof output == KD_BATCH_OUTPUT_BYTES ? 1 : -1];

static kd_recogniser_t recogniser;

void *kd_batch_input(void)
{
    return &input;
}

int32_t kd_batch_run(void)
{
    if (input.resets != 0u) {
        kd_recogniser_init(&recogniser);
        recogniser.now = kd_stopwatch_now;
    }
    const uint32_t windows = recogniser.windows;
    memset(recogniser.spent, 0, sizeof recogniser.spent);
    output.label = KD_REST;
    kd_result_t result;
    int32_t status = kd_recogniser_push(&recogniser, input.stream, input.samples, input.count, input.start_ns);
    while (status >= 0 && (status = kd_recogniser_next(&recogniser, &result)) == KD_RECOGNISER_RESULT) {
        output.label = result.sign != KD_REST ? result.sign : output.label;
    }
    memcpy(output.spent, recogniser.spent, sizeof output.spent);
    output.windows = recogniser.windows - windows;
    return status;
}

const void *kd_batch_output(void)
{
    memcpy(output.scores, recogniser.scores, sizeof output.scores);
    return &output;
}
