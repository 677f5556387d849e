#include "kd_signal.h"

#include <stddef.h>
#include <string.h>

#include "kd_exact.h"

static int32_t ring_slot(const kd_stream_t *stream, const kd_track_t *track, int32_t row)
{
    const int32_t slot = track->oldest + row;
    return slot < stream->row_count ? slot : slot - stream->row_count;
}

static int64_t *row_time(kd_signal_t *path, int32_t index, int32_t row)
{
    const kd_stream_t *const stream = &kd_streams[index];
    return &path->row_ns[stream->row_offset + ring_slot(stream, &path->tracks[index], row)];
}

static float *row_values(kd_signal_t *path, int32_t index, int32_t row)
{
    const kd_stream_t *const stream = &kd_streams[index];
    const int32_t slot = ring_slot(stream, &path->tracks[index], row);
    return &path->rows[stream->row_float_offset + slot * stream->channels];
}

static void drop_oldest(kd_signal_t *path, int32_t index)
{
    kd_track_t *const track = &path->tracks[index];
    track->oldest = ring_slot(&kd_streams[index], track, 1);
    --track->rows;
}

/* Drop every row that a newer one replaces in the next frame. */
static void drop_replaced(kd_signal_t *path, int32_t index)
{
    while (path->tracks[index].rows >= 2 && *row_time(path, index, 1) <= path->next_frame_ns) {
        drop_oldest(path, index);
    }
}

/* Discard all samples; only the clocks for KD_SIGNAL_CONTINUE continue. */
static void forget(kd_signal_t *path)
{
    path->clocked = 0;
    path->next_frame_ns = INT64_MIN;
    for (int32_t index = 0; index < KD_SIGNAL_STREAMS; ++index) {
        const int64_t next_ns = path->tracks[index].next_ns;
        path->tracks[index] = (kd_track_t){.next_ns = next_ns};
    }
}

void kd_signal_reset(kd_signal_t *path)
{
    memset(path, 0, sizeof *path);
    forget(path);
}

/* Once every stream has started, run the frame clock from the last start.
 * Returns 0, or KD_SIGNAL_ERR_BACKLOG if a row of the first frame was dropped. */
static int32_t start_clock(kd_signal_t *path)
{
    for (int32_t index = 0; index < KD_SIGNAL_STREAMS; ++index) {
        if (!path->tracks[index].started) {
            return 0;
        }
    }
    path->clocked = 1;
    for (int32_t index = 0; index < KD_SIGNAL_STREAMS; ++index) {
        kd_track_t *const track = &path->tracks[index];
        track->claim_ns = path->next_frame_ns;
        if (track->rows == 0) {
            continue;
        }
        if (track->dropped && *row_time(path, index, 0) > path->next_frame_ns) {
            return KD_SIGNAL_ERR_BACKLOG;
        }
        while (track->claim_ns < *row_time(path, index, track->rows - 1)) {
            track->claim_ns += KD_SIGNAL_FRAME_PERIOD_NS;
        }
    }
    return 0;
}

static int32_t start_track(kd_signal_t *path, int32_t index, int64_t start_ns)
{
    kd_track_t *const track = &path->tracks[index];
    track->started = 1;
    track->next_ns = start_ns;
    if (start_ns > path->next_frame_ns) {
        path->next_frame_ns = start_ns;
    }
    const int32_t status = start_clock(path);
    if (status < 0) {
        ++path->restarts;
        forget(path);
    }
    return status;
}

/* Make room for one more row.  Returns 0 when a frame still needs every one.  Before the frame clock runs,
 * the oldest row may go: streams start together, within KD_SIGNAL_BACKLOG_NS, or start_clock objects. */
static int make_room(kd_signal_t *path, int32_t index)
{
    kd_track_t *const track = &path->tracks[index];
    if (path->clocked) {
        drop_replaced(path, index);
    } else if (track->rows == kd_streams[index].row_count) {
        drop_oldest(path, index);
        track->dropped = 1;
    }
    return track->rows < kd_streams[index].row_count;
}

/* Make the next sample the newest of the queue.  Returns where its values belong, or NULL when the queue is full; `settle`
 * says whether it is the first. */
