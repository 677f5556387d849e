#include "kd_inject.h"

#include <stddef.h>

#include "kd_body.h"
#include "kd_classify.h"
#include "kd_learn.h"

/* Samples are read in place: values of every type must lie aligned in a received frame. */
typedef char
    samples_are_aligned[offsetof(kd_frame_decoder_t, bytes) % 4 == 0 && (2 + KD_FRAME_DATA_HEAD) % 4 == 0 ? 1 : -1];

/* The type of a stream's samples, as DESCRIPTION has it. */
static const uint8_t WIRE_TYPES[] = {
    [KD_SAMPLE_INT8] = KD_WIRE_INT8,
    [KD_SAMPLE_INT16] = KD_WIRE_INT16,
    [KD_SAMPLE_FLOAT32] = KD_WIRE_FLOAT32,
};

void kd_inject_description(kd_app_t *app, const uint8_t *body, int32_t size)
{
    kd_reader_t reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t number = kd_reader_u8(&reader);
    const uint8_t type = kd_reader_u8(&reader);
    const uint8_t channels = kd_reader_u8(&reader);
    const uint8_t first = kd_reader_u8(&reader);
    const uint8_t entries = kd_reader_u8(&reader);
    const uint64_t period_ns = kd_reader_u64(&reader);
    if (reader.failed || number >= KD_SIGNAL_STREAMS) {
        return;
    }
    const kd_stream_t *const stream = &kd_streams[number];
    kd_link_stream_t *const link = &app->streams[number];
    if (type != WIRE_TYPES[stream->sample_type] || channels != stream->channels ||
        period_ns != (uint64_t)stream->period_ns) {
        link->described = 0;
    } else if (first <= link->described && first + entries > link->described && first + entries <= channels) {
        link->described = (uint8_t)(first + entries);
    }
}

void kd_inject_data(kd_app_t *app, const uint8_t *body, int32_t size)
{
    kd_reader_t reader;
    kd_reader_begin(&reader, body, size);
    const uint8_t number = kd_reader_u8(&reader);
    const uint8_t count = kd_reader_u8(&reader);
    const uint32_t sequence = kd_reader_u32(&reader);
    kd_reader_u32(&reader); /* samples that the sender dropped: the time shows where these belong */
    const uint64_t time_ns = kd_reader_u64(&reader);
    if (reader.failed) {
        return;
    }
    if (number >= KD_SIGNAL_STREAMS || app->streams[number].described != kd_streams[number].channels || count == 0 ||
        reader.left != count * kd_stream_row_bytes(&kd_streams[number]) || time_ns >> KD_FRAME_TIME_BITS != 0) {
        kd_report_acknowledgement(sequence, KD_STATUS_BAD_ARGUMENT);
        return;
    }
    kd_link_stream_t *const link = &app->streams[number];
    int32_t status = 0;
    if (sequence - link->sequence < UINT32_C(0x80000000)) { /* else late or repeated */
        link->sequence = sequence + 1;
        status = app->mode == KD_MODE_LEARN ? kd_learn_give(number, reader.bytes, count, (int64_t)time_ns)
                                            : kd_classify(app, number, reader.bytes, count, (int64_t)time_ns);
    }
    kd_report_acknowledgement(sequence, status < 0 ? KD_STATUS_FAILED : KD_STATUS_OK);
}
