#include "kd_body.h"

#include <string.h>

void kd_body_begin(kd_body_t *body)
{
    body->size = 0;
    body->overflow = 0;
}

void kd_body_bytes(kd_body_t *body, const void *bytes, int32_t size)
{
    if (size > KD_FRAME_MAX_BODY - body->size) {
        body->overflow = 1;
        return;
    }
    memcpy(body->bytes + body->size, bytes, (size_t)size);
    body->size += size;
}

static void put(kd_body_t *body, uint64_t value, int32_t size)
{
    uint8_t bytes[8];
    for (int32_t i = 0; i < size; ++i) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    kd_body_bytes(body, bytes, size);
}

void kd_body_u8(kd_body_t *body, uint8_t value)
{
    put(body, value, 1);
}

void kd_body_u16(kd_body_t *body, uint16_t value)
{
    put(body, value, 2);
}

void kd_body_u32(kd_body_t *body, uint32_t value)
{
    put(body, value, 4);
}

void kd_body_u64(kd_body_t *body, uint64_t value)
{
    put(body, value, 8);
}

void kd_body_f32(kd_body_t *body, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(body, bits, 4);
}

void kd_body_text(kd_body_t *body, const char *text)
{
    const size_t length = strlen(text);
    const uint8_t size = length < KD_FRAME_MAX_NAME ? (uint8_t)length : (uint8_t)KD_FRAME_MAX_NAME;
    kd_body_u8(body, size);
    kd_body_bytes(body, text, size);
}

void kd_reader_begin(kd_reader_t *reader, const uint8_t *bytes, int32_t size)
{
    reader->bytes = bytes;
    reader->left = size;
    reader->failed = 0;
}

static uint64_t take(kd_reader_t *reader, int32_t size)
{
    if (reader->left < size) {
        reader->left = 0;
        reader->failed = 1;
        return 0;
    }
    uint64_t value = 0;
    for (int32_t i = size - 1; i >= 0; --i) {
        value = value << 8 | reader->bytes[i];
    }
    reader->bytes += size;
    reader->left -= size;
    return value;
}

uint8_t kd_reader_u8(kd_reader_t *reader)
{
    return (uint8_t)take(reader, 1);
}

uint16_t kd_reader_u16(kd_reader_t *reader)
{
    return (uint16_t)take(reader, 2);
}

uint32_t kd_reader_u32(kd_reader_t *reader)
{
    return (uint32_t)take(reader, 4);
}

uint64_t kd_reader_u64(kd_reader_t *reader)
{
    return take(reader, 8);
}

int32_t kd_reader_done(const kd_reader_t *reader)
{
    return !reader->failed && reader->left == 0;
}
