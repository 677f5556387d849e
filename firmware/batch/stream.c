/*
 * A generated model that takes one frame at a time, as the batch runner's subject.  An input is
 * a frame behind a byte that is 1 where the model forgets first; an output is a result behind
 * a byte that is 1 if the result is new.
 */
#include "kd_batch.h"
#include "kd_model.h"

#include <string.h>

static kd_model_t model;
static struct {
    int8_t resets;
    int8_t frame[KD_MODEL_INPUTS];
} input;
static struct {
    int8_t is_new;
    int8_t result[KD_MODEL_OUTPUTS];
} output;

void *kd_batch_input(void)
{
    return &input;
}

int32_t kd_batch_run(void)
{
    if (input.resets != 0) {
        kd_model_reset(&model);
    }
    output.is_new = (int8_t)kd_model_push(&model, input.frame);
    return 0;
}

const void *kd_batch_output(void)
{
    memcpy(output.result, kd_model_output(&model), KD_MODEL_OUTPUTS);
    return &output;
}
