#include "kd_app.h"

#include <stddef.h>
#include <string.h>

#include "board.h"
#include "kd_command.h"
#include "kd_link.h"
#include "kd_sense.h"

enum { LOG_ERROR = 1 };
enum { DATA_HEAD = KD_FRAME_MAX_BODY - KD_APP_BLOCK_BYTES };

static const int64_t BLOCK_NS = 20000000;
static const int64_t DESCRIBE_EVERY_NS = 1000000000;
static const uint32_t TICK_MS = 1;   /* while sensing */
static const uint32_t IDLE_MS = 250; /* so that the clock sees every wrap of the tick counter */

static const int32_t SAMPLE_BYTES[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};

/* Samples are read in place: values of every type must lie aligned in a received frame. */
typedef char samples_are_aligned[offsetof(kd_frame_decoder, bytes) % 4 == 0 && (2 + DATA_HEAD) % 4 == 0 ? 1 : -1];

static int32_t is_sensing(const kd_app *app)
{
    return app->mode == KD_MODE_SENSOR || app->mode == KD_MODE_CLASSIFY;
}

void kd_app_enter(kd_app *app, kd_mode mode, uint32_t reports)
{
    app->mode = mode;
    app->marks = 0;
    memset(app->streams, 0, sizeof app->streams);
    kd_classify_reset(&app->classifier, &app->clock, reports);
    if (is_sensing(app)) {
        kd_sense_start(kd_clock_now_ns(&app->clock));
    } else {
        kd_sense_stop();
    }
    if (mode == KD_MODE_TEXT) {
        kd_mlperf_start(&app->mlperf, &app->clock, app->classifier.window.frames, app->classifier.scores);
    }
    kd_board_wake_every_ms(is_sensing(app) ? TICK_MS : IDLE_MS);
}

void kd_app_start(kd_app *app)
{
    kd_clock_start(&app->clock);
    kd_frame_decoder_reset(&app->decoder);
    kd_app_enter(app, KD_MODE_IDLE, 0);
}

void kd_app_describe(kd_app *app)
{
    for (int32_t part = 0; part < KD_DESCRIPTIONS; ++part) {
        kd_body body;
        kd_body_begin(&body);
        kd_body_bytes(&body, kd_descriptions[part].body, kd_descriptions[part].size);
        kd_link_send(KD_FRAME_DESCRIPTION, &body);
    }
    app->described_ns = kd_clock_now_ns(&app->clock);
}

static int32_t row_bytes(const kd_stream *stream)
{
    return stream->channels * SAMPLE_BYTES[stream->sample_type];
}

/* A host may inject a stream once it has described it as the bundle does. */
static void take_description(kd_app *app, const uint8_t *body, int32_t size)
{
    kd_reader reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t number = kd_reader_u8(&reader);
    const uint8_t type = kd_reader_u8(&reader);
    const uint8_t channels = kd_reader_u8(&reader);
    const uint8_t first = kd_reader_u8(&reader);
    const uint8_t entries = kd_reader_u8(&reader);
    const uint64_t period_ns = kd_reader_u64(&reader);
    if (reader.failed || number >= KD_SIGNAL_STREAMS) {
        return;
    }
    const kd_stream *const stream = &kd_streams[number];
    kd_link_stream *const link = &app->streams[number];
    if (type != (uint8_t)stream->sample_type + 1 || channels != stream->channels ||
        period_ns != (uint64_t)stream->period_ns) {
        link->described = 0;
    } else if (first <= link->described && first + entries > link->described && first + entries <= channels) {
        link->described = (uint8_t)(first + entries);
    }
}

/* Samples from the host, as if sensed.  What cannot be used is answered with why. */
static void take_data(kd_app *app, const uint8_t *body, int32_t size)
{
    kd_reader reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t number = kd_reader_u8(&reader);
    const uint8_t count = kd_reader_u8(&reader);
    const uint32_t sequence = kd_reader_u32(&reader);
    kd_reader_u32(&reader); /* samples that the producer dropped: the time tells where these belong */
    const uint64_t time_ns = kd_reader_u64(&reader);
    if (reader.failed) {
        return;
    }
    if (number >= KD_SIGNAL_STREAMS || app->streams[number].described != kd_streams[number].channels || count == 0 ||
        reader.left != count * row_bytes(&kd_streams[number]) || time_ns >> 62 != 0) {
        kd_command_acknowledge(sequence, KD_STATUS_BAD_ARGUMENT);
        return;
    }
    kd_link_stream *const link = &app->streams[number];
    int32_t status = 0;
    if (sequence - link->sequence < UINT32_C(0x80000000)) { /* else late or repeated */
        link->sequence = sequence + 1;
        status = kd_classify_push(&app->classifier, number, reader.bytes, count, (int64_t)time_ns);
    }
    kd_command_acknowledge(sequence, status < 0 ? KD_STATUS_FAILED : KD_STATUS_OK);
}

static void handle(kd_app *app)
{
    const kd_frame_decoder *const frame = &app->decoder;
    if (frame->type == KD_FRAME_COMMAND) {
        if (app->mode == KD_MODE_TEXT) {
            kd_app_enter(app, KD_MODE_IDLE, 0);
        }
        kd_command_handle(app, frame->body, frame->body_size);
    } else if (app->mode == KD_MODE_INJECT && frame->type == KD_FRAME_DESCRIPTION) {
        take_description(app, frame->body, frame->body_size);
    } else if (app->mode == KD_MODE_INJECT && frame->type == KD_FRAME_DATA) {
        take_data(app, frame->body, frame->body_size);
    }
}

/* Every byte goes to the frame decoder, whose CRC knows a frame even after text. */
static void receive(kd_app *app)
{
    uint8_t byte;
    while (kd_board_serial_read(&byte, 1) == 1) {
        if (kd_frame_decoder_push(&app->decoder, byte) == KD_FRAME_READY) {
            handle(app);
        } else if (app->mode == KD_MODE_TEXT) {
            kd_mlperf_push(&app->mlperf, byte);
        }
    }
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
    kd_body_bytes(&body, samples, count * row_bytes(&kd_streams[number]));
    kd_link_send(KD_FRAME_DATA, &body);
}

int32_t kd_app_block_samples(const kd_stream *stream)
{
    const int32_t room = KD_APP_BLOCK_BYTES / row_bytes(stream);
    const int32_t wanted = (int32_t)(BLOCK_NS / stream->period_ns);
    return wanted < 1 ? 1 : wanted < room ? wanted : room;
}

/* Pass on one block of sensed samples, if it is complete. */
static void sense(kd_app *app, int32_t number)
{
    const int32_t count = kd_app_block_samples(&kd_streams[number]);
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

void kd_app_step(kd_app *app)
{
    const int64_t now_ns = kd_clock_now_ns(&app->clock);
    receive(app);
    if (!is_sensing(app)) {
        return;
    }
    if (app->mode == KD_MODE_SENSOR && now_ns - app->described_ns >= DESCRIBE_EVERY_NS) {
        kd_app_describe(app);
    }
    send_marks(app, now_ns);
    for (int32_t number = 0; number < KD_SIGNAL_STREAMS; ++number) {
        sense(app, number);
        report_problem(app, number, now_ns);
    }
}
