/* kd_command: what a board answers to COMMAND frames. */
#ifndef KD_COMMAND_H
#define KD_COMMAND_H

#include "kd_app.h"

/* Answer the COMMAND with this body; malformed ones get no answer. */
void kd_command_handle(kd_app_t *app, const uint8_t *body, int32_t size);

#endif
