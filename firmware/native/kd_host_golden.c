#include "kd_host_golden.h"

#include "kd_golden.h"

int32_t kd_host_check(void *memory)
{
    return kd_golden_check((kd_recogniser_t *)(void *)kd_host_begin(memory));
}

int32_t kd_host_check_scores(void)
{
    return kd_golden_scores_checked();
}
