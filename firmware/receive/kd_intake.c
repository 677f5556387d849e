#include "kd_intake.h"

#include <stddef.h>
#include <string.h>

#include "kd_body.h"

int32_t kd_intake_bytes(void)
{
    return (int32_t)sizeof(kd_intake_t);
}

int32_t kd_intake_shared_bytes(void)
{
    return (int32_t)sizeof(kd_intake_shared_t);
}

void kd_intake_reset(kd_intake_t *intake)
{
    memset(intake, 0, sizeof *intake);
    kd_frame_decoder_reset(&intake->decoder);
}

void kd_intake_restart(kd_intake_t *intake)
{
    for (int32_t stream = 0; stream < KD_INTAKE_STREAMS; ++stream) {
        intake->lanes[stream].fresh = 1;
    }
}

/* 1 if the run that has begun is already longer than any frame.  The decoder counts it when the run ends, which on a line
 * that speaks something else may be never. */
static uint32_t is_oversized(const kd_frame_decoder_t *decoder)
{
    return decoder->size > KD_FRAME_MAX_ENCODED ? 1 : 0;
}

void kd_intake_reopened(kd_intake_t *intake)
{
    intake->decoder.oversized += is_oversized(&intake->decoder);
    intake->decoder.size = 0;
    kd_intake_restart(intake);
}

void kd_intake_describe(kd_intake_t *intake, int32_t stream, int32_t wanted, int32_t sample_bytes, int32_t is_float,
                        uint64_t period_ns)
{
    if (stream < 0 || stream >= KD_INTAKE_STREAMS) {
        return;
    }
    intake->shared.device_dropped -= intake->lanes[stream].dropped_before + intake->lanes[stream].dropped;
    intake->lanes[stream] = (kd_lane_t){.period_ns = period_ns,
                                        .sample_bytes = sample_bytes,
                                        .run = -1,
                                        .known = 1,
                                        .wanted = wanted != 0,
                                        .is_float = is_float != 0,
                                        .fresh = 1};
}

void kd_intake_place(kd_intake_t *intake, int32_t stream, uint8_t *values, int32_t capacity)
{
    if (stream >= 0 && stream < KD_INTAKE_STREAMS) {
        intake->lanes[stream].values = values;
        intake->lanes[stream].capacity = capacity;
    }
}

void kd_intake_taken(kd_intake_t *intake)
{
    for (int32_t run = 0; run < intake->shared.runs; ++run) {
        intake->lanes[intake->shared.run[run].stream].run = -1;
    }
    intake->shared.runs = 0;
}

static int all_finite(const uint8_t *values, int32_t bytes)
{
    for (int32_t at = 0; at < bytes; at += 4) {
        float value;
        memcpy(&value, values + at, sizeof value);
        if (!(value - value == 0.0f)) {
            return 0;
        }
    }
    return 1;
}

/* Count what is missing before frame `number` of a stream.  Returns 0 if it comes again or too late. */
static int in_order(kd_intake_t *intake, kd_lane_t *lane, uint32_t number)
{
    const uint32_t ahead = lane->begun ? number - lane->expected : 0;
    const int restarted = ahead >= UINT32_C(1) << 31;
    if (restarted && !lane->fresh) {
        ++intake->shared.late;
        return 0;
    }
    lane->fresh = 0;
    lane->begun = 1;
    lane->expected = number + 1;
    if (restarted) {
        lane->dropped_before += lane->dropped;
        lane->dropped = 0;
    } else {
        intake->shared.lost += ahead;
    }
    return 1;
}

/* The head of a data frame. */
typedef struct {
    int32_t stream;
    int32_t count;
    uint32_t number;
    uint32_t dropped;
    uint64_t time_ns;
    const uint8_t *values;
    int32_t bytes;
} data_t;

static data_t read_data(const kd_frame_decoder_t *decoder)
{
    kd_reader_t reader;
    kd_reader_begin(&reader, decoder->body, decoder->body_size);
    data_t data;
    data.stream = kd_reader_u8(&reader);
    data.count = kd_reader_u8(&reader);
    data.number = kd_reader_u32(&reader);
    data.dropped = kd_reader_u32(&reader);
    data.time_ns = kd_reader_u64(&reader);
    data.values = reader.bytes;
    data.bytes = reader.left;
    return data;
}

