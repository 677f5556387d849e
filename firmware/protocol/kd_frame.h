/* kd_frame: frames of the serial protocol, version 1; PROTOCOL.md gives the bytes. */
#ifndef KD_FRAME_H
#define KD_FRAME_H

#include <stdint.h>

#include "kd_protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KD_FRAME_MAX_ENCODED (2 + KD_FRAME_MAX_BODY + 4 + 1) /* version, type, body, CRC, COBS */
#define KD_FRAME_MAX_WIRE (KD_FRAME_MAX_ENCODED + 1)         /* and the delimiter */

/* What a function returns: a count, a size, or what went wrong. */
enum {
    KD_FRAME_NONE = 0,
    KD_FRAME_READY = 1,
    KD_FRAME_DAMAGED = -1,         /* not COBS, too short, or a wrong CRC */
    KD_FRAME_OVERSIZED = -2,       /* longer than any frame */
    KD_FRAME_UNKNOWN_VERSION = -3, /* undamaged, of another version */
    KD_FRAME_BODY_TOO_LONG = -4,
    KD_FRAME_NO_ROOM = -5, /* the caller's buffer is too small */
};

/* Write a frame with its delimiter.
 *
 * body: (body_size), at most KD_FRAME_MAX_BODY.
 * wire: (capacity), at least body_size + 8.
 * Returns bytes written, KD_FRAME_BODY_TOO_LONG or KD_FRAME_NO_ROOM. */
int32_t kd_frame_encode(uint8_t type, const uint8_t *body, int32_t body_size, uint8_t *wire, int32_t capacity);

/* Reads frames byte by byte.  The last four members count what was met. */
typedef struct {
    uint8_t bytes[KD_FRAME_MAX_ENCODED];
    int32_t size; /* bytes of the run so far; above KD_FRAME_MAX_ENCODED: skipping to the delimiter */
    uint8_t type; /* of the frame that is ready */
    int32_t body_size;
    const uint8_t *body; /* (body_size), valid until the next push */
    uint32_t frames;
    uint32_t damaged;
    uint32_t oversized;
    uint32_t unknown_version;
} kd_frame_decoder_t;

/* Forget everything, counters included. */
void kd_frame_decoder_reset(kd_frame_decoder_t *decoder);

/* Take one byte from the wire.  Returns KD_FRAME_READY when it completes a frame, KD_FRAME_NONE, or why the run
 * that it ends is no frame. */
int32_t kd_frame_decoder_push(kd_frame_decoder_t *decoder, uint8_t byte);

#ifdef __cplusplus
}
#endif

#endif
