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

#ifdef __cplusplus
}
#endif

#endif
