/* kd_recogniser: raw samples in; signal frames, scores and recognised signs out, as results.  It sends nothing.
 *
 *     static kd_recogniser_t recogniser;
 *
 *     kd_recogniser_reset(&recogniser, NULL);
 *     for (;;) {
 *         ...                                          // samples of one stream, the first taken at start_ns
 *         kd_recogniser_give(&recogniser, stream, samples, count, start_ns);
 *         kd_result_t result;
 *         int32_t status;
 *         while ((status = kd_recogniser_next(&recogniser, &result)) == KD_RECOGNISER_RESULT) {
 *             if (result.sign != KD_REST) {
 *                 ...                                  // kd_labels[result.sign] is recognised
 *             }
 *         }
 *     }
 */
#ifndef KD_RECOGNISER_H
#define KD_RECOGNISER_H

#include <stdint.h>

#include "kd_decide.h"
#include "kd_signal.h"
#include "kd_window.h"

/* What the time of a hop goes into. */
typedef enum { KD_STAGE_SIGNAL, KD_STAGE_INFERENCE, KD_STAGE_DECISION, KD_STAGES } kd_stage_t;

/* A counter of any unit that wraps at 2^32. */
typedef uint32_t kd_now_function_t(void);

/* What kd_recogniser_next() returns, apart from the errors of kd_signal_push(). */
enum {
    KD_RECOGNISER_DONE = 0,          /* everything that was given has been used */
    KD_RECOGNISER_RESULT = 1,        /* there may be more */
    KD_RECOGNISER_ERR_NETWORK = -16, /* the network could not be run */
};

/* What follows from one signal frame. */
typedef struct {
    int64_t time_ns; /* of the frame */
    uint32_t frame;  /* its number since the reset */
    float values[KD_SIGNAL_FEATURES];
    const int8_t *scores; /* (KD_LABELS) of the window that the frame completes, until the next call; else NULL */
    uint32_t window;      /* number of that window since the reset */
    int32_t vote;         /* the window's label, or KD_REST */
    int32_t sign;         /* label that is recognised now, or KD_REST */
} kd_result_t;

/* State of a recogniser.  Others may read the scores and the counts, and set `spent` to 0. */
typedef struct {
    kd_signal_t path;
    kd_window_t window;
    kd_decider_t decider;
    const uint8_t *samples; /* of the block that is being worked through */
    int64_t start_ns;
    int32_t stream;
    int32_t left;      /* samples of the block */
    uint32_t restarts; /* of the path, when it was looked at last */
    uint32_t frames;
    uint32_t windows;
    kd_now_function_t *now;
    uint32_t lap;              /* what `now` showed when the last stage ended */
    uint32_t spent[KD_STAGES]; /* time of each stage, in units of `now` */
    int8_t scores[KD_LABELS];
} kd_recogniser_t;

/* Discard every sample, window and vote, and what the network remembers: it serves one recogniser at a time.
 * now: a clock that times the stages; NULL if not needed. */
void kd_recogniser_reset(kd_recogniser_t *recogniser, kd_now_function_t *now);

/* Give samples of one stream, as to kd_signal_push(), once all earlier ones are used.  They are read in place until
 * kd_recogniser_next() has returned something else than KD_RECOGNISER_RESULT. */
void kd_recogniser_give(kd_recogniser_t *recogniser, int32_t stream, const void *samples, int32_t count,
                        int64_t start_ns);

/* The next result of the samples given.  Returns KD_RECOGNISER_RESULT, KD_RECOGNISER_DONE, or a negative error of the
 * signal path or the network: then the rest of the samples is dropped. */
int32_t kd_recogniser_next(kd_recogniser_t *recogniser, kd_result_t *result);

#endif
