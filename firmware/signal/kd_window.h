/* kd_window: the newest quantised frames, contiguous and oldest first, ready as model input.
 *
 * Completed windows are handed out in place; the frames that the next window
 * shares are moved down when it begins, once per window.  So there is one copy
 * of the input in RAM.
 */
#ifndef KD_WINDOW_H
#define KD_WINDOW_H

#include <stdint.h>

#include "kd_signal_config.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int8_t frames[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES]; /* (KD_WINDOW_SIZE, KD_SIGNAL_FEATURES) */
    int32_t count;                                      /* frames present; below 0: frames to skip first */
#if KD_DECISION_USES_ACTIVITY
    int32_t sums[KD_SIGNAL_FEATURES]; /* over the frames present */
    int32_t squares[KD_SIGNAL_FEATURES];
#endif
} kd_window_t;

/* Forget all frames: the next one starts a window. */
void kd_window_reset(kd_window_t *window);

/* Add one frame (KD_SIGNAL_FEATURES).  Returns the window (KD_WINDOW_SIZE, KD_SIGNAL_FEATURES) when the
 * frame completes one, valid until the next push, else NULL. */
const int8_t *kd_window_push(kd_window_t *window, const int8_t *frame);

/* Mean over features of the standard deviation over time of a complete window, in units of normalised frames; 0 if the
 * decision does not ask for it.  Sums are whole numbers, so the host computes the identical value, and they are carried
 * on from window to window. */
float kd_window_activity(const kd_window_t *window);

#ifdef __cplusplus
}
#endif

#endif
