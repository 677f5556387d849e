#include "kd_host.h"

#include <stddef.h>
#include <string.h>

#include "kd_recogniser.h"

/* Of a cache line, which is more than any member asks for. */
enum { ALIGNMENT = 64 };

struct kd_host {
    kd_recogniser_t recogniser;
    int32_t failed; /* error that the next call returns, after the results before it */
};

int32_t kd_host_streams(void)
{
    return KD_SIGNAL_STREAMS;
}

int32_t kd_host_row_bytes(int32_t stream)
{
    return stream < 0 || stream >= KD_SIGNAL_STREAMS ? 0 : kd_stream_row_bytes(&kd_streams[stream]);
}

int32_t kd_host_labels(void)
{
    return KD_LABELS;
}

const char *kd_host_label(int32_t label)
{
    return label < 0 || label >= KD_LABELS ? "" : kd_labels[label];
}

int32_t kd_host_percent(int32_t score)
{
    const int8_t scores[] = {(int8_t)score};
    const kd_result_t result = {.scores = scores, .sign = 0};
    return kd_result_percent(&result);
}

int32_t kd_host_takes_frames(void)
{
    return kd_runtime_takes_frames;
}

int32_t kd_host_bytes(void)
{
    return (int32_t)sizeof(kd_host_t) + ALIGNMENT - 1;
}

int32_t kd_host_result_bytes(void)
{
    return (int32_t)((sizeof(kd_host_result_t) + KD_LABELS + 7) & ~(size_t)7);
}

kd_host_t *kd_host_begin(void *memory)
{
    uint8_t *const bytes = memory;
    kd_host_t *const host = (void *)(bytes + (-(uintptr_t)bytes & (ALIGNMENT - 1)));
    kd_host_reset(host);
    return host;
}

void kd_host_reset(kd_host_t *host)
{
    kd_recogniser_init(&host->recogniser);
    host->failed = 0;
}

int32_t kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns,
                     void *results, int32_t capacity)
{
    if (host->failed < 0) {
        return kd_host_next(host, results, capacity); /* before `samples` would be taken */
    }
    const int32_t status = kd_recogniser_push(&host->recogniser, stream, samples, count, start_ns);
    return status < 0 ? status : kd_host_next(host, results, capacity);
}

int32_t kd_host_failed(const kd_host_t *host)
{
    return host->failed < 0;
}

static void write_result(const kd_host_t *host, const kd_result_t *hop, kd_host_result_t *result)
{
    result->time_ns = hop->time_ns;
    result->restarts = host->recogniser.restarts;
    result->activity = hop->activity;
    result->vote = hop->vote;
    result->sign = hop->sign;
    memcpy(result->scores, hop->scores, KD_LABELS);
}

/* What is to be returned once `found` results are there and then `status`. */
static int32_t end(kd_host_t *host, int32_t found, int32_t status)
{
    if (status < 0 && found == 0) {
        return status;
    }
    host->failed = status < 0 ? status : 0;
    return found;
}

int32_t kd_host_next(kd_host_t *host, void *results, int32_t capacity)
{
    uint8_t *place = results;
    int32_t found = 0;
    if (host->failed < 0) {
        const int32_t status = host->failed;
        host->failed = 0;
        return status;
    }
    while (found < capacity) {
        kd_result_t hop;
        const int32_t status = kd_recogniser_next(&host->recogniser, &hop);
        if (status != KD_RECOGNISER_RESULT) {
            return end(host, found, status);
        }
        if (hop.scores != NULL) {
            write_result(host, &hop, (void *)place);
            place += kd_host_result_bytes();
            ++found;
        }
    }
    return found;
}

void kd_host_counts(const kd_host_t *host, uint32_t *counts)
{
    const kd_signal_t *const path = &host->recogniser.path;
    counts[0] = path->filled_samples;
    counts[1] = path->skipped_samples;
    counts[2] = path->restarts;
}
