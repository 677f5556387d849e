/* kd_signal: raw samples of several sensor streams in, normalised frames out.
 *
 * The same operations in the same order as the host's signal path, so the same
 * bits.  All constants come from the generated kd_signal_config.h.  No malloc,
 * no globals, no double; the caller owns the state.
 *
 *     static kd_signal_t path;
 *     static kd_window_t window;
 *
 *     kd_signal_reset(&path);
 *     kd_window_reset(&window);
 *     for (;;) {
 *         int64_t start_ns = ...;                      // time of the block's first sample
 *         const int16_t *samples = ...;                // (count, KD_STREAM_EMG_CHANNELS)
 *         while (count > 0) {
 *             int32_t taken = kd_signal_push(&path, KD_STREAM_EMG, samples, count, start_ns);
 *             if (taken < 0) {
 *                 break;                               // drop the block; the clock will show the gap
 *             }
 *             float frame[KD_SIGNAL_FEATURES];
 *             while (kd_signal_pull(&path, frame, 1) == 1) {
 *                 int8_t quantised[KD_SIGNAL_FEATURES];
 *                 kd_signal_quantise(frame, quantised);
 *                 const int8_t *input = kd_window_push(&window, quantised);
 *                 if (input != NULL) {
 *                     ...                              // infer
 *                 }
 *             }
 *             samples += taken * KD_STREAM_EMG_CHANNELS;
 *             count -= taken;
 *             start_ns = KD_SIGNAL_CONTINUE;
 *         }
 *     }
 *
 * When `path.restarts` changes, time has jumped: reset the window, it must not span the gap.
 */
#ifndef KD_SIGNAL_H
#define KD_SIGNAL_H

#include <stdint.h>

#include "kd_signal_config.h"
#include "kd_stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* As start_ns: the samples follow directly on the stream's previous ones (or start at 0). */
#define KD_SIGNAL_CONTINUE INT64_MIN

/* Times lie within this of 0, so that differences never overflow: 146 years. */
#define KD_SIGNAL_TIME_LIMIT_NS (INT64_C(1) << 62)

enum {
    KD_SIGNAL_ERR_STREAM = -1,     /* no such stream */
    KD_SIGNAL_ERR_COUNT = -2,      /* negative count */
    KD_SIGNAL_ERR_NOT_FINITE = -3, /* a sample is NaN or infinite; nothing was taken */
    KD_SIGNAL_ERR_TIME = -4,       /* start_ns is not within KD_SIGNAL_TIME_LIMIT_NS of 0; nothing was taken */
    KD_SIGNAL_ERR_BACKLOG = -5,    /* this stream runs too far ahead of another; nothing was taken */
    KD_SIGNAL_ERR_WEARER = -6      /* the block kd_wearer is damaged, or of other sensors; nothing was taken */
};

/* One stream on its grid, and its queue of processed samples ("rows"). */
typedef struct {
    int64_t next_ns;  /* time of the next sample */
    int64_t claim_ns; /* first frame that can use the newest row */
    int32_t owed;     /* missing samples that are still to be filled */
    int32_t oldest;   /* ring index of the oldest row */
    int32_t rows;     /* rows in the ring */
    uint8_t started;
    uint8_t dropped; /* rows were dropped before the frame clock ran */
} kd_track_t;

/* State of the signal path.  The counters are for reading; the rest is private. */
typedef struct {
    uint32_t filled_samples;  /* missing samples, filled with the last raw one */
    uint32_t skipped_samples; /* samples dropped because their slot was taken */
    uint32_t restarts;        /* how often time jumped and the path started over */
    uint8_t clocked;          /* every stream has started: the frame clock runs */
    int64_t next_frame_ns;    /* time of the next frame, once clocked */
    kd_track_t tracks[KD_SIGNAL_STREAMS];
    float held[KD_SIGNAL_FEATURES];      /* last raw sample of every channel, scaled */
    float state[KD_SIGNAL_STATE_FLOATS]; /* filters */
    float rows[KD_SIGNAL_ROW_FLOATS];
    int64_t row_ns[KD_SIGNAL_ROWS];
} kd_signal_t;

/* Start over: no samples seen, all counters zero. */
void kd_signal_reset(kd_signal_t *path);

/* Feed samples of one stream.
 *
 * samples: (count, channels) of the stream's sample type, aligned for that type.
 * start_ns: time of the first sample, or KD_SIGNAL_CONTINUE.  The block goes to the nearest slot of
 *   the stream's grid: empty slots before it are filled with the last raw sample, one that comes one
 *   slot early loses its first sample.  A gap above KD_SIGNAL_GAP_LIMIT_NS or a step back of more than
 *   one period restarts the path.
 *
 * Returns how many samples were taken, or a negative error.  Fewer than `count` means that the queue
 * is full: pull the frames, then push the rest with KD_SIGNAL_CONTINUE.  Streams may take turns in any
 * way as long as none runs further ahead of another than KD_SIGNAL_GAP_LIMIT_NS, or KD_SIGNAL_BACKLOG_NS
 * while one has not started yet. */
int32_t kd_signal_push(kd_signal_t *path, int32_t stream, const void *samples, int32_t count, int64_t start_ns);

/* Take up to `capacity` complete frames, float (capacity, KD_SIGNAL_FEATURES), oldest first.
 * Returns how many. */
int32_t kd_signal_pull(kd_signal_t *path, float *frames, int32_t capacity);

/* The same frames as they were recorded: neither in the orientation of the training population nor normalised. */
int32_t kd_signal_pull_recorded(kd_signal_t *path, float *frames, int32_t capacity);

/* Normalise a frame (KD_SIGNAL_FEATURES) in place. */
void kd_signal_normalise(float *frame);

/* Quantise a frame for the model: clamp(round_half_even(x / scale) + zero_point), both (KD_SIGNAL_FEATURES). */
void kd_signal_quantise(const float *frame, int8_t *quantised);

#ifdef __cplusplus
}
#endif

#endif
