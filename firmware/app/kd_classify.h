/* kd_classify: samples to the recogniser, and its results to the host. */
#ifndef KD_CLASSIFY_H
#define KD_CLASSIFY_H

#include "kd_app.h"

/* Recognise what samples of one stream hold, and report it.  They are given as to kd_recogniser_push().
 * Returns 0 or a negative error of the recogniser. */
int32_t kd_classify(kd_app_t *app, int32_t stream, const void *samples, int32_t count, int64_t start_ns);

#endif
