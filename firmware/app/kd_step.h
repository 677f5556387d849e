/* kd_step: one turn of the application's loop.  PROTOCOL.md says what it answers. */
#ifndef KD_STEP_H
#define KD_STEP_H

#include "kd_app.h"

/* Do everything that is due: answer the host, pass samples on. */
void kd_step(kd_app_t *app);

#endif
