#include "kd_classify.h"

#include <stddef.h>

static void report(kd_app_t *app, const kd_result_t *result, int64_t arrived_ns)
{
    const int64_t latency_ns = kd_clock_now_ns(&app->clock) - arrived_ns;
    if ((app->reports & KD_REPORT_FEATURES) != 0u) {
        kd_report_features(result);
    }
    if (result->scores != NULL && (app->reports & KD_REPORT_SCORES) != 0u) {
        kd_report_scores(result);
    }
    if (result->sign != KD_REST) {
        kd_report_decision(result, app->decisions, (uint32_t)(latency_ns / 1000));
        ++app->decisions;
    }
}

int32_t kd_classify(kd_app_t *app, int32_t stream, const void *samples, int32_t count, int64_t start_ns)
{
    const int64_t arrived_ns = kd_clock_now_ns(&app->clock);
    kd_result_t result;
    int32_t status = kd_recogniser_push(&app->recogniser, stream, samples, count, start_ns);
    while (status >= 0 && (status = kd_recogniser_next(&app->recogniser, &result)) == KD_RECOGNISER_RESULT) {
        report(app, &result, arrived_ns);
    }
    return status;
}