/* Add the decoder's frame to its stream's run.  Returns 0 if the runs must be taken before. */
static int append(kd_intake_t *intake)
{
    const data_t data = read_data(&intake->decoder);
    kd_lane_t *const lane = &intake->lanes[data.stream];
    kd_intake_shared_t *const shared = &intake->shared;
    if (lane->run < 0) {
        if (data.bytes > lane->capacity) {
            return 1; /* nowhere to put it; the host has given less than it must */
        }
        lane->run = shared->runs++;
        shared->run[lane->run] = (kd_run_t){data.time_ns, data.time_ns, data.stream, 0};
    }
    kd_run_t *const run = &shared->run[lane->run];
    if (run->next_ns != data.time_ns || data.bytes > lane->capacity - run->bytes) {
        return 0;
    }
    memcpy(lane->values + run->bytes, data.values, (size_t)data.bytes);
    run->bytes += data.bytes;
    run->next_ns += (uint64_t)data.count * lane->period_ns;
    return 1;
}

/* Judge the data frame in the decoder.  Returns 1 if its samples count. */
static int accept(kd_intake_t *intake)
{
    kd_intake_shared_t *const shared = &intake->shared;
    if (intake->decoder.body_size < KD_FRAME_DATA_HEAD) {
        ++shared->malformed;
        return 0;
    }
    const data_t data = read_data(&intake->decoder);
    kd_lane_t *const lane = &intake->lanes[data.stream];
    if (!lane->known) {
        ++shared->undescribed;
        shared->nameless[data.stream] = 1;
        return 0;
    }
    if (!lane->wanted) {
        return 0;
    }
    if (data.count == 0 || data.bytes != data.count * lane->sample_bytes || data.time_ns >> KD_FRAME_TIME_BITS != 0 ||
        (lane->is_float && !all_finite(data.values, data.bytes))) {
        ++shared->malformed;
        return 0;
    }
    if (!in_order(intake, lane, data.number)) {
        return 0;
    }
    if (data.dropped > lane->dropped) {
        shared->device_dropped += data.dropped - lane->dropped;
        lane->dropped = data.dropped;
    }
    shared->samples += (uint64_t)data.count;
    return 1;
}

/* What the decoder counted, where the host reads it. */
static int32_t tell(kd_intake_t *intake, int32_t event)
{
    const kd_frame_decoder_t *const decoder = &intake->decoder;
    intake->shared.frames = decoder->frames;
    intake->shared.damaged = decoder->damaged;
    intake->shared.oversized = decoder->oversized + is_oversized(decoder);
    intake->shared.unknown_version = decoder->unknown_version;
    intake->shared.type = decoder->type;
    intake->shared.body = decoder->body;
    intake->shared.body_size = decoder->body_size;
    return event;
}

/* Give the decoder `size` bytes that hold no delimiter. */
static void give(kd_frame_decoder_t *decoder, const uint8_t *data, int32_t size)
{
    if (size > KD_FRAME_MAX_ENCODED - decoder->size) {
        decoder->size = KD_FRAME_MAX_ENCODED + 1; /* oversized */
        return;
    }
    memcpy(decoder->bytes + decoder->size, data, (size_t)size);
    decoder->size += size;
}

int32_t kd_intake_feed(kd_intake_t *intake, const uint8_t *data, int32_t size)
{
    kd_intake_shared_t *const shared = &intake->shared;
    if (intake->waits) {
        intake->waits = !append(intake);
    }
    while (!intake->waits && shared->at < size) {
        const uint8_t *const rest = data + shared->at;
        const int32_t left = size - shared->at;
        const uint8_t *const delimiter = memchr(rest, 0, (size_t)left);
        const int32_t run = delimiter == NULL ? left : (int32_t)(delimiter - rest);
        give(&intake->decoder, rest, run);
        shared->at += run;
        if (delimiter == NULL) {
            break;
        }
        ++shared->at;
        if (kd_frame_decoder_push(&intake->decoder, 0) != KD_FRAME_READY) {
            continue;
        }
        if (intake->decoder.type != KD_FRAME_DATA) {
            return tell(intake, KD_INTAKE_FRAME);
        }
        intake->waits = accept(intake) && !append(intake);
    }
    if (intake->waits) {
        return tell(intake, KD_INTAKE_TAKE);
    }
    shared->at = 0;
    return tell(intake, KD_INTAKE_DONE);
}
