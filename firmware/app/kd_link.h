/* kd_link: frames over the board's serial port. */
#ifndef KD_LINK_H
#define KD_LINK_H

#include "kd_body.h"
#include "kd_frame.h"

/* Send `body` as a frame of `type`. */
void kd_link_send(uint8_t type, const kd_body *body);

/* Feed received bytes to the decoder until one completes a frame.
 * Returns 1 if decoder->type, body and body_size are valid until the next call, 0 if no byte is waiting. */
int32_t kd_link_receive(kd_frame_decoder *decoder);

#endif
