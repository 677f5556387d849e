#include "kd_measure.h"

#include <string.h>

#include "kd_board.h"
#include "kd_runtime.h"
#include "kd_sensing.h"
#include "kd_stopwatch.h"

static const char FILLER[] = "a frame to measure the link with, as long as a measurement can be";

int32_t kd_measure_knows(uint8_t subject)
{
    return subject == KD_SUBJECT_ALL || subject == KD_SUBJECT_WINDOW || subject == KD_SUBJECT_HOP ||
           subject == KD_SUBJECT_MEMORY || subject == KD_SUBJECT_LINK;
}

static void report_time(uint8_t subject, uint16_t index, uint32_t elapsed, const char *name)
{
    if (kd_stopwatch_is_cycles()) {
        kd_report_measurement(subject, KD_UNIT_CYCLES, index, elapsed, name);
    } else {
        kd_report_measurement(subject, KD_UNIT_NANOSECONDS, index,
                              (uint64_t)elapsed * UINT64_C(1000000000) / kd_board_tick_hz(), name);
    }
}

static void measure_windows(kd_app_t *app, uint16_t repetitions)
{
    int8_t scores[KD_LABELS];
    for (uint16_t index = 0; index < repetitions; ++index) {
        const uint32_t start = kd_stopwatch_now();
        kd_runtime_infer(&app->recogniser.network, app->recogniser.window.frames, scores);
        report_time(KD_SUBJECT_WINDOW, index, kd_stopwatch_now() - start, "window");
    }
}

/* Noise of the size of a weak signal: on zeros, floating point in software is faster than it will ever be. */
static int32_t next_noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u; /* Numerical Recipes, "An Even Quicker Generator" */
    return (int32_t)(*state >> 25) - 64;
}

static void make_noise(const kd_stream_t *stream, int32_t count, void *samples, uint32_t *state)
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
} noise_t;

/* Recognise one block of the stream that is furthest behind.  Returns 0 or an error of the recogniser. */
static int32_t feed_noise(noise_t *source, kd_app_t *app)
{
    int32_t behind = 0;
    for (int32_t number = 1; number < KD_SIGNAL_STREAMS; ++number) {
        behind = source->next_ns[number] < source->next_ns[behind] ? number : behind;
    }
    const kd_stream_t *const stream = &kd_streams[behind];
    const int32_t count = kd_sensing_block_samples(stream);
    const int64_t start_ns = source->next_ns[behind];
    make_noise(stream, count, app->block, &source->state);
    source->next_ns[behind] += count * stream->period_ns;
    kd_result_t result;
    int32_t status = kd_recogniser_push(&app->recogniser, behind, app->block, count, start_ns);
    while (status >= 0 && (status = kd_recogniser_next(&app->recogniser, &result)) == KD_RECOGNISER_RESULT) {
    }
    return status;
}

/* Hops as the application meets them, from samples to decisions, as fast as they can be computed. */
static void measure_hops(kd_app_t *app, uint16_t repetitions)
{
    kd_recogniser_t *const recogniser = &app->recogniser;
    noise_t source = {.state = 1};
    kd_app_forget(app);
    for (uint32_t hop = 0; hop <= repetitions; ++hop) { /* the first one fills the window */
        const uint32_t windows = recogniser->windows;
        memset(recogniser->spent, 0, sizeof recogniser->spent);
        while (recogniser->windows == windows) {
            if (feed_noise(&source, app) < 0) {
                return;
            }
        }
        const uint32_t *const spent = recogniser->spent;
        if (hop > 0) {
            const uint16_t index = (uint16_t)(hop - 1);
            report_time(KD_SUBJECT_HOP, index, spent[KD_STAGE_SIGNAL], "signal");
            report_time(KD_SUBJECT_HOP, index, spent[KD_STAGE_INFERENCE], "inference");
            report_time(KD_SUBJECT_HOP, index, spent[KD_STAGE_DECISION], "decision");
        }
    }
}

static void measure_memory(void)
{
    kd_report_measurement(KD_SUBJECT_MEMORY, KD_UNIT_BYTES, 0, kd_stack_high_water(), "stack, most ever used");
    kd_report_measurement(KD_SUBJECT_MEMORY, KD_UNIT_BYTES, 0, kd_stack_size(), "stack, reserved");
    kd_report_measurement(KD_SUBJECT_MEMORY, KD_UNIT_BYTES, 0, kd_runtime_arena_bytes, "arena");
    kd_report_measurement(KD_SUBJECT_MEMORY, KD_UNIT_BYTES, 0, kd_ram_free(), "RAM beyond every variable");
    kd_report_measurement(KD_SUBJECT_MEMORY, KD_UNIT_BYTES, 0, kd_flash_used(), "flash");
}

/* Frames as fast as the port takes them, and what has arrived from the host so far. */
static void measure_link(const kd_app_t *app, uint16_t repetitions)
{
    const uint32_t damaged = app->decoder.damaged + app->decoder.oversized + app->decoder.unknown_version;
    for (uint16_t index = 0; index < repetitions; ++index) {
        kd_report_measurement(KD_SUBJECT_LINK, KD_UNIT_COUNT, index, index, FILLER);
    }
    kd_report_measurement(KD_SUBJECT_LINK, KD_UNIT_COUNT, 0, app->decoder.frames, "frames received");
    kd_report_measurement(KD_SUBJECT_LINK, KD_UNIT_COUNT, 0, damaged, "frames damaged");
    kd_report_measurement(KD_SUBJECT_LINK, KD_UNIT_BYTES, 0, kd_board_serial_dropped(), "bytes dropped");
}

void kd_measure(kd_app_t *app, uint8_t subject, uint16_t repetitions)
{
    kd_stopwatch_start();
    if (subject == KD_SUBJECT_ALL || subject == KD_SUBJECT_WINDOW) {
        measure_windows(app, repetitions);
    }
    if (subject == KD_SUBJECT_ALL || subject == KD_SUBJECT_HOP) {
        measure_hops(app, repetitions);
        kd_app_forget(app);
    }
    if (subject == KD_SUBJECT_ALL || subject == KD_SUBJECT_MEMORY) {
        measure_memory();
    }
    if (subject == KD_SUBJECT_LINK) {
        measure_link(app, repetitions);
    }
}
