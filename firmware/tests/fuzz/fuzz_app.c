/* The whole application: an input is a session of a host with a board.
 *
 * It is read as records: u8 kind, u8 size, body.  Below KIND_TIME, the body arrives in a frame of this type. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_app.h"
#include "kd_step.h"

enum { KIND_TIME = 0xFE, KIND_RAW = 0xFF }; /* as many ms as the body's bytes pass; the body arrives as it is */

enum { BENCH_SIZE = 5 }; /* tag, command, subject, u16 repetitions */

/* What the board has sent, as a host sees it. */
typedef struct {
    kd_frame_decoder_t decoder;
    int32_t replies;
    uint8_t reply[3]; /* the last one's tag, command and status */
} listener_t;

static int is_text(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; ++i) {
        if ((bytes[i] < ' ' || bytes[i] > '~') && bytes[i] != '\r' && bytes[i] != '\n') {
            return 0;
        }
    }
    return size == 0 || bytes[size - 1] == '\n';
}

/* A board sends whole frames, then, in text mode, lines of text. */
static void listen(listener_t *host, const kd_app_t *app)
{
    size_t size;
    const uint8_t *const sent = kd_host_take_sent(&size);
    size_t text = size;
    while (text > 0 && sent[text - 1] != 0) {
        --text;
    }
    for (size_t i = 0; i < text; ++i) {
        const int32_t status = kd_frame_decoder_push(&host->decoder, sent[i]);
        kd_host_check(status >= 0, "a board sends good frames");
        if (status == KD_FRAME_READY && host->decoder.type == KD_FRAME_REPLY) {
            kd_host_check(host->decoder.body_size >= 3, "a reply has tag, command and status");
            memcpy(host->reply, host->decoder.body, sizeof host->reply);
            ++host->replies;
        }
    }
    kd_host_check(text == size || app->mode == KD_MODE_TEXT, "a board sends text in text mode only");
    kd_host_check(is_text(sent + text, size - text), "text is printable lines");
}

static void deliver(listener_t *host, kd_app_t *app, const uint8_t *bytes, int32_t size)
{
    for (int32_t i = 0; i < size; ++i) {
        kd_host_receive(bytes[i]);
        kd_step(app);
        listen(host, app);
    }
}

/* A DATA body of one of the streams, no shorter and no longer than its count of samples. */
static int is_whole_block(const uint8_t *body, int32_t size)
{
    static const int32_t sample_bytes[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};
    if (size < KD_FRAME_DATA_HEAD || body[0] >= KD_SIGNAL_STREAMS) {
        return 0;
    }
    const kd_stream_t *const stream = &kd_streams[body[0]];
    return size == KD_FRAME_DATA_HEAD + body[1] * stream->channels * sample_bytes[stream->sample_type];
}

static void deliver_frame(listener_t *host, kd_app_t *app, uint8_t type, const uint8_t *given, int32_t size)
{
    static const uint8_t delimiter = 0;
    uint8_t body[KD_FRAME_MAX_BODY];
    uint8_t wire[KD_FRAME_MAX_WIRE];
    const int32_t body_size = size < KD_FRAME_MAX_BODY ? size : KD_FRAME_MAX_BODY;
    memcpy(body, given, (size_t)body_size);
    if (type == KD_FRAME_COMMAND && body_size == BENCH_SIZE && body[1] == KD_COMMAND_BENCH) {
        body[3] &= 3u; /* a board does not tire of repetitions, a fuzzer does */
        body[4] = 0;
    }
    const int32_t wire_size = kd_frame_encode(type, body, body_size, wire, (int32_t)sizeof wire);
    deliver(host, app, &delimiter, 1);
    host->replies = 0;
    const uint8_t mode = app->mode;
    deliver(host, app, wire, wire_size);
    if (type == KD_FRAME_COMMAND && body_size >= 2) {
        kd_host_check(host->replies == 1 && memcmp(host->reply, body, 2) == 0, "a command is answered, once");
    } else if (host->replies == 1 && host->reply[2] == 0) {
        kd_host_check(type == KD_FRAME_DATA && mode == KD_MODE_INJECT, "only injected samples are acknowledged");
        kd_host_check(is_whole_block(body, body_size), "samples are taken from a body that has them all");
    } else if (type != KD_FRAME_DATA || mode != KD_MODE_INJECT) {
        kd_host_check(host->replies == 0, "nothing but commands and injected samples is answered");
    }
}

static void play(listener_t *host, kd_app_t *app, const uint8_t *data, size_t size)
{
    while (size >= 2) {
        const uint8_t kind = data[0];
        const int32_t body_size = data[1] <= size - 2 ? data[1] : (int32_t)(size - 2);
        if (kind == KIND_RAW) {
            deliver(host, app, data + 2, body_size);
        } else if (kind == KIND_TIME) {
            for (int32_t i = 0; i < body_size; ++i) {
                kd_host_pass_ms(data[2 + i]);
                kd_step(app);
                listen(host, app);
            }
        } else {
            deliver_frame(host, app, kind, data + 2, body_size);
        }
        data += 2 + body_size;
        size -= 2 + (size_t)body_size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kd_app_t *const app = calloc(1, sizeof *app);
    listener_t *const host = calloc(1, sizeof *host);
    kd_host_check(app != NULL && host != NULL, "there is memory");
    kd_host_start();
    kd_app_start(app);
    if (setjmp(kd_host_restarted) == 0) {
        play(host, app, data, size);
    } else {
        listen(host, app); /* the reply to REBOOT */
        kd_host_check(host->replies == 1, "a board says that it will start again");
    }
    free(host);
    free(app);
    return 0;
}
