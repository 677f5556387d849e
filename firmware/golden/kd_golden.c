#include "kd_golden.h"

#include <stddef.h>

#include "kd_crc.h"
#include "kd_golden_data.h"

/* How long a sensor would collect samples before it hands them on. */
#define BLOCK_NS INT64_C(20000000)

/* The first piece is everything, those after it are the recordings. */
static void start(kd_golden_t *golden, int32_t piece)
{
    golden->piece = piece;
    for (int32_t stream = 0; stream < KD_SIGNAL_STREAMS; ++stream) {
        golden->used[stream] = 0;
    }
}

void kd_golden_start(kd_golden_t *golden)
{
    start(golden, 0);
}

static int64_t next_ns(const kd_golden_t *golden, int32_t stream)
{
    return kd_golden_pieces[golden->piece].start_ns[stream] + golden->used[stream] * kd_streams[stream].period_ns;
}

/* The stream that has samples left and is furthest behind, or -1. */
static int32_t next_stream(const kd_golden_t *golden)
{
    int32_t next = -1;
    for (int32_t stream = 0; stream < KD_SIGNAL_STREAMS; ++stream) {
        if (golden->used[stream] < kd_golden_pieces[golden->piece].count[stream] &&
            (next < 0 || next_ns(golden, stream) < next_ns(golden, next))) {
            next = stream;
        }
    }
    return next;
}

int32_t kd_golden_next(kd_golden_t *golden, kd_golden_block_t *block)
{
    const kd_golden_piece_t *const piece = &kd_golden_pieces[golden->piece];
    const int32_t stream = next_stream(golden);
    if (stream < 0) {
        return 0;
    }
    const int32_t left = piece->count[stream] - golden->used[stream];
    const int64_t most = BLOCK_NS / kd_streams[stream].period_ns + 1;
    const int32_t row = piece->first[stream] + golden->used[stream];
    block->stream = stream;
    block->samples = (const uint8_t *)kd_golden_samples[stream] + row * kd_stream_row_bytes(&kd_streams[stream]);
    block->count = left < most ? left : (int32_t)most;
    block->start_ns = next_ns(golden, stream);
    golden->used[stream] += block->count;
    return 1;
}

/* Recognise one piece.  Returns 0 or a negative error. */
static int32_t recognise(kd_recogniser_t *recogniser, int32_t piece)
{
    kd_golden_t golden;
    kd_golden_block_t block;
    int32_t status = 0;
    kd_recogniser_init(recogniser);
    start(&golden, piece);
    while (status >= 0 && kd_golden_next(&golden, &block)) {
        status = kd_recogniser_push(recogniser, block.stream, block.samples, block.count, block.start_ns);
        kd_result_t result;
        while (status >= 0 && (status = kd_recogniser_next(recogniser, &result)) == KD_RECOGNISER_RESULT) {
        }
    }
    return status;
}

static uint32_t window_crc(const kd_recogniser_t *recogniser)
{
    const void *const frames = recogniser->window.frames;
    return kd_crc_add(0, frames, (int32_t)sizeof recogniser->window.frames);
}

int32_t kd_golden_check(kd_recogniser_t *recogniser)
{
    int32_t wrong = 0;
    for (int32_t recording = 0; recording < KD_GOLDEN_RECORDINGS; ++recording) {
        const int32_t status = recognise(recogniser, recording + 1);
        if (status < 0) {
            return status;
        }
        wrong += window_crc(recogniser) != kd_golden_windows[recording];
        for (int32_t label = 0; label < KD_LABELS; ++label) {
            wrong += recogniser->windows == 0 || recogniser->scores[label] != kd_golden_scores[recording][label];
        }
    }
    return wrong;
}

int32_t kd_golden_scores_checked(void)
{
    return KD_GOLDEN_RECORDINGS * KD_LABELS;
}
