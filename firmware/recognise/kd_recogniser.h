/* kd_recogniser: raw samples in; recognised signs out.  It sends nothing, and all its memory is the caller's.
 *
 *     static kd_recogniser_t recogniser;
 *
 *     kd_recogniser_init(&recogniser);
 *     for (;;) {
 *         ...                                          // samples of one stream, the first taken at start_ns
 *         kd_recogniser_push(&recogniser, stream, samples, count, start_ns);
 *         kd_result_t result;
 *         while (kd_recogniser_poll(&recogniser, &result) == KD_RECOGNISER_RESULT) {
 *             ...                                      // kd_labels[result.sign] is recognised
 *         }
 *     }
 *
 * kd_recogniser_next() in the place of kd_recogniser_poll() gives every frame, and the scores of every window. */
#ifndef KD_RECOGNISER_H
#define KD_RECOGNISER_H

#include <stdint.h>

#include "kd_decide.h"
#include "kd_runtime.h"
#include "kd_signal.h"
#include "kd_window.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the time of a hop goes into. */
typedef enum { KD_STAGE_SIGNAL, KD_STAGE_INFERENCE, KD_STAGE_DECISION, KD_STAGES } kd_stage_t;

/* A counter of any unit that wraps at 2^32. */
typedef uint32_t kd_now_function_t(void);

/* What the functions return, apart from the errors of kd_signal_push(). */
enum {
    KD_RECOGNISER_DONE = 0,          /* everything that was pushed has been used */
    KD_RECOGNISER_RESULT = 1,        /* there may be more */
    KD_RECOGNISER_ERR_NETWORK = -16, /* the network could not be run */
    KD_RECOGNISER_ERR_BUSY = -17     /* the samples before are not used up, so none were taken */
};

/* What follows from one signal frame. */
typedef struct {
    int64_t time_ns; /* of the frame */
    uint32_t frame;  /* its number since the reset */
    float values[KD_SIGNAL_FEATURES];
    const int8_t *scores; /* (KD_LABELS) of the window that the frame completes, until the next call; else NULL */
    uint32_t window;      /* number of that window since the reset */
    float activity;       /* of that window: kd_window_activity() */
    int32_t vote;         /* the window's label, or KD_REST */
    int32_t sign;         /* label that is recognised now, or KD_REST */
} kd_result_t;

/* State of a recogniser, the network's memory included.  Others may read the scores and the counts, set `now`, and set
 * `spent` to 0. */
typedef struct {
    kd_signal_t path;
    kd_window_t window;
    kd_decider_t decider;
    kd_runtime_t network;
    const uint8_t *samples; /* of the block that is being worked through */
    int64_t start_ns;
    int32_t stream;
    int32_t left;      /* samples of the block */
    uint32_t restarts; /* of the path, when it was looked at last */
    uint32_t frames;
    uint32_t windows;
    kd_now_function_t *now;    /* a clock that times the stages; NULL, as init leaves it: they are not timed */
    uint32_t lap;              /* what `now` showed when the last stage ended */
    uint32_t spent[KD_STAGES]; /* time of each stage, in units of `now` */
    int8_t scores[KD_LABELS];
} kd_recogniser_t;

/* Begin, or begin again: nothing is known of earlier samples, windows and votes. */
void kd_recogniser_init(kd_recogniser_t *recogniser);

/* Push samples of one stream, as to kd_signal_push().  They are read in place, so leave them alone until the function
 * below that you call has returned something else than KD_RECOGNISER_RESULT.
 *
 * stream: KD_STREAM_...; samples: (count, channels) of its type; start_ns: time of the first, or KD_SIGNAL_CONTINUE.
 * Returns 0, KD_RECOGNISER_ERR_BUSY or KD_SIGNAL_ERR_COUNT; what else is wrong with samples, the functions below say. */
int32_t kd_recogniser_push(kd_recogniser_t *recogniser, int32_t stream, const void *samples, int32_t count,
                           int64_t start_ns);

/* The next sign that the samples pushed complete: result->sign.  Returns KD_RECOGNISER_RESULT, KD_RECOGNISER_DONE, or a
 * negative error of the signal path or the network: then the rest of the samples is dropped. */
int32_t kd_recogniser_poll(kd_recogniser_t *recogniser, kd_result_t *result);

/* The next frame that they complete, with a sign or without.  Returns the same. */
int32_t kd_recogniser_next(kd_recogniser_t *recogniser, kd_result_t *result);

/* How sure the network is of a result's sign, in percent: its score in the newest window. */
int32_t kd_result_percent(const kd_result_t *result);

#ifdef __cplusplus
}
#endif

#endif
