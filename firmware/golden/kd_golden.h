/* kd_golden: recordings of the bundle, to try a recogniser without sensors and to check it where it runs.
 *
 *     kd_golden_t recordings;
 *     kd_golden_block_t block;
 *
 *     kd_golden_start(&recordings);
 *     while (kd_golden_next(&recordings, &block)) {
 *         kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
 *         ...
 *     }
 *
 * The recordings take flash only in programs that call one of these functions. */
#ifndef KD_GOLDEN_H
#define KD_GOLDEN_H

#include <stdint.h>

#include "kd_recogniser.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Samples of one stream, as kd_recogniser_push() takes them. */
typedef struct {
    const void *samples;
    int64_t start_ns;
    int32_t stream;
    int32_t count;
} kd_golden_block_t;

/* Where the recordings are being played.  Private. */
typedef struct {
    int32_t piece;
    int32_t used[KD_SIGNAL_STREAMS]; /* samples */
} kd_golden_t;

/* Begin with the first recording.  They are played one after the other, with rest between them. */
void kd_golden_start(kd_golden_t *golden);

/* The next samples, in the order in which sensors would deliver them.  Returns 1, or 0 after the last ones. */
int32_t kd_golden_next(kd_golden_t *golden, kd_golden_block_t *block);

/* Recognise every recording by itself, from its raw samples on, and compare its last window with the bundle's, and the
 * scores of that window with those that TensorFlow Lite Micro gave when the bundle was made.  The recogniser must be begun
 * again afterwards.
 *
 * Returns how many scores are wrong, of which there are KD_LABELS in each recording, and one more for each window that
 * is: 0 if all is well; or a negative error of kd_recogniser_next(). */
int32_t kd_golden_check(kd_recogniser_t *recogniser);

/* How many scores that compares. */
int32_t kd_golden_scores_checked(void);

#ifdef __cplusplus
}
#endif

#endif
