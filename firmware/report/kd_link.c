#include "kd_link.h"

#include "kd_board.h"

void kd_link_send(uint8_t type, const kd_body_t *body)
{
    static uint8_t wire[KD_FRAME_MAX_WIRE];
    const int32_t size = kd_frame_encode(type, body->bytes, body->size, wire, (int32_t)sizeof wire);
    if (size > 0) {
        kd_board_serial_write(wire, (size_t)size);
    }
}
