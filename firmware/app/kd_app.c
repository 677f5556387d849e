#include "kd_app.h"

#include <string.h>

#include "board.h"
#include "kd_sense.h"

static const uint32_t TICK_MS = 1;   /* while sensing */
static const uint32_t IDLE_MS = 250; /* so that the clock sees every wrap of the tick counter */

int32_t kd_app_is_sensing(const kd_app *app)
{
    return app->mode == KD_MODE_SENSOR || app->mode == KD_MODE_CLASSIFY;
}

void kd_app_enter(kd_app *app, kd_mode mode, uint32_t reports)
{
    app->mode = mode;
    app->marks = 0;
    memset(app->streams, 0, sizeof app->streams);
    kd_classify_reset(&app->classifier, &app->clock, reports);
    if (kd_app_is_sensing(app)) {
        kd_sense_start(kd_clock_now_ns(&app->clock));
    } else {
        kd_sense_stop();
    }
    if (mode == KD_MODE_TEXT) {
        kd_mlperf_start(&app->mlperf, &app->clock, app->classifier.window.frames, app->classifier.scores);
    }
    kd_board_wake_every_ms(kd_app_is_sensing(app) ? TICK_MS : IDLE_MS);
}

void kd_app_start(kd_app *app)
{
    kd_clock_start(&app->clock);
    kd_frame_decoder_reset(&app->decoder);
    kd_app_enter(app, KD_MODE_IDLE, 0);
}
