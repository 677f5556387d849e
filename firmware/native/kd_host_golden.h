/* kd_host_golden: checks a bundle's recogniser where it runs.  Needs no other header. */
#ifndef KD_HOST_GOLDEN_H
#define KD_HOST_GOLDEN_H

#include <stdint.h>

#include "kd_host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Recognise golden recordings of the bundle in `memory` of kd_host_bytes().  Returns how many of their scores are wrong,
 * 0 if all is well, or a negative error. */
KD_HOST_API int32_t kd_host_check(void *memory);

/* How many scores that compares. */
KD_HOST_API int32_t kd_host_check_scores(void);

/* A block of these recordings, as kd_host_give() takes it. */
typedef struct {
    const void *samples; /* constant, for as long as the program runs */
    int64_t start_ns;
    int32_t stream;
    int32_t count;
} kd_host_block_t;

/* Bytes that kd_host_golden_start() wants, aligned as int32_t. */
KD_HOST_API int32_t kd_host_golden_bytes(void);

/* Begin with the first recording.  They are played one after the other, with rest between them. */
KD_HOST_API void kd_host_golden_start(void *place);

/* The next block, in the order in which sensors would deliver it.  Returns 1, or 0 after the last one. */
KD_HOST_API int32_t kd_host_golden_next(void *place, kd_host_block_t *block);

#ifdef __cplusplus
}
#endif

#endif
