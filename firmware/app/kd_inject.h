/* kd_inject: samples from the host, processed as if sensed. */
#ifndef KD_INJECT_H
#define KD_INJECT_H

#include "kd_app.h"

/* A host may inject a stream once it has described it as the bundle does. */
void kd_inject_description(kd_app_t *app, const uint8_t *body, int32_t size);

/* Take the samples of a DATA frame.  The answer says whether they were used. */
void kd_inject_data(kd_app_t *app, const uint8_t *body, int32_t size);

#endif
