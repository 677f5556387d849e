/* kd_host: a bundle's recogniser for programs that are not C: Python by ctypes, Java and Kotlin by JNI, Swift.
 *
 * This header needs no other and is the same for every bundle.  Functions take numbers and pointers; all memory is the
 * caller's (in Java a direct ByteBuffer), and there are no globals, so that a process can serve several streams.
 *
 *     kd_host_t *host = kd_host_begin(malloc(kd_host_bytes()));
 *     for (;;) {
 *         ...                                        // samples of one stream, the first taken at start_ns
 *         int32_t found = kd_host_give(host, stream, samples, count, start_ns, results, 64);
 *         for (; found > 0; found = kd_host_next(host, results, 64)) {
 *             ...                                    // hops, each of them kd_host_result_bytes() after the last
 *         }
 *     }
 */
#ifndef KD_HOST_H
#define KD_HOST_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a shared library shows of itself. */
#define KD_HOST_API __attribute__((visibility("default")))

typedef struct kd_host kd_host_t;

/* What follows from a hop.  kd_host_result_bytes() long, a multiple of 8; 24 of them come before the scores. */
typedef struct {
    int64_t time_ns;   /* of the window's last frame */
    uint32_t restarts; /* of the signal path so far; votes from before a restart do not count */
    float activity;
    int32_t vote;    /* the window's label, or -1 for rest */
    int32_t sign;    /* label that is recognised now, or -1 */
    int8_t scores[]; /* of all labels */
} kd_host_result_t;

/* start_ns of samples that directly follow on the stream's last ones. */
#define KD_HOST_CONTINUE INT64_MIN

/* About the bundle: streams, bytes of one sample of all channels of a stream, labels and the name of one. */
KD_HOST_API int32_t kd_host_streams(void);
KD_HOST_API int32_t kd_host_row_bytes(int32_t stream);
KD_HOST_API int32_t kd_host_labels(void);
KD_HOST_API const char *kd_host_label(int32_t label);

/* How sure the network is of a label, in percent, by its score. */
KD_HOST_API int32_t kd_host_percent(int32_t score);

/* Whether the network takes one frame at a time. */
KD_HOST_API int32_t kd_host_takes_frames(void);

/* Bytes that kd_host_begin() wants, and bytes of a result. */
KD_HOST_API int32_t kd_host_bytes(void);
KD_HOST_API int32_t kd_host_result_bytes(void);

/* Begin in `memory` of any alignment, which must stay where it is.  Returns what the functions below take. */
KD_HOST_API kd_host_t *kd_host_begin(void *memory);

/* Discard every sample and window, and set the counters to zero. */
KD_HOST_API void kd_host_reset(kd_host_t *host);

/* Give `count` samples of one stream, (count, channels) of its type, and begin with kd_host_next().  They are read in
 * place until that has nothing more, or an error.  Returns as kd_host_next().  If it returns an error, none of them are
 * read any more; after KD_RECOGNISER_ERR_BUSY, -17, those given before still are. */
KD_HOST_API int32_t kd_host_give(kd_host_t *host, int32_t stream, const void *samples, int32_t count, int64_t start_ns,
                                 void *results, int32_t capacity);

/* Up to `capacity` results of the samples given.  Returns how many, or a negative error: then the rest of the samples
 * is dropped.  Fewer than `capacity`: nothing more comes, unless kd_host_failed(). */
KD_HOST_API int32_t kd_host_next(kd_host_t *host, void *results, int32_t capacity);

/* Whether the next call of kd_host_next() returns an error. */
KD_HOST_API int32_t kd_host_failed(const kd_host_t *host);

/* Counts since the reset: samples filled, samples skipped, restarts. */
KD_HOST_API void kd_host_counts(const kd_host_t *host, uint32_t *counts);

#ifdef __cplusplus
}
#endif

#endif
