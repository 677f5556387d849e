/* A generated model as the batch runner's subject. */
#include "kd_batch.h"
#include "kd_model.h"

static kd_model_t model;

void *kd_batch_input(void)
{
    return kd_model_input(&model);
}

int32_t kd_batch_run(void)
{
    kd_model_run(&model);
    return 0;
}

const void *kd_batch_output(void)
{
    return kd_model_output(&model);
}
