#include "kd_frame.h"

#include <stddef.h>

#include "kd_cobs.h"
#include "kd_crc.h"

enum { HEADER_SIZE = 2, CRC_SIZE = 4, OVERHEAD = HEADER_SIZE + CRC_SIZE + 2 };

int32_t kd_frame_encode(uint8_t type, const uint8_t *body, int32_t body_size, uint8_t *wire, int32_t capacity)
{
    if (body_size > KD_FRAME_MAX_BODY) {
        return KD_FRAME_BODY_TOO_LONG;
    }
    if (capacity < body_size + OVERHEAD) {
        return KD_FRAME_NO_ROOM;
    }
    const uint8_t header[HEADER_SIZE] = {KD_FRAME_VERSION, type};
    const uint32_t crc = kd_crc_add(kd_crc_add(0, header, HEADER_SIZE), body, body_size);
    const uint8_t trailer[CRC_SIZE] = {(uint8_t)crc, (uint8_t)(crc >> 8), (uint8_t)(crc >> 16), (uint8_t)(crc >> 24)};
    kd_cobs_writer_t writer;
    kd_cobs_begin(&writer, wire);
    kd_cobs_add(&writer, header, HEADER_SIZE);
    kd_cobs_add(&writer, body, body_size);
    kd_cobs_add(&writer, trailer, CRC_SIZE);
    const int32_t size = kd_cobs_end(&writer);
    wire[size] = 0;
    return size + 1;
}

void kd_frame_decoder_reset(kd_frame_decoder_t *decoder)
{
    decoder->size = 0;
    decoder->type = 0;
    decoder->body = NULL;
    decoder->body_size = 0;
    decoder->frames = 0;
    decoder->damaged = 0;
    decoder->oversized = 0;
    decoder->unknown_version = 0;
}

/* Judge the run in decoder->bytes. */
static int32_t read_frame(kd_frame_decoder_t *decoder, int32_t run_size)
{
    const int32_t size = kd_cobs_decode(decoder->bytes, run_size);
    if (size < HEADER_SIZE + CRC_SIZE || kd_crc_add(0, decoder->bytes, size) != KD_CRC_RESIDUE) {
        ++decoder->damaged;
        return KD_FRAME_DAMAGED;
    }
    if (decoder->bytes[0] != KD_FRAME_VERSION) {
        ++decoder->unknown_version;
        return KD_FRAME_UNKNOWN_VERSION;
    }
    ++decoder->frames;
    decoder->type = decoder->bytes[1];
    decoder->body = decoder->bytes + HEADER_SIZE;
    decoder->body_size = size - HEADER_SIZE - CRC_SIZE;
    return KD_FRAME_READY;
}

int32_t kd_frame_decoder_push(kd_frame_decoder_t *decoder, uint8_t byte)
{
    if (byte != 0) {
        if (decoder->size < KD_FRAME_MAX_ENCODED) {
            decoder->bytes[decoder->size] = byte;
        }
        if (decoder->size <= KD_FRAME_MAX_ENCODED) {
            ++decoder->size;
        }
        return KD_FRAME_NONE;
    }
    const int32_t run_size = decoder->size;
    decoder->size = 0;
    if (run_size == 0) {
        return KD_FRAME_NONE;
    }
    if (run_size > KD_FRAME_MAX_ENCODED) {
        ++decoder->oversized;
        return KD_FRAME_OVERSIZED;
    }
    return read_frame(decoder, run_size);
}
