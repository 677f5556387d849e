#include "kd_command.h"

#include "kd_board.h"
#include "kd_body.h"
#include "kd_learn.h"
#include "kd_measure.h"
#include "kd_sensing.h"

static void start(kd_app_t *app, uint8_t tag, kd_reader_t *arguments)
{
    const uint8_t mode = kd_reader_u8(arguments);
    const uint8_t reports = kd_reader_u8(arguments);
    const int32_t known = mode >= KD_MODE_SENSOR && mode <= KD_MODE_INJECT;
    const int32_t good = kd_reader_done(arguments) && known && reports <= (KD_REPORT_SCORES | KD_REPORT_FEATURES);
    kd_report_reply(tag, KD_COMMAND_START, good ? KD_STATUS_OK : KD_STATUS_BAD_ARGUMENT);
    if (!good) {
        return;
    }
    if (mode != app->mode) {
        kd_app_enter(app, mode, reports);
    }
    app->reports = reports;
    if (mode == KD_MODE_SENSOR) {
        kd_sensing_describe(app);
    }
}

static void bench(kd_app_t *app, uint8_t tag, kd_reader_t *arguments)
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
    kd_report_reply(tag, KD_COMMAND_BENCH, status);
    if (status == KD_STATUS_OK) {
        kd_measure(app, subject, repetitions);
        kd_report_end(KD_END_FINISHED);
    }
}

static void reboot(uint8_t tag, kd_reader_t *arguments)
{
    const uint8_t into = kd_reader_u8(arguments);
    int32_t status = KD_STATUS_OK;
    if (!kd_reader_done(arguments) || into > KD_REBOOT_BOOTLOADER) {
        status = KD_STATUS_BAD_ARGUMENT;
    } else if (into == KD_REBOOT_BOOTLOADER && !kd_board_has_boot_loader()) {
        status = KD_STATUS_UNSUPPORTED;
    }
    kd_report_reply(tag, KD_COMMAND_REBOOT, status);
    if (status != KD_STATUS_OK) {
        return;
    }
    if (into == KD_REBOOT_BOOTLOADER) {
        kd_board_start_boot_loader();
    }
    kd_board_serial_end();
    kd_restart();
}

/* The takes that follow are numbered from 0, and described anew in every pass. */
static void expect_take(kd_app_t *app)
{
    for (int32_t number = 0; number < KD_SIGNAL_STREAMS; ++number) {
        app->streams[number].sequence = 0;
    }
}

static int32_t begin_pass(kd_app_t *app, kd_reader_t *arguments)
{
    const uint8_t pass = kd_reader_u8(arguments);
    if (!kd_reader_done(arguments)) {
        return KD_STATUS_BAD_ARGUMENT;
    }
    const int32_t status = kd_learn_begin(&app->recogniser, pass);
    if (status == KD_STATUS_OK) {
        kd_app_enter(app, KD_MODE_LEARN, 0);
    }
    return status;
}

static int32_t begin_take(kd_app_t *app, kd_reader_t *arguments)
{
    const int16_t label = (int16_t)kd_reader_u16(arguments);
    if (!kd_reader_done(arguments)) {
        return KD_STATUS_BAD_ARGUMENT;
    }
    const int32_t status = kd_learn_take(label);
    if (status == KD_STATUS_OK) { /* else the numbers of a stream that runs are not this command's to change */
        expect_take(app);
    }
    return status;
}

/* Flash that is erased may hold up the core, and no window mixes what held before with what holds afterwards. */
static int32_t forget(kd_app_t *app)
{
    if (app->mode != KD_MODE_IDLE && app->mode != KD_MODE_LEARN) {
        return KD_STATUS_BUSY;
    }
    const int32_t status = kd_learn_forget();
    kd_app_enter(app, KD_MODE_IDLE, 0);
    return status;
}

static void learn(kd_app_t *app, uint8_t tag, kd_reader_t *arguments)
{
    const uint8_t step = kd_reader_u8(arguments);
    uint8_t result[KD_REPORT_RESULT_BYTES];
    int32_t size = 0;
    int32_t status = KD_STATUS_BAD_ARGUMENT;
    if (step == KD_LEARN_BEGIN) {
        status = begin_pass(app, arguments);
    } else if (step == KD_LEARN_TAKE) {
        status = begin_take(app, arguments);
    } else if (step == KD_LEARN_KEEP && kd_reader_done(arguments)) {
        status = kd_learn_keep();
    } else if (step == KD_LEARN_FORGET && kd_reader_done(arguments)) {
        status = forget(app);
    } else if (step == KD_LEARN_READ) {
        const uint32_t offset = kd_reader_u32(arguments);
        if (kd_reader_done(arguments)) {
            size = kd_learn_read(offset, result, KD_REPORT_RESULT_BYTES);
            status = KD_STATUS_OK;
        }
    }
    kd_report_result(tag, KD_COMMAND_LEARN, status, result, size);
}

static void without_arguments(kd_app_t *app, uint8_t tag, uint8_t command, const kd_reader_t *arguments)
{
    if (!kd_reader_done(arguments)) {
        kd_report_reply(tag, command, KD_STATUS_BAD_ARGUMENT);
        return;
    }
    switch (command) {
    case KD_COMMAND_STOP:
        kd_report_reply(tag, command, KD_STATUS_OK);
        kd_app_enter(app, KD_MODE_IDLE, 0);
        kd_report_end(KD_END_STOPPED);
        break;
    case KD_COMMAND_INFO:
        kd_report_reply(tag, command, KD_STATUS_OK);
        kd_report_info(app->mode);
        break;
    case KD_COMMAND_RESET:
        if (app->mode == KD_MODE_LEARN) { /* a take must not lose its beginning */
            kd_report_reply(tag, command, KD_STATUS_BUSY);
            break;
        }
        kd_app_forget(app);
        kd_report_reply(tag, command, KD_STATUS_OK);
        break;
    case KD_COMMAND_TEXT:
        kd_report_reply(tag, command, KD_STATUS_OK);
        kd_app_enter(app, KD_MODE_TEXT, 0);
        break;
    default:
        kd_report_reply(tag, command, KD_STATUS_UNKNOWN_COMMAND);
        break;
    }
}

void kd_command_handle(kd_app_t *app, const uint8_t *body, int32_t size)
{
    kd_reader_t reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t tag = kd_reader_u8(&reader);
    const uint8_t command = kd_reader_u8(&reader);
    if (reader.failed) {
        return;
    }
    switch (command) {
    case KD_COMMAND_START:
        start(app, tag, &reader);
        break;
    case KD_COMMAND_BENCH:
        bench(app, tag, &reader);
        break;
    case KD_COMMAND_REBOOT:
        reboot(tag, &reader);
        break;
    case KD_COMMAND_LEARN:
        learn(app, tag, &reader);
        break;
    default:
        without_arguments(app, tag, command, &reader);
        break;
    }
}
