/* kd_command: what a board answers to COMMAND frames. */
#ifndef KD_COMMAND_H
#define KD_COMMAND_H

#include "kd_app.h"

/* How a command ended. */
enum {
    KD_STATUS_OK = 0,
    KD_STATUS_UNKNOWN_COMMAND = -1,
    KD_STATUS_BAD_ARGUMENT = -2,
    KD_STATUS_BUSY = -3,
    KD_STATUS_UNSUPPORTED = -4,
    KD_STATUS_FAILED = -5,
};

/* Answer the COMMAND with this body; malformed ones get no answer. */
void kd_command_handle(kd_app *app, const uint8_t *body, int32_t size);

/* Answer the DATA frame with sequence number `sequence` in inject mode. */
void kd_command_acknowledge(uint32_t sequence, int32_t status);

#endif
