#include "kd_app.h"

#include <string.h>

#include "kd_board.h"
#include "kd_learn.h"
#include "kd_sense.h"
#include "kd_stopwatch.h"

static const uint32_t TICK_MS = 1;   /* while sensing */
static const uint32_t IDLE_MS = 250; /* so that the clock sees every wrap of the tick counter */

int32_t kd_app_is_sensing(const kd_app_t *app)
{
    return app->mode == KD_MODE_SENSOR || app->mode == KD_MODE_CLASSIFY;
}

void kd_app_forget(kd_app_t *app)
{
    kd_recogniser_init(&app->recogniser);
    app->recogniser.now = kd_stopwatch_now;
    app->decisions = 0;
}

void kd_app_enter(kd_app_t *app, uint8_t mode, uint8_t reports)
{
    if (mode != KD_MODE_LEARN) {
        kd_learn_stop();
    }
    app->mode = mode;
    app->reports = reports;
    app->marks = 0;
    memset(app->streams, 0, sizeof app->streams);
    kd_app_forget(app);
    if (kd_app_is_sensing(app)) {
        kd_sense_start(kd_clock_now_ns(&app->clock));
    } else {
        kd_sense_stop();
    }
    if (mode == KD_MODE_TEXT) {
        kd_recogniser_t *const recogniser = &app->recogniser;
        kd_mlperf_start(&app->mlperf, &app->clock, &recogniser->network, recogniser->window.frames, recogniser->scores);
    }
#if defined(KD_SIGNAL_WEARER)
    if ((mode == KD_MODE_CLASSIFY || mode == KD_MODE_INJECT) && !kd_wearer_is_valid()) {
        kd_report_log(kd_clock_now_ns(&app->clock), KD_LOG_ERROR,
                      "The wearer's profile in this image is damaged, or made for other sensors: nothing is "
                      "recognised. Flash the board again.");
    }
#endif
    kd_board_wake_every_ms(kd_app_is_sensing(app) ? TICK_MS : IDLE_MS);
}

void kd_app_start(kd_app_t *app)
{
    kd_clock_start(&app->clock);
    kd_frame_decoder_reset(&app->decoder);
    kd_learn_start();
    kd_app_enter(app, KD_MODE_IDLE, 0);
}
