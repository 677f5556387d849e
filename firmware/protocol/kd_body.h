/* kd_body: the little-endian numbers and strings in a frame's body, written and read. */
#ifndef KD_BODY_H
#define KD_BODY_H

#include <stdint.h>

#include "kd_protocol.h"

/* A body that is being written.  What does not fit is left out and remembered in `overflow`. */
typedef struct {
    uint8_t bytes[KD_FRAME_MAX_BODY];
    int32_t size;
    uint8_t overflow;
} kd_body_t;

void kd_body_begin(kd_body_t *body);
void kd_body_u8(kd_body_t *body, uint8_t value);
void kd_body_u16(kd_body_t *body, uint16_t value);
void kd_body_u32(kd_body_t *body, uint32_t value);
void kd_body_u64(kd_body_t *body, uint64_t value);
void kd_body_f32(kd_body_t *body, float value);
void kd_body_bytes(kd_body_t *body, const void *bytes, int32_t size);

/* A length byte and the text, cut at KD_FRAME_MAX_NAME bytes. */
void kd_body_text(kd_body_t *body, const char *text);

/* A received body that is being read.  Reading past its end gives zeros and sets `failed`. */
typedef struct {
    const uint8_t *bytes;
    int32_t left;
    uint8_t failed;
} kd_reader_t;

void kd_reader_begin(kd_reader_t *reader, const uint8_t *bytes, int32_t size);
uint8_t kd_reader_u8(kd_reader_t *reader);
uint16_t kd_reader_u16(kd_reader_t *reader);
uint32_t kd_reader_u32(kd_reader_t *reader);
uint64_t kd_reader_u64(kd_reader_t *reader);

/* 1 if everything was read and nothing missed. */
int32_t kd_reader_done(const kd_reader_t *reader);

#endif
