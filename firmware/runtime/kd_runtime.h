/* kd_runtime: the network, whichever runtime executes it, over whole windows or frame by frame.
 *
 * Three implementations: kd_runtime_c.c and kd_runtime_c_stream.c over the generated engine, the second where the
 * network takes one frame at a time, and one over TFLite Micro.  Live recognition calls them all alike:
 *
 *     static kd_runtime_t network;
 *
 *     kd_runtime_reset(&network);
 *     for (;;) {
 *         kd_runtime_push(&network, frame);          // every frame
 *         if (window != NULL) {                      // the frame completes a window
 *             kd_runtime_scores(&network, window, scores);
 *         }
 *     }
 */
#ifndef KD_RUNTIME_H
#define KD_RUNTIME_H

#include <stdint.h>

#if !defined(KD_RUNTIME_OWNS_MEMORY)
#include "kd_model_abi.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if defined(KD_RUNTIME_OWNS_MEMORY)
/* A runtime such as TFLite Micro, which has its memory elsewhere: a program has one network. */
typedef struct {
    uint8_t unused;
} kd_runtime_t;
#else
#include "kd_model.h" /* C, as its generator writes it */

/* All memory of the generated engine. */
typedef struct {
    kd_model_t model;
    int8_t newest[KD_MODEL_OUTPUTS]; /* a network that takes frames may have it before its window's last one */
} kd_runtime_t;
#endif

/* Which one it is: KD_RUNTIME_... of kd_protocol.h. */
extern const uint8_t kd_runtime_kind;

/* 1 if it works on frames as they are pushed, 0 if on whole windows. */
extern const uint8_t kd_runtime_takes_frames;

/* Bytes of RAM that the network works in. */
extern const uint32_t kd_runtime_arena_bytes;

/* Forget every frame that was pushed. */
void kd_runtime_reset(kd_runtime_t *network);

/* Take the next frame (features).  Does nothing where whole windows are classified. */
void kd_runtime_push(kd_runtime_t *network, const int8_t *frame);

/* The scores (classes) of the window (window_size, features) which the frame pushed last completes: of the frames
 * themselves where they were taken.  Returns 0 or a negative error. */
int32_t kd_runtime_scores(kd_runtime_t *network, const int8_t *window, int8_t *scores);

/* Classify one window (window_size, features) into scores (classes), from a fresh state: nothing of earlier
 * windows is carried over, and frames that were pushed are forgotten.  Returns 0 or a negative error. */
int32_t kd_runtime_infer(kd_runtime_t *network, const int8_t *window, int8_t *scores);

/* Where the last layer is apart (kd_head.h): what it read of the window that was scored last, until the next one. */
const int8_t *kd_runtime_features(kd_runtime_t *network);

#ifdef __cplusplus
}
#endif

#endif
