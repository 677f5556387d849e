/* Receive what comes from stdin in chunks of changing size, for comparison with the host's receiver in Python.
 *
 * Streams 0 (two int16) and 1 (two float32) are described.  Prints samples, lost, late, undescribed, malformed, dropped by
 * the device, frames, damaged, oversized, other frames, and the sum of all bytes of samples. */
#include <stdio.h>
#include <stdlib.h>

#include "kd_intake.h"

enum { MOST = 700 };

static uint64_t take(kd_intake_t *intake, uint8_t *const *places)
{
    uint64_t sum = 0;
    for (int32_t run = 0; run < intake->shared.runs; ++run) {
        for (int32_t at = 0; at < intake->shared.run[run].bytes; ++at) {
            sum += places[intake->shared.run[run].stream][at];
        }
    }
    kd_intake_taken(intake);
    return sum;
}

int main(void)
{
    kd_intake_t *const intake = malloc((size_t)kd_intake_bytes());
    uint64_t sum = 0;
    uint64_t others = 0;
    uint32_t draw = 1;
    if (intake == NULL) {
        return 2;
    }
    kd_intake_reset(intake);
    kd_intake_describe(intake, 0, 1, 4, 0, 1000000U);
    kd_intake_describe(intake, 1, 1, 8, 1, 4000000U);
    for (;;) {
        draw = draw * 1664525U + 1013904223U;
        const size_t wanted = 1 + (draw >> 8) % MOST;
        /* Exactly as large as promised, so that AddressSanitizer sees a byte too many. */
        uint8_t *const chunk = malloc(wanted);
        uint8_t *const places[2] = {malloc(wanted + KD_FRAME_MAX_BODY), malloc(wanted + KD_FRAME_MAX_BODY)};
        if (chunk == NULL || places[0] == NULL || places[1] == NULL) {
            return 2;
        }
        const int32_t size = (int32_t)fread(chunk, 1, wanted, stdin);
        for (int32_t stream = 0; stream < 2; ++stream) {
            kd_intake_place(intake, stream, places[stream], size + KD_FRAME_MAX_BODY);
        }
        int32_t event;
        while ((event = kd_intake_feed(intake, chunk, size)) != KD_INTAKE_DONE) {
            others += event == KD_INTAKE_FRAME;
            sum += event == KD_INTAKE_TAKE ? take(intake, places) : 0;
        }
        sum += take(intake, places);
        free(chunk);
        free(places[0]);
        free(places[1]);
        if (size == 0) {
            break;
        }
    }
    const kd_intake_shared_t *const counts = &intake->shared;
    printf("%llu %llu %llu %llu %llu %llu %u %u %u %llu %llu\n", (unsigned long long)counts->samples,
           (unsigned long long)counts->lost, (unsigned long long)counts->late, (unsigned long long)counts->undescribed,
           (unsigned long long)counts->malformed, (unsigned long long)counts->device_dropped, (unsigned)counts->frames,
           (unsigned)counts->damaged, (unsigned)counts->oversized, (unsigned long long)others, (unsigned long long)sum);
    free(intake);
    return 0;
}
