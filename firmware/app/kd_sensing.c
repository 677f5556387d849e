#include "kd_sensing.h"

#include <stddef.h>

#include "kd_classify.h"
#include "kd_sense.h"

static const int64_t BLOCK_NS = 20000000;
static const int64_t REPEAT_NS = KD_FRAME_DESCRIBE_MS * INT64_C(1000000); /* descriptions, and problems that last */

void kd_sensing_describe(kd_app_t *app)
{
    kd_report_descriptions();
    app->described_ns = kd_clock_now_ns(&app->clock);
}

int32_t kd_sensing_block_samples(const kd_stream_t *stream)
{
    const int32_t most = KD_REPORT_BLOCK_BYTES / kd_stream_row_bytes(stream);
    const int32_t wanted = (int32_t)(BLOCK_NS / stream->period_ns);
    return wanted < 1 ? 1 : wanted < most ? wanted : most;
}

/* Pass on one block of sensed samples, if it is complete. */
static void pass_on(kd_app_t *app, int32_t number)
{
    const int32_t count = kd_sensing_block_samples(&kd_streams[number]);
    if (kd_sense_waiting(number, kd_clock_now_ns(&app->clock)) < count) {
        return;
    }
    const int64_t time_ns = kd_sense_fetch(number, app->block, count);
    if (app->mode == KD_MODE_SENSOR) {
        const uint32_t sequence = app->streams[number].sequence++;
        kd_report_samples(number, sequence, kd_sense_dropped(number), time_ns, app->block, count);
    } else {
        kd_classify(app, number, app->block, count, time_ns);
    }
}

/* Pass on the true labels, if the source knows them. */
static void pass_marks_on(kd_app_t *app, int64_t now_ns)
{
    kd_mark_t mark;
    while (kd_sense_mark(now_ns, &mark)) {
        kd_report_mark(app->marks, &mark);
        ++app->marks;
    }
}

/* Say that a sensor fails, and again every second for as long as it does: a host may have come later. */
static void report_problem(kd_app_t *app, int32_t number, int64_t now_ns)
{
    kd_link_stream_t *const link = &app->streams[number];
    const char *const problem = kd_sense_problem(number);
    if (problem != NULL && (problem != link->problem || now_ns - link->problem_ns >= REPEAT_NS)) {
        kd_report_log(now_ns, KD_LOG_ERROR, problem);
        link->problem_ns = now_ns;
    }
    link->problem = problem;
}

void kd_sensing_step(kd_app_t *app)
{
    const int64_t now_ns = kd_clock_now_ns(&app->clock);
    if (app->mode == KD_MODE_SENSOR && now_ns - app->described_ns >= REPEAT_NS) {
        kd_sensing_describe(app);
    }
    pass_marks_on(app, now_ns);
    for (int32_t number = 0; number < KD_SIGNAL_STREAMS; ++number) {
        pass_on(app, number);
        report_problem(app, number, now_ns);
    }
}
