#include "kd_sensing.h"

#include <string.h>

#include "kd_link.h"
#include "kd_sense.h"

enum { LOG_ERROR = 1 };

static const int64_t BLOCK_NS = 20000000;
static const int64_t DESCRIBE_EVERY_NS = 1000000000;

void kd_sensing_describe(kd_app *app)
{
    for (int32_t part = 0; part < KD_DESCRIPTIONS; ++part) {
        kd_body body;
        kd_body_begin(&body);
        kd_body_bytes(&body, kd_descriptions[part].body, kd_descriptions[part].size);
        kd_link_send(KD_FRAME_DESCRIPTION, &body);
    }
    app->described_ns = kd_clock_now_ns(&app->clock);
}

static void send_data(kd_app *app, int32_t number, int64_t time_ns, const void *samples, int32_t count)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, (uint8_t)number);
    kd_body_u8(&body, (uint8_t)count);
    kd_body_u32(&body, app->streams[number].sequence++);
    kd_body_u32(&body, kd_sense_dropped(number));
    kd_body_u64(&body, (uint64_t)time_ns);
    kd_body_bytes(&body, samples, count * kd_stream_row_bytes(&kd_streams[number]));
    kd_link_send(KD_FRAME_DATA, &body);
}

int32_t kd_sensing_block_samples(const kd_stream *stream)
{
    const int32_t room = KD_APP_BLOCK_BYTES / kd_stream_row_bytes(stream);
    const int32_t wanted = (int32_t)(BLOCK_NS / stream->period_ns);
    return wanted < 1 ? 1 : wanted < room ? wanted : room;
}

/* Pass on one block of sensed samples, if it is complete. */
static void sense(kd_app *app, int32_t number)
{
    const int32_t count = kd_sensing_block_samples(&kd_streams[number]);
    if (kd_sense_waiting(number, kd_clock_now_ns(&app->clock)) >= count) {
        const int64_t time_ns = kd_sense_fetch(number, app->block, count);
        if (app->mode == KD_MODE_SENSOR) {
            send_data(app, number, time_ns, app->block, count);
        } else {
            kd_classify_push(&app->classifier, number, app->block, count, time_ns);
        }
    }
}

/* Pass on what is true, if the source knows it. */
static void send_marks(kd_app *app, int64_t now_ns)
{
    kd_mark mark;
    while (kd_sense_mark(now_ns, &mark)) {
        kd_body body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)mark.time_ns);
        kd_body_u32(&body, app->marks++);
        kd_body_u16(&body, (uint16_t)mark.label);
        kd_body_text(&body, mark.label < 0 ? "" : kd_labels[mark.label]);
        kd_link_send(KD_FRAME_MARK, &body);
    }
}

/* Tell when a sensor fails, and every second for as long as it does: a host may have come later. */
static void report_problem(kd_app *app, int32_t number, int64_t now_ns)
{
    kd_link_stream *const link = &app->streams[number];
    const char *const problem = kd_sense_problem(number);
    if (problem != 0 && (problem != link->problem || now_ns - link->problem_ns >= DESCRIBE_EVERY_NS)) {
        kd_body body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)now_ns);
        kd_body_u8(&body, LOG_ERROR);
        kd_body_bytes(&body, problem, (int32_t)strlen(problem));
        kd_link_send(KD_FRAME_LOG, &body);
        link->problem_ns = now_ns;
    }
    link->problem = problem;
}

void kd_sensing_step(kd_app *app)
{
    const int64_t now_ns = kd_clock_now_ns(&app->clock);
    if (app->mode == KD_MODE_SENSOR && now_ns - app->described_ns >= DESCRIBE_EVERY_NS) {
        kd_sensing_describe(app);
    }
    send_marks(app, now_ns);
    for (int32_t number = 0; number < KD_SIGNAL_STREAMS; ++number) {
        sense(app, number);
        report_problem(app, number, now_ns);
    }
}
