#include "kd_measure.h"

#include "board.h"
#include "kd_runtime.h"
#include "kd_link.h"
#include "start.h"

enum { SUBJECT_ALL = 0, SUBJECT_WINDOW = 1, SUBJECT_MEMORY = 5 };
enum { UNIT_NANOSECONDS = 1, UNIT_BYTES = 4 };
enum { MAX_REPETITIONS = 32 };

int32_t kd_measure_knows(uint8_t subject)
{
    return subject == SUBJECT_ALL || subject == SUBJECT_WINDOW || subject == SUBJECT_MEMORY;
}

static void send(uint8_t subject, uint8_t unit, uint32_t repetitions, const uint64_t least_median_most[3],
                 const char *name)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, subject);
    kd_body_u8(&body, unit);
    kd_body_u16(&body, 0);
    kd_body_u32(&body, repetitions);
    for (int32_t i = 0; i < 3; ++i) {
        kd_body_u64(&body, least_median_most[i]);
    }
    kd_body_text(&body, name);
    kd_link_send(KD_FRAME_MEASUREMENT, &body);
}

static void send_bytes(uint32_t bytes, const char *name)
{
    const uint64_t values[3] = {bytes, bytes, bytes};
    send(SUBJECT_MEMORY, UNIT_BYTES, 1, values, name);
}

static void insert_sorted(uint32_t *values, int32_t count, uint32_t value)
{
    for (; count > 0 && values[count - 1] > value; --count) {
        values[count] = values[count - 1];
    }
    values[count] = value;
}

static uint64_t nanoseconds(uint32_t ticks)
{
    return (uint64_t)ticks * UINT64_C(1000000000) / kd_board_tick_hz;
}

static void measure_window(const kd_app *app, int32_t repetitions)
{
    int8_t scores[KD_LABELS];
    uint32_t ticks[MAX_REPETITIONS];
    for (int32_t i = 0; i < repetitions; ++i) {
        const uint32_t start = kd_board_ticks();
        kd_runtime_infer(app->classifier.window.frames, scores);
        insert_sorted(ticks, i, kd_board_ticks() - start);
    }
    const uint64_t values[3] = {
        nanoseconds(ticks[0]),
        nanoseconds(ticks[repetitions / 2]),
        nanoseconds(ticks[repetitions - 1]),
    };
    send(SUBJECT_WINDOW, UNIT_NANOSECONDS, (uint32_t)repetitions, values, "window");
}

void kd_measure(const kd_app *app, uint8_t subject, uint16_t repetitions)
{
    if (subject == SUBJECT_ALL || subject == SUBJECT_WINDOW) {
        measure_window(app, repetitions < MAX_REPETITIONS ? repetitions : MAX_REPETITIONS);
    }
    if (subject == SUBJECT_ALL || subject == SUBJECT_MEMORY) {
        send_bytes(kd_stack_high_water(), "stack, most ever used");
        send_bytes(kd_stack_size(), "stack, reserved");
        send_bytes(kd_runtime_arena_bytes, "arena");
        send_bytes(kd_ram_free(), "RAM beyond every variable");
        send_bytes(kd_flash_used(), "flash");
    }
}
