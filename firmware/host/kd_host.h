/* kd_host: live recognition on a host in one call: raw samples in; scores and activity of every hop out.
 *
 * The same signal path and network as in firmware, but for decisions, which the host makes, and without globals, so that
 * one process serves several streams.  kd_edge/live/native.py compiles it for a bundle.  The network runs as windows,
 * or takes one frame at a time (KD_HOST_STREAMS of the generated kd_host_options.h), with the same result at every hop. */
#ifndef KD_HOST_H
#define KD_HOST_H

#include <stdint.h>

#include "kd_host_options.h"
#include "kd_model.h"
#include "kd_signal.h"
#include "kd_window.h"

typedef struct {
    int64_t time_ns;   /* of the window's last frame */
    uint32_t restarts; /* of the signal path so far; votes from before a restart do not count */
    float activity;
    int8_t scores[KD_LABELS];
} kd_host_result_t;

typedef struct {
    kd_signal_t path;
    kd_window_t window;
    kd_model_t model;
    int8_t newest[KD_LABELS]; /* result of a network that takes frames, which may have it before a window's last one */
    const uint8_t *samples;   /* of the block that is being worked through */
    int64_t start_ns;
    int32_t stream;
    int32_t left;      /* samples of the block */
    int32_t failed;    /* error that the next call returns, after the results before it */
    uint32_t restarts; /* of the path, when it was looked at last */
} kd_host_t;

/* Whether the network takes one frame at a time. */
int32_t kd_host_streams(void);

/* Bytes of a kd_host_t, and of a kd_host_result_t. */
int32_t kd_host_bytes(void);
int32_t kd_host_result_bytes(void);

/* Discard every sample and window, and set the counters to zero. */
void kd_host_reset(kd_host_t *host);

/* Give samples of one stream, as to kd_signal_push(), once all earlier ones are used.  They are read in place until
 * kd_host_next() has returned 0 or an error. */
void kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns);

/* Up to `capacity` results of the samples given.  Returns how many, or a negative error of kd_signal_push(): then the
 * rest of the samples is dropped. */
int32_t kd_host_next(kd_host_t *host, kd_host_result_t *results, int32_t capacity);

/* Counts since the reset: filled, skipped, restarts. */
void kd_host_counts(const kd_host_t *host, uint32_t *counts);

#endif
