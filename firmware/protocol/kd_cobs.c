#include "kd_cobs.h"

void kd_cobs_begin(kd_cobs_writer_t *writer, uint8_t *out)
{
    writer->out = out;
    writer->size = 1;
    writer->code = 0;
}

void kd_cobs_add(kd_cobs_writer_t *writer, const uint8_t *data, int32_t size)
{
    for (int32_t i = 0; i < size; ++i) {
        if (data[i] == 0) {
            writer->out[writer->code] = (uint8_t)(writer->size - writer->code);
            writer->code = writer->size;
        } else {
            writer->out[writer->size] = data[i];
        }
        ++writer->size;
    }
}

int32_t kd_cobs_end(kd_cobs_writer_t *writer)
{
    writer->out[writer->code] = (uint8_t)(writer->size - writer->code);
    return writer->size;
}

int32_t kd_cobs_decode(uint8_t *data, int32_t size)
{
    int32_t next_code = 0;
    for (int32_t i = 0; i < size; ++i) {
        uint8_t byte = data[i];
        if (byte == 0) {
            return KD_COBS_INVALID;
        }
        if (i == next_code) {
            next_code += byte;
            byte = 0;
        }
        if (i > 0) {
            data[i - 1] = byte;
        }
    }
    return size > 0 && next_code == size ? size - 1 : KD_COBS_INVALID;
}
