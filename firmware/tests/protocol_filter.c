/* Encode or decode frames from stdin, for comparison with the host's codec.
 *
 *   encode: records of u8 type, u8 body size, body -> their bytes on the wire
 *   decode: bytes from the wire -> records of u8 type, u8 body size, body; then, on stderr,
 *           frames, damaged, oversized and unknown_version
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kd_frame.h"

static void encode(void)
{
    int type;
    while ((type = getchar()) != EOF) {
        /* Exactly as large as promised, so that AddressSanitizer sees a byte too many. */
        const int32_t body_size = getchar();
        uint8_t *body = malloc((size_t)body_size + 1);
        uint8_t *wire = malloc((size_t)body_size + 8);
        if (body == NULL || wire == NULL || fread(body, 1, (size_t)body_size, stdin) != (size_t)body_size) {
            exit(2);
        }
        const int32_t size = kd_frame_encode((uint8_t)type, body, body_size, wire, body_size + 8);
        if (size < 0 || kd_frame_encode((uint8_t)type, body, body_size, wire, body_size + 7) != KD_FRAME_NO_ROOM) {
            exit(3);
        }
        fwrite(wire, 1, (size_t)size, stdout);
        free(body);
        free(wire);
    }
    uint8_t wire[KD_FRAME_MAX_WIRE];
    if (kd_frame_encode(1, wire, KD_FRAME_MAX_BODY + 1, wire, KD_FRAME_MAX_WIRE) != KD_FRAME_BODY_TOO_LONG) {
        exit(4);
    }
}

static void decode(void)
{
    kd_frame_decoder_t *decoder = malloc(sizeof *decoder);
    if (decoder == NULL) {
        exit(2);
    }
    kd_frame_decoder_reset(decoder);
    int byte;
    while ((byte = getchar()) != EOF) {
        if (kd_frame_decoder_push(decoder, (uint8_t)byte) == KD_FRAME_READY) {
            putchar(decoder->type);
            putchar(decoder->body_size);
            fwrite(decoder->body, 1, (size_t)decoder->body_size, stdout);
        }
    }
    fprintf(stderr, "%u %u %u %u\n", (unsigned)decoder->frames, (unsigned)decoder->damaged,
            (unsigned)decoder->oversized, (unsigned)decoder->unknown_version);
    free(decoder);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "encode") == 0) {
        encode();
    } else if (argc == 2 && strcmp(argv[1], "decode") == 0) {
        decode();
    } else {
        return 1;
    }
    return 0;
}
