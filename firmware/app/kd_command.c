#include "kd_command.h"

#include "board.h"
#include "kd_runtime.h"
#include "kd_link.h"
#include "kd_measure.h"
#include "kd_sense.h"
#include "kd_sensing.h"
#include "start.h"

enum {
    COMMAND_START = 0x01,
    COMMAND_STOP = 0x02,
    COMMAND_INFO = 0x03,
    COMMAND_BENCH = 0x04,
    COMMAND_RESET = 0x05,
    COMMAND_REBOOT = 0x06,
    COMMAND_TEXT = 0x07,
    COMMAND_INJECT = 0x10,
};

enum { END_FINISHED = 0, END_STOPPED = 1 };

static void reply(uint8_t tag, uint8_t command, int32_t status)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, tag);
    kd_body_u8(&body, command);
    kd_body_u8(&body, (uint8_t)status);
    kd_link_send(KD_FRAME_REPLY, &body);
}

void kd_command_acknowledge(uint32_t sequence, int32_t status)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, (uint8_t)sequence);
    kd_body_u8(&body, COMMAND_INJECT);
    kd_body_u8(&body, (uint8_t)status);
    kd_body_u32(&body, sequence);
    kd_link_send(KD_FRAME_REPLY, &body);
}

static void send_end(uint8_t reason)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, reason);
    kd_link_send(KD_FRAME_END, &body);
}

static void send_info(const kd_app *app)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, (uint8_t)app->mode);
    kd_body_u8(&body, (uint8_t)kd_runtime_kind);
    kd_body_u8(&body, KD_BOARD_SERIAL_BYTES / KD_FRAME_MAX_WIRE);
    kd_body_u8(&body, kd_sense_streams);
    kd_body_u32(&body, kd_board_core_hz);
    kd_body_u32(&body, kd_ram_size());
    kd_body_u32(&body, kd_ram_free() + kd_stack_size() - kd_stack_high_water());
    kd_body_u32(&body, kd_flash_used());
    kd_body_u32(&body, kd_runtime_arena_bytes);
    kd_body_bytes(&body, kd_bundle_sha256, (int32_t)sizeof kd_bundle_sha256);
    kd_body_bytes(&body, kd_info_names, (int32_t)sizeof kd_info_names);
    kd_link_send(KD_FRAME_INFO, &body);
}

static void start(kd_app *app, uint8_t tag, kd_reader *arguments)
{
    const uint8_t mode = kd_reader_u8(arguments);
    const uint8_t reports = kd_reader_u8(arguments);
    const int32_t known = mode >= KD_MODE_SENSOR && mode <= KD_MODE_INJECT;
    const int32_t good = kd_reader_done(arguments) && known && reports <= (KD_REPORT_SCORES | KD_REPORT_FEATURES);
    reply(tag, COMMAND_START, good ? KD_STATUS_OK : KD_STATUS_BAD_ARGUMENT);
    if (!good) {
        return;
    }
    if (mode != (uint8_t)app->mode) {
        kd_app_enter(app, (kd_mode)mode, reports);
    }
    app->classifier.reports = reports;
    if (mode == KD_MODE_SENSOR) {
        kd_sensing_describe(app);
    }
}

static void bench(kd_app *app, uint8_t tag, kd_reader *arguments)
{
    const uint8_t subject = kd_reader_u8(arguments);
    const uint16_t repetitions = kd_reader_u16(arguments);
    int32_t status = KD_STATUS_OK;
    if (!kd_reader_done(arguments) || repetitions == 0) {
        status = KD_STATUS_BAD_ARGUMENT;
    } else if (app->mode != KD_MODE_IDLE) {
        status = KD_STATUS_BUSY;
    } else if (!kd_measure_knows(subject)) {
        status = KD_STATUS_UNSUPPORTED;
    }
    reply(tag, COMMAND_BENCH, status);
    if (status == KD_STATUS_OK) {
        kd_measure(app, subject, repetitions);
        send_end(END_FINISHED);
    }
}

static void reboot(uint8_t tag, kd_reader *arguments)
{
    const uint8_t bootloader = kd_reader_u8(arguments);
    const int32_t good = kd_reader_done(arguments) && bootloader <= 1;
    const int32_t status = !good ? KD_STATUS_BAD_ARGUMENT : bootloader ? KD_STATUS_UNSUPPORTED : KD_STATUS_OK;
    reply(tag, COMMAND_REBOOT, status);
    if (status == KD_STATUS_OK) {
        kd_restart();
    }
}

static void without_arguments(kd_app *app, uint8_t tag, uint8_t command, const kd_reader *arguments)
{
    if (!kd_reader_done(arguments)) {
        reply(tag, command, KD_STATUS_BAD_ARGUMENT);
        return;
    }
    switch (command) {
    case COMMAND_STOP:
        reply(tag, command, KD_STATUS_OK);
        kd_app_enter(app, KD_MODE_IDLE, 0);
        send_end(END_STOPPED);
        break;
    case COMMAND_INFO:
        reply(tag, command, KD_STATUS_OK);
        send_info(app);
        break;
    case COMMAND_RESET:
        kd_classify_reset(&app->classifier, &app->clock, app->classifier.reports);
        reply(tag, command, KD_STATUS_OK);
        break;
    case COMMAND_TEXT:
        reply(tag, command, KD_STATUS_OK);
        kd_app_enter(app, KD_MODE_TEXT, 0);
        break;
    default:
        reply(tag, command, KD_STATUS_UNKNOWN_COMMAND);
        break;
    }
}

void kd_command_handle(kd_app *app, const uint8_t *body, int32_t size)
{
    kd_reader reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t tag = kd_reader_u8(&reader);
    const uint8_t command = kd_reader_u8(&reader);
    if (reader.failed) {
        return;
    }
    switch (command) {
    case COMMAND_START:
        start(app, tag, &reader);
        break;
    case COMMAND_BENCH:
        bench(app, tag, &reader);
        break;
    case COMMAND_REBOOT:
        reboot(tag, &reader);
        break;
    default:
        without_arguments(app, tag, command, &reader);
        break;
    }
}
