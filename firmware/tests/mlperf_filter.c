/* Answer MLPerf's text protocol: commands from stdin, what the board sends to stdout. */
#include <stdio.h>

#include "host.h"
#include "kd_signal_config.h"
#include "kd_mlperf.h"

static void pass_on(void)
{
    size_t size;
    const uint8_t *const sent = kd_host_take_sent(&size);
    fwrite(sent, 1, size, stdout);
}

int main(void)
{
    static int8_t window[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES];
    static int8_t scores[KD_LABELS];
    static kd_mlperf_t mlperf;
    static kd_runtime_t network;
    static kd_clock_t clock;
    kd_host_start();
    kd_clock_start(&clock);
    kd_mlperf_start(&mlperf, &clock, &network, window, scores);
    pass_on();
    int byte;
    while ((byte = getchar()) != EOF) {
        kd_mlperf_push(&mlperf, (uint8_t)byte);
        pass_on();
    }
    return 0;
}