static float *claim_row(kd_signal_t *path, int32_t index, int *settle)
{
    const kd_stream_t *const stream = &kd_streams[index];
    kd_track_t *const track = &path->tracks[index];
    const int replaces_newest = path->clocked && track->rows > 0 && track->claim_ns >= track->next_ns;
    if (!replaces_newest && !make_room(path, index)) {
        return NULL;
    }
    *settle = track->rows == 0;
    track->rows += replaces_newest ? 0 : 1;
    const int32_t slot = ring_slot(stream, track, track->rows - 1);
    path->row_ns[stream->row_offset + slot] = track->next_ns;
    while (path->clocked && track->claim_ns < track->next_ns) {
        track->claim_ns += KD_SIGNAL_FRAME_PERIOD_NS;
    }
    track->next_ns += stream->period_ns;
    return &path->rows[stream->row_float_offset + slot * stream->channels];
}

/* Process up to `count` samples of the block `samples`, from number `first` on, into the queue; without a block, the held
 * one again.  Returns how many were taken: fewer if the queue is full, or there are too many to be processed together. */
static int32_t append(kd_signal_t *path, int32_t index, const void *samples, int32_t first, int32_t count)
{
    const kd_stream_t *const stream = &kd_streams[index];
    const int32_t channels = stream->channels;
    float *const held = &path->held[stream->feature_offset];
    float values[KD_SIGNAL_MAX_CHANNELS * KD_STREAM_TOGETHER];
    float *rows[KD_STREAM_TOGETHER];
    int settle = 0;
    int32_t taken = 0;
    while (taken < count && taken < KD_STREAM_TOGETHER && !settle &&
           (rows[taken] = claim_row(path, index, &settle)) != NULL) {
        ++taken;
    }
    if (taken == 0) {
        return 0;
    }
    if (samples != NULL) {
        kd_stream_read(stream, samples, first, taken, values);
    }
    for (int32_t channel = 0; channel < channels; ++channel) {
        float *const of_channel = values + channel * KD_STREAM_TOGETHER;
        if (samples == NULL) {
            of_channel[0] = held[channel]; /* again */
        }
        held[channel] = of_channel[taken - 1];
    }
    kd_stream_step(stream, &path->state[stream->state_offset], values, taken, settle);
    for (int32_t i = 0; i < taken; ++i) {
        if (i + 1 < taken && rows[i + 1] == rows[i]) {
            continue; /* the next sample replaces this one */
        }
        for (int32_t channel = 0; channel < channels; ++channel) {
            rows[i][channel] = values[channel * KD_STREAM_TOGETHER + i];
        }
    }
    return taken;
}

/* Fill and append as far as the queue takes it.  Returns how many samples were taken. */
static int32_t consume(kd_signal_t *path, int32_t index, const void *samples, int32_t first, int32_t count)
{
    kd_track_t *const track = &path->tracks[index];
    for (; track->owed > 0; --track->owed) {
        if (append(path, index, NULL, 0, 1) == 0) {
            return first;
        }
        ++path->filled_samples;
    }
    while (first < count) {
        const int32_t taken = append(path, index, samples, first, count - first);
        if (taken == 0) {
            break;
        }
        first += taken;
    }
    return first;
}

static int all_finite(const kd_stream_t *stream, const void *samples, int32_t count)
{
    if (stream->sample_type != KD_SAMPLE_FLOAT32) {
        return 1;
    }
    const float *const values = samples;
    for (int32_t i = 0; i < count * stream->channels; ++i) {
        if (!(values[i] - values[i] == 0.0f)) {
            return 0;
        }
    }
    return 1;
}

static int frame_ready(const kd_signal_t *path)
{
    if (!path->clocked) {
        return 0;
    }
    for (int32_t index = 0; index < KD_SIGNAL_STREAMS; ++index) {
        if (path->tracks[index].next_ns <= path->next_frame_ns) {
            return 0;
        }
    }
    return 1;
}

