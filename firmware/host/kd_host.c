#include "kd_host.h"

#include <stddef.h>
#include <string.h>

int32_t kd_host_streams(void)
{
    return KD_HOST_STREAMS;
}

int32_t kd_host_bytes(void)
{
    return (int32_t)sizeof(kd_host_t);
}

int32_t kd_host_result_bytes(void)
{
    return (int32_t)sizeof(kd_host_result_t);
}

/* Neither a window nor the network's memory spans a gap. */
static void forget(kd_host_t *host)
{
    kd_window_reset(&host->window);
#if KD_HOST_STREAMS
    kd_model_reset(&host->model);
#endif
}

void kd_host_reset(kd_host_t *host)
{
    kd_signal_reset(&host->path);
    forget(host);
    host->left = 0;
    host->failed = 0;
    host->restarts = 0;
}

void kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns)
{
    host->stream = stream;
    host->samples = samples;
    host->left = count;
    host->start_ns = start_ns;
}

/* Push as many samples as the path takes before it must be emptied.  Returns 0 or the path's error. */
static int32_t push(kd_host_t *host)
{
    const int32_t taken = kd_signal_push(&host->path, host->stream, host->samples, host->left, host->start_ns);
    if (host->path.restarts != host->restarts) {
        host->restarts = host->path.restarts;
        forget(host);
    }
    if (taken < 0) {
        return taken;
    }
    host->samples += taken * kd_stream_row_bytes(&kd_streams[host->stream]);
    host->left -= taken;
    host->start_ns = KD_SIGNAL_CONTINUE;
    return 0;
}

/* Classify the window that a frame completes.  Returns 1 if there is one. */
static int32_t classify(kd_host_t *host, const float *values, kd_host_result_t *result)
{
    int8_t frame[KD_SIGNAL_FEATURES];
    kd_signal_quantise(values, frame);
    const int8_t *const window = kd_window_push(&host->window, frame);
#if KD_HOST_STREAMS
    if (kd_model_push(&host->model, frame)) {
        memcpy(host->newest, kd_model_output(&host->model), KD_LABELS); /* the next frame works over it */
    }
#endif
    if (window == NULL) {
        return 0;
    }
#if KD_HOST_STREAMS
    memcpy(result->scores, host->newest, KD_LABELS);
#else
    memcpy(kd_model_input(&host->model), window, KD_MODEL_INPUTS);
    kd_model_run(&host->model);
    memcpy(result->scores, kd_model_output(&host->model), KD_LABELS);
#endif
    result->activity = kd_window_activity(&host->window);
    result->time_ns = host->path.next_frame_ns - KD_SIGNAL_FRAME_PERIOD_NS;
    result->restarts = host->restarts;
    return 1;
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
        float values[KD_SIGNAL_FEATURES];
        if (kd_signal_pull(&host->path, values, 1) == 1) {
            found += classify(host, values, &results[found]);
        } else if (host->left > 0) {
            const int32_t status = push(host);
            if (status < 0) {
                host->left = 0;
                host->failed = found > 0 ? status : 0;
                return found > 0 ? found : status;
            }
        } else {
            break;
        }
    }
    return found;
}

void kd_host_counts(const kd_host_t *host, uint32_t *counts)
{
    counts[0] = host->path.filled_samples;
    counts[1] = host->path.skipped_samples;
    counts[2] = host->path.restarts;
}
