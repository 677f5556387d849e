#include "kd_web.h"

#include <stddef.h>
#include <string.h>

#include "kd_frame.h"

/* As much as a port delivers at once; what is read is worked through frame by frame. */
#define CHUNK_BYTES 4096

/* Samples of one frame, or of one call where there is no link. */
#define SAMPLES_BYTES 1024

static struct {
    kd_recogniser_t recogniser;
    kd_web_hop_t hop;
    kd_intake_t intake;
    int32_t at;    /* bytes of the chunk that are used */
    int32_t piece; /* bytes of it that are being worked through: they end with a delimiter, if there is one */
    uint8_t chunk[CHUNK_BYTES];
    uint8_t samples[KD_SIGNAL_STREAMS][SAMPLES_BYTES] __attribute__((aligned(16)));
    int8_t window[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES];
    int8_t scores[KD_LABELS];
    kd_runtime_t network; /* for kd_web_infer(), so that measuring disturbs no session */
} web;

void kd_web_reset(void)
{
    kd_recogniser_init(&web.recogniser);
    web.recogniser.now = kd_web_now;
}

void kd_web_listen(void)
{
    kd_intake_reset(&web.intake);
    web.at = 0;
    web.piece = 0;
}

uint8_t *kd_web_chunk(void)
{
    return web.chunk;
}

int32_t kd_web_chunk_bytes(void)
{
    return CHUNK_BYTES;
}

/* How many of the first `size` bytes end with a delimiter; all, if none does. */
static int32_t piece_of(const uint8_t *bytes, int32_t size)
{
    const uint8_t *const delimiter = memchr(bytes, 0, (size_t)size);
    return delimiter == NULL ? size : (int32_t)(delimiter - bytes) + 1;
}

int32_t kd_web_read(int32_t size)
{
    kd_intake_taken(&web.intake);
    while (web.at < size) {
        const uint8_t *const rest = web.chunk + web.at;
        if (web.piece == 0) {
            web.piece = piece_of(rest, size - web.at);
        }
        if (kd_intake_feed(&web.intake, rest, web.piece) == KD_INTAKE_FRAME) {
            return KD_WEB_FRAME;
        }
        web.at += web.piece;
        web.piece = 0;
        if (web.intake.shared.runs > 0) {
            return KD_WEB_SAMPLES;
        }
    }
    web.at = 0;
    return KD_WEB_DONE;
}

const kd_intake_shared_t *kd_web_link(void)
{
    return &web.intake.shared;
}

int32_t kd_web_link_bytes(void)
{
    return (int32_t)sizeof web.intake.shared;
}

void kd_web_describe(int32_t number, int32_t stream)
{
    if (stream < 0 || stream >= KD_SIGNAL_STREAMS) {
        kd_intake_describe(&web.intake, number, 0, 1, 0, 1);
        return;
    }
    const kd_stream_t *const wanted = &kd_streams[stream];
    kd_intake_describe(&web.intake, number, 1, kd_stream_row_bytes(wanted), wanted->sample_type == KD_SAMPLE_FLOAT32,
                       (uint64_t)wanted->period_ns);
    kd_intake_place(&web.intake, number, web.samples[stream], SAMPLES_BYTES);
}

uint8_t *kd_web_samples(int32_t stream)
{
    return web.samples[stream];
}

int32_t kd_web_samples_bytes(void)
{
    return SAMPLES_BYTES;
}

int32_t kd_web_push(int32_t stream, int32_t count, int64_t start_ns)
{
    const void *const samples = stream < 0 || stream >= KD_SIGNAL_STREAMS ? NULL : web.samples[stream];
    return kd_recogniser_push(&web.recogniser, stream, samples, count, start_ns);
}

int32_t kd_web_next(void)
{
    kd_result_t result;
    int32_t status;
    do {
        status = kd_recogniser_next(&web.recogniser, &result);
    } while (status == KD_RECOGNISER_RESULT && result.scores == NULL);
    if (status != KD_RECOGNISER_RESULT) {
        return status;
    }
    web.hop.time_ns = result.time_ns;
    web.hop.restarts = web.recogniser.restarts;
    web.hop.activity = result.activity;
    web.hop.vote = result.vote;
    web.hop.sign = result.sign;
    memcpy(web.hop.spent, web.recogniser.spent, sizeof web.hop.spent);
    memset(web.recogniser.spent, 0, sizeof web.recogniser.spent);
    web.hop.counts[0] = web.recogniser.path.filled_samples;
    web.hop.counts[1] = web.recogniser.path.skipped_samples;
    memcpy(web.hop.scores, result.scores, KD_LABELS);
    return status;
}

const kd_web_hop_t *kd_web_hop(void)
{
    return &web.hop;
}

int32_t kd_web_hop_bytes(void)
{
    return (int32_t)sizeof web.hop;
}

int32_t kd_web_frame(int32_t type, int32_t body_bytes)
{
    uint8_t body[KD_FRAME_MAX_BODY];
    if (body_bytes < 0 || body_bytes > KD_FRAME_MAX_BODY) {
        return KD_FRAME_BODY_TOO_LONG;
    }
    memcpy(body, web.chunk, (size_t)body_bytes);
    return kd_frame_encode((uint8_t)type, body, body_bytes, web.chunk, CHUNK_BYTES);
}

int32_t kd_web_infer(int32_t times)
{
    uint32_t noise = 1;
    for (int32_t value = 0; value < KD_WINDOW_SIZE * KD_SIGNAL_FEATURES; ++value) {
        noise = noise * UINT32_C(1664525) + UINT32_C(1013904223);
        web.window[value] = (int8_t)(noise >> 24);
    }
    int32_t status = 0;
    for (int32_t time = 0; time < times && status >= 0; ++time) {
        status = kd_runtime_infer(&web.network, web.window, web.scores);
    }
    return status;
}

int32_t kd_web_recogniser_bytes(void)
{
    return (int32_t)sizeof web.recogniser;
}
