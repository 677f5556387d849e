/* kd_cobs: consistent overhead byte stuffing for messages of at most 253 bytes.
 *
 * Below that length stuffing costs exactly one byte and the code 0xFF never
 * occurs, which keeps both directions short.
 */
#ifndef KD_COBS_H
#define KD_COBS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KD_COBS_MAX_RAW 253

enum {
    KD_COBS_INVALID = -1, /* a zero, or a code that points past the end */
};

/* Stuffs a message that comes in pieces.  `out` takes one byte more than the pieces have together. */
typedef struct {
    uint8_t *out;
    int32_t size; /* bytes written so far */
    int32_t code; /* where the distance to the next zero belongs */
} kd_cobs_writer_t;

/* Begin a message at `out`. */
void kd_cobs_begin(kd_cobs_writer_t *writer, uint8_t *out);

/* Add `size` bytes. */
void kd_cobs_add(kd_cobs_writer_t *writer, const uint8_t *data, int32_t size);

/* Complete the message.  Returns its stuffed size. */
int32_t kd_cobs_end(kd_cobs_writer_t *writer);

/* Unstuff `size` bytes without their delimiter, in place.  Returns the size of the message, or KD_COBS_INVALID. */
int32_t kd_cobs_decode(uint8_t *data, int32_t size);

#ifdef __cplusplus
}
#endif

#endif
