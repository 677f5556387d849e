/* kd_link: frames to the host over the board's serial port. */
#ifndef KD_LINK_H
#define KD_LINK_H

#include "kd_body.h"
#include "kd_frame.h"

/* Send `body` as a frame of `type`. */
void kd_link_send(uint8_t type, const kd_body_t *body);

#endif
