/* MLPerf's text protocol: an input is what a runner sends. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_signal_config.h"
#include "kd_mlperf.h"

enum { INPUT_BYTES = KD_WINDOW_SIZE * KD_SIGNAL_FEATURES };

static const char READY[] = "m-ready\r\n";
static const size_t READY_SIZE = sizeof READY - 1;

static int ends_ready(const char *text, size_t size)
{
    return size >= READY_SIZE && memcmp(text + size - READY_SIZE, READY, READY_SIZE) == 0;
}

/* What was sent is lines of printable text, the last of them "m-ready" and no other.  Returns its beginning. */
static const char *check_answer(size_t *size)
{
    const char *const text = (const char *)kd_host_take_sent(size);
    kd_host_check(ends_ready(text, *size), "an answer ends with m-ready");
    for (size_t i = 0; i < *size; ++i) {
        const int returns = text[i] == '\r' && text[i + 1] == '\n';
        const int feeds = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
        kd_host_check(returns || feeds || (text[i] >= ' ' && text[i] <= '~'), "an answer is printable lines");
        kd_host_check(i == *size - 1 || !ends_ready(text, i + 1), "an answer has one m-ready");
    }
    return text;
}

static const char *ask(kd_mlperf_t *mlperf, const char *command, size_t *size)
{
    for (; *command != '\0'; ++command) {
        kd_mlperf_push(mlperf, (uint8_t)*command);
    }
    return check_answer(size);
}

/* `db print` shows the input byte by byte. */
static void check_print(kd_mlperf_t *mlperf)
{
    size_t size;
    const char *text = ask(mlperf, "db print%", &size);
    for (int32_t i = 0; i < mlperf->loaded; ++i) {
        text += i % 8 == 0 ? strlen("m-buffer-") : 0;
        kd_host_check(strtoul(text, NULL, 16) == (uint8_t)mlperf->window[i], "db print shows what was loaded");
        text += i % 8 == 7 || i == mlperf->loaded - 1 ? 4 : 3;
    }
    kd_host_check(memcmp(text, READY, READY_SIZE) == 0, "db print shows nothing else");
}

/* `results` gives every score, to the last bit. */
static void check_results(kd_mlperf_t *mlperf)
{
    size_t size;
    const char *text = ask(mlperf, "results%", &size);
    if (!mlperf->inferred) {
        kd_host_check(memcmp(text, "e-[", 3) == 0, "there are no results before an inference");
        return;
    }
    for (int32_t label = 0; label < KD_LABELS; ++label) {
        text = strpbrk(text, "[,") + 1;
        const double expected = (double)(mlperf->scores[label] - KD_OUTPUT_ZERO_POINT) * (double)KD_OUTPUT_SCALE;
        kd_host_check(strtod(text, NULL) == expected, "results are the dequantised scores");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* In memory of their own, so that AddressSanitizer sees a byte too many. */
    kd_mlperf_t *const mlperf = malloc(sizeof *mlperf);
    int8_t *const window = calloc(INPUT_BYTES, 1);
    int8_t *const scores = calloc(KD_LABELS, 1);
    kd_host_check(mlperf != NULL && window != NULL && scores != NULL, "there is memory");
    kd_clock_t clock;
    kd_runtime_t network;
    size_t answer;
    kd_host_start();
    kd_clock_start(&clock);
    kd_mlperf_start(mlperf, &clock, &network, window, scores);
    check_answer(&answer);
    for (size_t i = 0; i < size; ++i) {
        kd_mlperf_push(mlperf, data[i]);
        if (data[i] == '%') {
            check_answer(&answer);
        } else {
            kd_host_take_sent(&answer);
            kd_host_check(answer == 0, "only a whole command is answered");
        }
        kd_host_check(mlperf->loaded >= 0 && mlperf->loaded <= mlperf->expected && mlperf->expected <= INPUT_BYTES,
                      "no more is loaded than was announced and fits");
    }
    ask(mlperf, "%", &answer); /* ends what the input has left unfinished */
    check_print(mlperf);
    check_results(mlperf);
    free(scores);
    free(window);
    free(mlperf);
    return 0;
}
