/* kd_step: one pass of the application's loop.  PROTOCOL.md defines its answers. */
#ifndef KD_STEP_H
#define KD_STEP_H

#include "kd_app.h"

/* Do everything that is due: answer the host, pass samples on. */
void kd_step(kd_app_t *app);

#endif
