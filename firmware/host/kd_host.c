#include "kd_host.h"

#include <stddef.h>
#include <string.h>

int32_t kd_host_streams(void)
{
    return kd_runtime_takes_frames;
}

int32_t kd_host_bytes(void)
{
    return (int32_t)sizeof(kd_host_t);
}

int32_t kd_host_result_bytes(void)
{
    return (int32_t)sizeof(kd_host_result_t);
}

void kd_host_reset(kd_host_t *host)
{
    kd_recogniser_init(&host->recogniser);
    host->failed = 0;
}

int32_t kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns,
                     kd_host_result_t *results, int32_t capacity)
{
    const int32_t status = kd_recogniser_push(&host->recogniser, stream, samples, count, start_ns);
    return status < 0 ? status : kd_host_next(host, results, capacity);
}

int32_t kd_host_failed(const kd_host_t *host)
{
    return host->failed < 0;
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

int32_t kd_host_next(kd_host_t *host, kd_host_result_t *results, int32_t capacity)
{
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
            kd_host_result_t *const result = &results[found++];
            result->time_ns = hop.time_ns;
            result->restarts = host->recogniser.restarts;
            result->activity = hop.activity;
            result->vote = hop.vote;
            result->sign = hop.sign;
            memcpy(result->scores, hop.scores, KD_LABELS);
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
