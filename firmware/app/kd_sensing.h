/* kd_sensing: samples of the board's own sensors, passed on to the host or to the recogniser. */
#ifndef KD_SENSING_H
#define KD_SENSING_H

#include "kd_app.h"

/* Tell the host what the streams are. */
void kd_sensing_describe(kd_app_t *app);

/* How many samples of `stream` are passed on together; at least 1. */
int32_t kd_sensing_block_samples(const kd_stream_t *stream);

/* Pass on everything that is due, in a mode that senses. */
void kd_sensing_step(kd_app_t *app);

#endif
