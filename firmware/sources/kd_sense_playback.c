/* A source for boards without sensors: plays the bundle's golden recordings with rests between, over and over.
 *
 * The generated kd_playback.h holds one round: samples of every stream, and what is true when.  A round need not be
 * a whole number of sample periods, so every stream keeps its place in the round to the nanosecond. */
#include "kd_sense.h"

#include <stddef.h>
#include <string.h>

#include "kd_playback.h"
#include "kd_signal_config.h"

const uint8_t kd_sense_streams = KD_SIGNAL_STREAMS;

/* Where a stream is. */
typedef struct {
    int64_t fetched;  /* samples since the start */
    int64_t round_ns; /* time of the next sample within the round */
    int32_t row;      /* that sample in the table */
} place_t;

static int64_t zero_ns;
static place_t places[KD_SIGNAL_STREAMS];
static int64_t mark_round_ns; /* start of the round of the next mark */
static int32_t next_mark;

void kd_sense_start(int64_t now_ns)
{
    zero_ns = now_ns;
    memset(places, 0, sizeof places);
    mark_round_ns = 0;
    next_mark = 0;
}

void kd_sense_stop(void)
{
}

int32_t kd_sense_waiting(int32_t stream, int64_t now_ns)
{
    return (int32_t)((now_ns - zero_ns) / kd_streams[stream].period_ns + 1 - places[stream].fetched);
}

static void step(place_t *at, int64_t period_ns)
{
    ++at->fetched;
    ++at->row;
    at->round_ns += period_ns;
    if (at->round_ns >= KD_PLAYBACK_NS) {
        at->round_ns -= KD_PLAYBACK_NS;
        at->row = 0;
    }
}

int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count)
{
    const kd_playback_t *const source = &kd_playback_streams[stream];
    place_t *const at = &places[stream];
    const int64_t time_ns = at->fetched * kd_streams[stream].period_ns;
    uint8_t *next = samples;
    for (int32_t i = 0; i < count; ++i) {
        memcpy(next, (const uint8_t *)source->samples + at->row * source->row_bytes, (size_t)source->row_bytes);
        next += source->row_bytes;
        step(at, kd_streams[stream].period_ns);
    }
    return time_ns;
}

uint32_t kd_sense_dropped(int32_t stream)
{
    (void)stream;
    return 0;
}

const char *kd_sense_problem(int32_t stream)
{
    (void)stream;
    return NULL;
}

int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark)
{
    const kd_mark_t *const next = &kd_playback_marks[next_mark];
    if (mark_round_ns + next->time_ns > now_ns - zero_ns) {
        return 0;
    }
    mark->time_ns = mark_round_ns + next->time_ns;
    mark->label = next->label;
    if (++next_mark == KD_PLAYBACK_MARKS) {
        next_mark = 0;
        mark_round_ns += KD_PLAYBACK_NS;
    }
    return 1;
}