int32_t kd_signal_push(kd_signal_t *path, int32_t index, const void *samples, int32_t count, int64_t start_ns)
{
    if (index < 0 || index >= KD_SIGNAL_STREAMS) {
        return KD_SIGNAL_ERR_STREAM;
    }
    if (count <= 0) {
        return count < 0 ? KD_SIGNAL_ERR_COUNT : 0;
    }
    const kd_stream_t *const stream = &kd_streams[index];
    if (!all_finite(stream, samples, count)) {
        return KD_SIGNAL_ERR_NOT_FINITE;
    }
    kd_track_t *const track = &path->tracks[index];
    const int64_t due_ns = track->next_ns + track->owed * stream->period_ns;
    if (start_ns == KD_SIGNAL_CONTINUE) {
        start_ns = due_ns;
    }
    if (start_ns < -KD_SIGNAL_TIME_LIMIT_NS || start_ns > KD_SIGNAL_TIME_LIMIT_NS) {
        return KD_SIGNAL_ERR_TIME;
    }
    int64_t late_ns = start_ns - due_ns;
    if (track->started && (late_ns < -stream->period_ns || late_ns > KD_SIGNAL_GAP_LIMIT_NS)) {
        ++path->restarts;
        forget(path);
    }
    if (!track->started) {
#if defined(KD_SIGNAL_WEARER)
        if (!kd_wearer_is_valid()) {
            return KD_SIGNAL_ERR_WEARER;
        }
#endif
        late_ns = 0;
        const int32_t status = start_track(path, index, start_ns);
        if (status < 0) {
            return status;
        }
    }
    const int64_t half_ns = stream->period_ns / 2;
    const int32_t skipped = late_ns < -half_ns ? 1 : 0;
    path->skipped_samples += (uint32_t)skipped;
    for (; late_ns >= stream->period_ns - half_ns; late_ns -= stream->period_ns) {
        ++track->owed;
    }
    const int32_t taken = consume(path, index, samples, skipped, count);
    return taken == 0 && !frame_ready(path) ? KD_SIGNAL_ERR_BACKLOG : taken;
}

static void take_recorded(kd_signal_t *path, float *frame)
{
    for (int32_t index = 0; index < KD_SIGNAL_STREAMS; ++index) {
        const kd_stream_t *const stream = &kd_streams[index];
        drop_replaced(path, index);
        float *const values = frame + stream->feature_offset;
        memcpy(values, row_values(path, index, 0), (size_t)stream->channels * sizeof *values);
        kd_stream_compress(stream, values);
    }
    path->next_frame_ns += KD_SIGNAL_FRAME_PERIOD_NS;
}

void kd_signal_normalise(float *frame)
{
#if KD_SIGNAL_NORMALISED
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        frame[feature] = kd_product(frame[feature] - kd_mean[feature], kd_inverse_std[feature]);
    }
#else
    (void)frame;
#endif
}

int32_t kd_signal_pull_recorded(kd_signal_t *path, float *frames, int32_t capacity)
{
    int32_t taken = 0;
    for (; taken < capacity && frame_ready(path); ++taken) {
        take_recorded(path, frames + taken * KD_SIGNAL_FEATURES);
    }
    return taken;
}

int32_t kd_signal_pull(kd_signal_t *path, float *frames, int32_t capacity)
{
    const int32_t taken = kd_signal_pull_recorded(path, frames, capacity);
    for (int32_t index = 0; index < taken; ++index) {
#if defined(KD_SIGNAL_WEARER)
        kd_wearer_apply(frames + index * KD_SIGNAL_FEATURES);
#endif
        kd_signal_normalise(frames + index * KD_SIGNAL_FEATURES);
    }
    return taken;
}

void kd_signal_quantise(const float *frame, int8_t *quantised)
{
    const float far = 512.0f;                  /* beyond any zero point: saturates */
    const float round_half_even = 12582912.0f; /* 1.5 * 2^23: its unit in the last place is 1 */
    const int32_t its_bits = INT32_C(0x4B400000);
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        float x = kd_product(frame[feature], KD_INPUT_INVERSE_SCALE);
        x = x > -far ? x : -far;
        /* Bits of positive floats are in their order, and here count the whole numbers that x is rounded to; far above, where
         * they do not, they are large. */
        const float rounded = x + round_half_even;
        int32_t bits;
        memcpy(&bits, &rounded, sizeof bits);
        int32_t q = bits - (its_bits - KD_INPUT_ZERO_POINT);
        q = q < INT8_MAX ? q : INT8_MAX;
        q = q > INT8_MIN ? q : INT8_MIN;
        quantised[feature] = (int8_t)q;
    }
}
