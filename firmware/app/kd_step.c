#include "kd_step.h"

#include "kd_board.h"
#include "kd_command.h"
#include "kd_inject.h"
#include "kd_sensing.h"

static int32_t takes_samples(const kd_app_t *app)
{
    return app->mode == KD_MODE_INJECT || app->mode == KD_MODE_LEARN;
}

static void handle(kd_app_t *app)
{
    const kd_frame_decoder_t *const frame = &app->decoder;
    if (frame->type == KD_FRAME_COMMAND) {
        if (app->mode == KD_MODE_TEXT) {
            kd_app_enter(app, KD_MODE_IDLE, 0);
        }
        kd_command_handle(app, frame->body, frame->body_size);
    } else if (takes_samples(app) && frame->type == KD_FRAME_DESCRIPTION) {
        kd_inject_description(app, frame->body, frame->body_size);
    } else if (takes_samples(app) && frame->type == KD_FRAME_DATA) {
        kd_inject_data(app, frame->body, frame->body_size);
    }
}

/* Every byte goes to the frame decoder, whose CRC detects a frame even after text. */
static void receive(kd_app_t *app)
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

void kd_step(kd_app_t *app)
{
    kd_clock_now_ns(&app->clock); /* it must see every wrap of the tick counter */
    receive(app);
    if (kd_app_is_sensing(app)) {
        kd_sensing_step(app);
    }
}
