/* kd_learn.h for images that cannot learn. */
#include "kd_learn.h"

#include "kd_protocol.h"

void kd_learn_start(void)
{
}

kd_learn_status_t kd_learn_begin(kd_recogniser_t *recogniser, uint8_t pass)
{
    (void)recogniser;
    (void)pass;
    return KD_STATUS_UNSUPPORTED;
}

kd_learn_status_t kd_learn_take(int16_t label)
{
    (void)label;
    return KD_STATUS_UNSUPPORTED;
}

int32_t kd_learn_give(int32_t stream, const void *samples, int32_t count, int64_t start_ns)
{
    (void)stream;
    (void)samples;
    (void)count;
    (void)start_ns;
    return KD_STATUS_UNSUPPORTED;
}

kd_learn_status_t kd_learn_keep(void)
{
    return KD_STATUS_UNSUPPORTED;
}

kd_learn_status_t kd_learn_forget(void)
{
    return KD_STATUS_UNSUPPORTED;
}

void kd_learn_stop(void)
{
}

int32_t kd_learn_read(uint32_t offset, uint8_t *bytes, int32_t most)
{
    (void)offset;
    (void)bytes;
    (void)most;
    return 0;
}
