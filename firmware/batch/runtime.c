/* The runtime that implements kd_runtime.h, either of the two, as the batch runner's subject. */
#include "kd_runtime.h"

#include "kd_batch.h"

extern kd_runtime_t kd_batch_network; /* of network.c */

static int8_t window[KD_BATCH_INPUT_BYTES];
static int8_t scores[KD_BATCH_OUTPUT_BYTES];

void *kd_batch_input(void)
{
    return window;
}

int32_t kd_batch_run(void)
{
    return kd_runtime_infer(&kd_batch_network, window, scores);
}

const void *kd_batch_output(void)
{
    return scores;
}
