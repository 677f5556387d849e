/* kd_app: the state of the application, and its modes. */
#ifndef KD_APP_H
#define KD_APP_H

#include <stdint.h>

#include "kd_clock.h"
#include "kd_frame.h"
#include "kd_mlperf.h"
#include "kd_recogniser.h"
#include "kd_report.h"

/* One mode more than the protocol reports: the port speaks MLPerf Tiny's text protocol. */
enum { KD_MODE_TEXT = KD_MODE_LEARN + 1 };

/* One stream on the link. */
typedef struct {
    uint32_t sequence;   /* of the next DATA, sent or expected */
    const char *problem; /* of its sensor, as reported last, or NULL */
    int64_t problem_ns;  /* when that was */
    uint8_t described;   /* channels that the host has described so far: all of them when it may inject */
} kd_link_stream_t;

typedef struct {
    kd_frame_decoder_t decoder;
    kd_clock_t clock;
    kd_recogniser_t recogniser;
    kd_mlperf_t mlperf;   /* works with the recogniser's network, window and scores, in text mode */
    uint8_t mode;         /* KD_MODE_ */
    uint8_t reports;      /* KD_REPORT_: what is sent in addition to decisions */
    uint32_t decisions;   /* sent since the mode began */
    uint32_t marks;       /* likewise */
    int64_t described_ns; /* when the descriptions were sent last */
    kd_link_stream_t streams[KD_SIGNAL_STREAMS];
    float block[(KD_REPORT_BLOCK_BYTES + 3) / 4]; /* samples on their way, of any type; floats for their alignment */
} kd_app_t;

/* Begin, idle. */
void kd_app_start(kd_app_t *app);

/* Start `mode` from the beginning; `reports` selects what is sent in addition to decisions. */
void kd_app_enter(kd_app_t *app, uint8_t mode, uint8_t reports);

/* Discard every sample, window and vote; the mode stays. */
void kd_app_forget(kd_app_t *app);

/* 1 in the modes that use the board's own sensors. */
int32_t kd_app_is_sensing(const kd_app_t *app);

#endif
