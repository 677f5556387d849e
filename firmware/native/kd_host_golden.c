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

int32_t kd_host_golden_bytes(void)
{
    return (int32_t)sizeof(kd_golden_t);
}

void kd_host_golden_start(void *place)
{
    kd_golden_start(place);
}

int32_t kd_host_golden_next(void *place, kd_host_block_t *block)
{
    kd_golden_block_t next;
    if (!kd_golden_next(place, &next)) {
        return 0;
    }
    *block = (kd_host_block_t){next.samples, next.start_ns, next.stream, next.count};
    return 1;
}
