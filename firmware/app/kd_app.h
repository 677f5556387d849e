/* kd_app: the application between link, sensors and network: what it knows, and its modes. */
#ifndef KD_APP_H
#define KD_APP_H

#include <stdint.h>

#include "kd_classify.h"
#include "kd_clock.h"
#include "kd_frame.h"
#include "kd_mlperf.h"

typedef enum { KD_MODE_IDLE, KD_MODE_SENSOR, KD_MODE_CLASSIFY, KD_MODE_INJECT, KD_MODE_TEXT } kd_mode;

/* What DATA carries of samples, at most. */
#define KD_APP_BLOCK_BYTES (KD_FRAME_MAX_BODY - 18)

/* One stream on the link. */
typedef struct {
    uint32_t sequence;   /* of the next DATA, sent or expected */
    const char *problem; /* of its sensor, as reported last, or 0 */
    int64_t problem_ns;  /* when that was */
    uint8_t described;   /* channels that the host has described so far: all of them when it may inject */
} kd_link_stream;

typedef struct {
    kd_frame_decoder decoder;
    kd_clock clock;
    kd_classifier classifier;
    kd_mlperf mlperf; /* works with the classifier's window and scores, in text mode */
    kd_mode mode;
    int64_t described_ns; /* when the descriptions were sent last */
    uint32_t marks;       /* sent since the mode began */
    kd_link_stream streams[KD_SIGNAL_STREAMS];
    float block[(KD_APP_BLOCK_BYTES + 3) / 4]; /* samples on their way, of any type; floats for their alignment */
} kd_app;

/* Begin, idle. */
void kd_app_start(kd_app *app);

/* Begin `mode` anew; `reports` says what a classifier tells. */
void kd_app_enter(kd_app *app, kd_mode mode, uint32_t reports);

/* 1 in the modes that use the board's own sensors. */
int32_t kd_app_is_sensing(const kd_app *app);

#endif
