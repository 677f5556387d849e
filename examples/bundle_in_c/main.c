/* A bundle in C: raw samples come in on standard input, recognised signs go out.
 *
 * The input is a sequence of blocks: stream number and count (int32), device time of the first sample in ns (int64),
 * then the samples as the stream has them, here int16.  On a microcontroller they come from your drivers instead. */
#include <inttypes.h>
#include <stdio.h>

#include "kd_recogniser.h"

static kd_recogniser_t recogniser;

int main(void)
{
    static int16_t samples[4096];
    static const int32_t channels[KD_SIGNAL_STREAMS] = {KD_STREAM_EMG_CHANNELS, KD_STREAM_IMU_CHANNELS};
    int32_t head[2]; /* stream, count */
    int64_t start_ns;

    kd_recogniser_init(&recogniser);
    while (fread(head, sizeof head, 1, stdin) == 1 && fread(&start_ns, sizeof start_ns, 1, stdin) == 1) {
        if (fread(samples, (size_t)channels[head[0]] * sizeof *samples, (size_t)head[1], stdin) != (size_t)head[1]) {
            return 1;
        }
        kd_result_t result;
        kd_recogniser_push(&recogniser, head[0], samples, head[1], start_ns);
        while (kd_recogniser_poll(&recogniser, &result) == KD_RECOGNISER_RESULT) {
            printf("%7.2f s  %s\n", (double)result.time_ns / 1e9, kd_labels[result.sign]);
        }
    }
    return 0;
}
