#include "kd_recogniser.h"

#include <stddef.h>
#include <string.h>

/* Neither a window, nor what the network remembers, nor a vote spans a gap. */
static void forget(kd_recogniser_t *recogniser)
{
    kd_window_reset(&recogniser->window);
    kd_runtime_reset(&recogniser->network);
    kd_decider_reset(&recogniser->decider);
}

void kd_recogniser_init(kd_recogniser_t *recogniser)
{
    kd_signal_reset(&recogniser->path);
    forget(recogniser);
    recogniser->left = 0;
    recogniser->restarts = 0;
    recogniser->frames = 0;
    recogniser->windows = 0;
    recogniser->now = NULL;
    memset(recogniser->spent, 0, sizeof recogniser->spent);
    memset(recogniser->scores, 0, sizeof recogniser->scores);
}

int32_t kd_recogniser_push(kd_recogniser_t *recogniser, int32_t stream, const void *samples, int32_t count,
                           int64_t start_ns)
{
    if (recogniser->left > 0) {
        return KD_RECOGNISER_ERR_BUSY;
    }
    if (count < 0) {
        return KD_SIGNAL_ERR_COUNT;
    }
    recogniser->stream = stream;
    recogniser->samples = samples;
    recogniser->left = count;
    recogniser->start_ns = start_ns;
    return 0;
}

static uint32_t now(const kd_recogniser_t *recogniser)
{
    return recogniser->now == NULL ? 0u : recogniser->now();
}

/* Charge the time since the last stage to this one. */
static void end_stage(kd_recogniser_t *recogniser, kd_stage_t stage)
{
    const uint32_t end = now(recogniser);
    recogniser->spent[stage] += end - recogniser->lap;
    recogniser->lap = end;
}

/* Push as many samples as the path takes before it must be emptied.  Returns 0 or the path's error. */
static int32_t push(kd_recogniser_t *recogniser)
{
    const int32_t taken = kd_signal_push(&recogniser->path, recogniser->stream, recogniser->samples, recogniser->left,
                                         recogniser->start_ns);
    if (recogniser->path.restarts != recogniser->restarts) {
        recogniser->restarts = recogniser->path.restarts;
        forget(recogniser);
    }
    if (taken < 0) {
        return taken;
    }
    recogniser->samples += taken * kd_stream_row_bytes(&kd_streams[recogniser->stream]);
    recogniser->left -= taken;
    recogniser->start_ns = KD_SIGNAL_CONTINUE;
    return 0;
}

/* Pull the next frame into `values` and push what it takes for that.  Returns as kd_recogniser_next(). */
static int32_t next_frame(kd_recogniser_t *recogniser, float *values)
{
    while (kd_signal_pull(&recogniser->path, values, 1) == 0) {
        if (recogniser->left <= 0) {
            return KD_RECOGNISER_DONE;
        }
        const int32_t status = push(recogniser);
        if (status < 0) {
            recogniser->left = 0;
            return status;
        }
    }
    return KD_RECOGNISER_RESULT;
}

/* Score a complete window and decide.  Returns 0 or the network's error. */
static int32_t classify(kd_recogniser_t *recogniser, const int8_t *window, kd_result_t *result)
{
    const int32_t status = kd_runtime_scores(&recogniser->network, window, recogniser->scores);
    end_stage(recogniser, KD_STAGE_INFERENCE);
    if (status < 0) {
        return status;
    }
    result->scores = recogniser->scores;
    result->window = recogniser->windows++;
    result->activity = kd_window_activity(&recogniser->window);
    const kd_decision_t decision = kd_decider_push(&recogniser->decider, recogniser->scores, result->activity);
    result->vote = decision.vote;
    result->sign = decision.sign;
    end_stage(recogniser, KD_STAGE_DECISION);
    return 0;
}

int32_t kd_recogniser_next(kd_recogniser_t *recogniser, kd_result_t *result)
{
    recogniser->lap = now(recogniser); /* what the caller did since the last result is no stage */
    int32_t status = next_frame(recogniser, result->values);
    const int8_t *window = NULL;
    int8_t quantised[KD_SIGNAL_FEATURES];
    if (status == KD_RECOGNISER_RESULT) {
        kd_signal_quantise(result->values, quantised);
        window = kd_window_push(&recogniser->window, quantised);
        result->time_ns = recogniser->path.next_frame_ns - KD_SIGNAL_FRAME_PERIOD_NS;
        result->frame = recogniser->frames++;
        result->scores = NULL;
        result->sign = KD_REST;
    }
    end_stage(recogniser, KD_STAGE_SIGNAL);
    if (status == KD_RECOGNISER_RESULT && kd_runtime_takes_frames) {
        kd_runtime_push(&recogniser->network, quantised);
        end_stage(recogniser, KD_STAGE_INFERENCE);
    }
    if (window != NULL && classify(recogniser, window, result) < 0) {
        recogniser->left = 0;
        status = KD_RECOGNISER_ERR_NETWORK;
    }
    return status;
}

int32_t kd_recogniser_poll(kd_recogniser_t *recogniser, kd_result_t *result)
{
    int32_t status;
    do {
        status = kd_recogniser_next(recogniser, result);
    } while (status == KD_RECOGNISER_RESULT && result->sign == KD_REST);
    return status;
}

int32_t kd_result_percent(const kd_result_t *result)
{
    const float score = (float)(result->scores[result->sign] - KD_OUTPUT_ZERO_POINT);
    return (int32_t)(score * (100.0f * KD_OUTPUT_SCALE) + 0.5f);
}
