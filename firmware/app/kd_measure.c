#include "kd_measure.h"

#include <string.h>

#include "board.h"
#include "kd_runtime.h"
#include "kd_link.h"
#include "kd_sensing.h"
#include "start.h"
#include "stopwatch.h"

enum { SUBJECT_ALL = 0, SUBJECT_WINDOW = 1, SUBJECT_HOP = 2, SUBJECT_MEMORY = 5, SUBJECT_LINK = 6 };
enum { UNIT_NANOSECONDS = 1, UNIT_CYCLES = 2, UNIT_BYTES = 4, UNIT_COUNT = 5 };

static const char FILLER[] = "a frame to measure the link with, as long as a measurement can be";

int32_t kd_measure_knows(uint8_t subject)
{
    return subject == SUBJECT_ALL || subject == SUBJECT_WINDOW || subject == SUBJECT_HOP ||
           subject == SUBJECT_MEMORY || subject == SUBJECT_LINK;
}

static void send(uint8_t subject, uint8_t unit, uint16_t index, uint64_t value, const char *name)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, subject);
    kd_body_u8(&body, unit);
    kd_body_u16(&body, index);
    kd_body_u32(&body, 1); /* minimum, median and maximum are of this one */
    kd_body_u64(&body, value);
    kd_body_u64(&body, value);
    kd_body_u64(&body, value);
    kd_body_text(&body, name);
    kd_link_send(KD_FRAME_MEASUREMENT, &body);
}

static void send_time(uint8_t subject, uint16_t index, uint32_t elapsed, const char *name)
{
    if (kd_stopwatch_is_cycles()) {
        send(subject, UNIT_CYCLES, index, elapsed, name);
    } else {
        send(subject, UNIT_NANOSECONDS, index, (uint64_t)elapsed * UINT64_C(1000000000) / kd_board_tick_hz, name);
    }
}

static void measure_windows(const kd_app *app, uint16_t repetitions)
{
    int8_t scores[KD_LABELS];
    for (uint16_t index = 0; index < repetitions; ++index) {
        const uint32_t start = kd_stopwatch_now();
        kd_runtime_infer(app->classifier.window.frames, scores);
        send_time(SUBJECT_WINDOW, index, kd_stopwatch_now() - start, "window");
    }
}

/* Noise of the size of a weak signal: on zeros, floating point in software is faster than it will ever be. */
static int32_t next_noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u; /* Numerical Recipes, "An Even Quicker Generator" */
    return (int32_t)(*state >> 25) - 64;
}

static void make_noise(const kd_stream *stream, int32_t count, void *samples, uint32_t *state)
{
    for (int32_t i = 0; i < count * stream->channels; ++i) {
        const int32_t value = next_noise(state);
        switch (stream->sample_type) {
        case KD_SAMPLE_INT8:
            ((int8_t *)samples)[i] = (int8_t)value;
            break;
        case KD_SAMPLE_INT16:
            ((int16_t *)samples)[i] = (int16_t)(value * 8);
            break;
        case KD_SAMPLE_FLOAT32:
            ((float *)samples)[i] = (float)value / 64.0f;
            break;
        }
    }
}

/* Where each stream of the noise stands. */
typedef struct {
    int64_t next_ns[KD_SIGNAL_STREAMS];
    uint32_t state;
} noise;

/* Feed one block of the stream that is furthest behind.  Returns 0 or an error of the classifier. */
static int32_t feed_noise(noise *source, kd_app *app)
{
    int32_t behind = 0;
    for (int32_t number = 1; number < KD_SIGNAL_STREAMS; ++number) {
        behind = source->next_ns[number] < source->next_ns[behind] ? number : behind;
    }
    const kd_stream *const stream = &kd_streams[behind];
    const int32_t count = kd_sensing_block_samples(stream);
    const int64_t start_ns = source->next_ns[behind];
    make_noise(stream, count, app->block, &source->state);
    source->next_ns[behind] += count * stream->period_ns;
    return kd_classify_push(&app->classifier, behind, app->block, count, start_ns);
}

/* Hops as the application meets them, from samples to decisions, as fast as they can be computed. */
static void measure_hops(kd_app *app, uint16_t repetitions)
{
    kd_classifier *const classifier = &app->classifier;
    noise source = {.state = 1};
    kd_classify_reset(classifier, &app->clock, 0);
    for (uint32_t hop = 0; hop <= repetitions; ++hop) { /* the first one fills the window */
        const uint32_t windows = classifier->windows;
        memset(classifier->spent, 0, sizeof classifier->spent);
        while (classifier->windows == windows) {
            if (feed_noise(&source, app) < 0) {
                return;
            }
        }
        const uint32_t *const spent = classifier->spent;
        if (hop > 0) {
            const uint16_t index = (uint16_t)(hop - 1);
            send_time(SUBJECT_HOP, index, spent[KD_STAGE_SIGNAL], "signal");
            send_time(SUBJECT_HOP, index, spent[KD_STAGE_INFERENCE], "inference");
            send_time(SUBJECT_HOP, index, spent[KD_STAGE_DECISION], "decision");
        }
    }
}

static void measure_memory(void)
{
    send(SUBJECT_MEMORY, UNIT_BYTES, 0, kd_stack_high_water(), "stack, most ever used");
    send(SUBJECT_MEMORY, UNIT_BYTES, 0, kd_stack_size(), "stack, reserved");
    send(SUBJECT_MEMORY, UNIT_BYTES, 0, kd_runtime_arena_bytes, "arena");
    send(SUBJECT_MEMORY, UNIT_BYTES, 0, kd_ram_free(), "RAM beyond every variable");
    send(SUBJECT_MEMORY, UNIT_BYTES, 0, kd_flash_used(), "flash");
}

/* Frames as fast as the port takes them, and what has arrived from the host so far. */
static void measure_link(const kd_app *app, uint16_t repetitions)
{
    const uint32_t damaged = app->decoder.damaged + app->decoder.oversized + app->decoder.unknown_version;
    for (uint16_t index = 0; index < repetitions; ++index) {
        send(SUBJECT_LINK, UNIT_COUNT, index, index, FILLER);
    }
    send(SUBJECT_LINK, UNIT_COUNT, 0, app->decoder.frames, "frames received");
    send(SUBJECT_LINK, UNIT_COUNT, 0, damaged, "frames damaged");
    send(SUBJECT_LINK, UNIT_BYTES, 0, kd_board_serial_dropped(), "bytes dropped");
}

void kd_measure(kd_app *app, uint8_t subject, uint16_t repetitions)
{
    kd_stopwatch_start();
    if (subject == SUBJECT_ALL || subject == SUBJECT_WINDOW) {
        measure_windows(app, repetitions);
    }
    if (subject == SUBJECT_ALL || subject == SUBJECT_HOP) {
        measure_hops(app, repetitions);
        kd_classify_reset(&app->classifier, &app->clock, 0);
    }
    if (subject == SUBJECT_ALL || subject == SUBJECT_MEMORY) {
        measure_memory();
    }
    if (subject == SUBJECT_LINK) {
        measure_link(app, repetitions);
    }
}
