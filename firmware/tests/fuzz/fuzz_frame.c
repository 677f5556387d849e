/* Frames: an input is bytes from the wire, and then a body to be sent. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_cobs.h"
#include "kd_frame.h"

/* A buffer of exactly `size` bytes, so that AddressSanitizer sees one too many. */
static uint8_t *exactly(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    kd_host_check(copy != NULL, "there is memory");
    memcpy(copy, bytes, size);
    return copy;
}

/* CRC-32 from its definition, bit by bit. */
static uint32_t crc_of(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_C(0xFFFFFFFF);
    for (size_t bit = 0; bit < 8 * size; ++bit) {
        const uint32_t in = (uint32_t)(bytes[bit / 8] >> bit % 8) & 1u;
        crc = crc >> 1 ^ (((crc ^ in) & 1u) != 0 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

/* What the decoder accepts is what would be sent for it, CRC included. */
static void check_accepted(const kd_frame_decoder_t *decoder, const uint8_t *run, size_t run_size)
{
    uint8_t raw[2 + KD_FRAME_MAX_BODY];
    raw[0] = KD_FRAME_VERSION;
    raw[1] = decoder->type;
    memcpy(raw + 2, decoder->body, (size_t)decoder->body_size);
    const size_t size = 2 + (size_t)decoder->body_size;
    const uint32_t crc = crc_of(raw, size);
    for (size_t i = 0; i < 4; ++i) {
        kd_host_check(decoder->body[size - 2 + i] == (uint8_t)(crc >> 8 * i), "an accepted frame has its CRC");
    }
    uint8_t wire[KD_FRAME_MAX_WIRE];
    const int32_t wire_size =
        kd_frame_encode(decoder->type, decoder->body, decoder->body_size, wire, (int32_t)sizeof wire);
    kd_host_check(wire_size == (int32_t)run_size + 1, "a frame is encoded to as many bytes as it was decoded from");
    kd_host_check(memcmp(wire, run, run_size) == 0, "a frame is encoded to the bytes that it was decoded from");
}

/* Returns how many runs between delimiters were not empty. */
static uint32_t feed(kd_frame_decoder_t *decoder, const uint8_t *data, size_t size)
{
    uint32_t runs = 0;
    size_t begin = 0;
    for (size_t i = 0; i < size; ++i) {
        const int32_t status = kd_frame_decoder_push(decoder, data[i]);
        if (data[i] != 0) {
            kd_host_check(status == KD_FRAME_NONE, "only a delimiter ends a run");
            continue;
        }
        runs += i > begin;
        kd_host_check(i > begin || status == KD_FRAME_NONE, "an empty run is nothing");
        if (status == KD_FRAME_READY) {
            check_accepted(decoder, data + begin, i - begin);
        }
        begin = i + 1;
    }
    return runs;
}

static void check_round_trip(kd_frame_decoder_t *decoder, uint8_t type, const uint8_t *body, int32_t body_size)
{
    uint8_t *const exact = exactly(body, (size_t)body_size);
    uint8_t *const wire = malloc((size_t)body_size + 8);
    kd_host_check(wire != NULL, "there is memory");
    const int32_t size = kd_frame_encode(type, exact, body_size, wire, body_size + 8);
    kd_host_check(size == body_size + 8, "framing costs eight bytes");
    kd_host_check(kd_frame_encode(type, exact, body_size, wire, body_size + 7) == KD_FRAME_NO_ROOM,
                  "a frame that does not fit is refused");
    kd_host_check(memchr(wire, 0, (size_t)size) == wire + size - 1, "a frame has one delimiter, at its end");
    int32_t status = KD_FRAME_NONE;
    for (int32_t i = 0; i < size; ++i) {
        kd_host_check(status == KD_FRAME_NONE, "a frame ends at its delimiter");
        status = kd_frame_decoder_push(decoder, wire[i]);
    }
    kd_host_check(status == KD_FRAME_READY, "a good frame after a delimiter is accepted, whatever came before");
    kd_host_check(decoder->type == type && decoder->body_size == body_size &&
                      memcmp(decoder->body, body, (size_t)body_size) == 0,
                  "a frame arrives as it was sent");
    free(wire);
    free(exact);
}

static void check_unstuffing(const uint8_t *data, int32_t size)
{
    uint8_t *const exact = exactly(data, (size_t)size);
    const int32_t raw_size = kd_cobs_decode(exact, size);
    if (raw_size >= 0) {
        uint8_t stuffed[KD_COBS_MAX_RAW + 1];
        kd_cobs_writer_t writer;
        kd_cobs_begin(&writer, stuffed);
        kd_cobs_add(&writer, exact, raw_size / 2);
        kd_cobs_add(&writer, exact + raw_size / 2, raw_size - raw_size / 2);
        kd_host_check(kd_cobs_end(&writer) == size && memcmp(stuffed, data, (size_t)size) == 0,
                      "a message is stuffed to the bytes that it was unstuffed from");
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int32_t message = size < KD_COBS_MAX_RAW + 1 ? (int32_t)size : KD_COBS_MAX_RAW + 1;
    const int32_t body = message <= KD_FRAME_MAX_BODY ? message : KD_FRAME_MAX_BODY;
    kd_frame_decoder_t *const decoder = malloc(sizeof *decoder);
    kd_host_check(decoder != NULL, "there is memory");
    kd_frame_decoder_reset(decoder);
    const uint32_t runs = feed(decoder, data, size);
    kd_host_check(decoder->frames + decoder->damaged + decoder->oversized + decoder->unknown_version == runs,
                  "every run is counted, once");
    kd_frame_decoder_push(decoder, 0);
    check_round_trip(decoder, size == 0 ? 0 : data[size - 1], data, body);
    check_unstuffing(data, message);
    free(decoder);
    return 0;
}
