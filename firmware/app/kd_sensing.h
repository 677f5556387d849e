/* kd_sensing: what a board passes on of its own sensors, to the host or to its classifier. */
#ifndef KD_SENSING_H
#define KD_SENSING_H

#include "kd_app.h"

/* Tell the host what the streams are. */
void kd_sensing_describe(kd_app_t *app);

/* Samples of `stream` that are passed on at once; at least 1. */
int32_t kd_sensing_block_samples(const kd_stream_t *stream);

/* Pass on everything that is due, in a mode that senses. */
void kd_sensing_step(kd_app_t *app);

#endif
