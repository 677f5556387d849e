/* A sensing source of one's own, for a bundle with the streams emg and imu, such as export/reference.
 *
 *     kd-edge build export/reference --board nucleo-f446re --sensing examples/own_sensing/my_sensors.c
 *
 * docs/sensors.md explains it.  Two lines are a stand-in for sensors that keep their samples in a buffer of their own,
 * as most chips do: how many samples wait there, and the oldest one of a channel.  Ask your chips instead. */
#include <string.h>

#include "kd_sense.h"
#include "kd_signal_config.h"

_Static_assert(KD_STREAM_EMG_SAMPLE_TYPE == KD_SAMPLE_INT16 && KD_STREAM_IMU_SAMPLE_TYPE == KD_SAMPLE_INT16, "int16");
const uint8_t kd_sense_streams = KD_SIGNAL_STREAMS;
static int64_t start_ns, taken[KD_SIGNAL_STREAMS]; /* when sampling began, samples fetched since */

void kd_sense_start(int64_t now_ns) { start_ns = now_ns, memset(taken, 0, sizeof taken); }
int32_t kd_sense_waiting(int32_t stream, int64_t now_ns)
{
    return (int32_t)((now_ns - start_ns) / kd_streams[stream].period_ns + 1 - taken[stream]); /* stand-in */
}
int64_t kd_sense_fetch(int32_t stream, void *samples, int32_t count)
{
    int16_t *next = samples;
    for (const int64_t end = taken[stream] + count; taken[stream] < end; ++taken[stream])
        for (int32_t channel = 0; channel < kd_streams[stream].channels; ++channel)
            *next++ = (int16_t)(taken[stream] % 1000 + 1000 * channel); /* stand-in */
    return (taken[stream] - count) * kd_streams[stream].period_ns;
}
