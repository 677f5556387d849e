/* A bundle as a program for Linux and Android.
 *
 *     recognise             recognises the bundle's golden recordings, checks their scores, and says how long hops take
 *     recognise --json      the figures for programs, on one line
 *     recognise --stream    recognises blocks from standard input: stream number and count (int32), time of the first
 *                           sample in ns (int64), then the samples as the stream has them */
#include <string.h>

#include "kd_golden.h"
#include "kd_linux.h"
#include "kd_recogniser.h"

enum { ROUNDS = 5, MOST_HOPS = 10000, BLOCK_BYTES = 1 << 18 };

/* Exit codes. */
enum { DONE = 0, WRONG_SCORES = 1, WRONG_USE = 2, WRONG_INPUT = 3 };

static kd_recogniser_t recogniser;
static kd_line_t line;
static int64_t hops_ns[MOST_HOPS];
static int32_t hops;

static void say_sign(const kd_result_t *result)
{
    kd_line_number(&line, result->time_ns / 1000000, 9);
    kd_line_text(&line, " ms  ");
    kd_line_text(&line, kd_labels[result->sign]);
    kd_line_text(&line, "  ");
    kd_line_number(&line, kd_result_percent(result), 0);
    kd_line_text(&line, " %");
    kd_line_end(&line);
}

/* Recognise everything that was pushed.  Returns how many windows that completed, or a negative error. */
static int32_t recognise(int32_t says)
{
    const uint32_t before = recogniser.windows;
    kd_result_t result;
    int32_t status;
    while ((status = kd_recogniser_poll(&recogniser, &result)) == KD_RECOGNISER_RESULT) {
        if (says) {
            say_sign(&result);
        }
    }
    return status < 0 ? status : (int32_t)(recogniser.windows - before);
}

/* Keep what a hop took, in ascending order. */
static void keep_hop(int64_t spent_ns)
{
    if (hops == MOST_HOPS) {
        return;
    }
    int32_t place = hops++;
    for (; place > 0 && hops_ns[place - 1] > spent_ns; --place) {
        hops_ns[place] = hops_ns[place - 1];
    }
    hops_ns[place] = spent_ns;
}

/* Play the golden recordings once, and keep what each hop took from its first sample on. */
static void play(int32_t says)
{
    kd_golden_t recordings;
    kd_golden_block_t block;
    int64_t spent_ns = 0;
    kd_recogniser_init(&recogniser);
    kd_golden_start(&recordings);
    while (kd_golden_next(&recordings, &block)) {
        const int64_t begun_ns = kd_linux_now_ns();
        kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
        const int32_t windows = recognise(says);
        spent_ns += kd_linux_now_ns() - begun_ns;
        if (windows > 0) {
            if (recogniser.windows > 1) { /* the first one fills the window */
                keep_hop(spent_ns);
            }
            spent_ns = 0;
        }
    }
}

static void say_percentile(const char *before, int32_t percent)
{
    kd_line_text(&line, before);
    kd_line_thousandths(&line, hops == 0 ? 0 : hops_ns[(hops - 1) * percent / 100]);
}

static int64_t sum_ns(void)
{
    int64_t sum = 0;
    for (int32_t hop = 0; hop < hops; ++hop) {
        sum += hops_ns[hop];
    }
    return sum;
}

static void say_figures(int32_t wrong, int32_t as_json)
{
    kd_line_text(&line, as_json ? "{\"scores\": " : "golden scores: ");
    kd_line_number(&line, kd_golden_scores_checked(), 0);
    kd_line_text(&line, as_json ? ", \"wrong_scores\": " : ", wrong: ");
    kd_line_number(&line, wrong, 0);
    kd_line_text(&line, as_json ? ", \"hops\": " : "; hops: ");
    kd_line_number(&line, hops, 0);
    if (as_json) {
        kd_line_text(&line, ", \"state_bytes\": ");
        kd_line_number(&line, (int64_t)sizeof recogniser, 0);
        kd_line_text(&line, ", \"mean_us\": ");
        kd_line_thousandths(&line, hops == 0 ? 0 : sum_ns() / hops);
    }
    say_percentile(as_json ? ", \"p50_us\": " : ", us: p50 ", 50);
    say_percentile(as_json ? ", \"p95_us\": " : ", p95 ", 95);
    say_percentile(as_json ? ", \"p99_us\": " : ", p99 ", 99);
    kd_line_text(&line, as_json ? "}" : "");
    kd_line_end(&line);
}

static int32_t check(int32_t as_json)
{
    const int32_t wrong = kd_golden_check(&recogniser);
    for (int32_t round = 0; round < ROUNDS; ++round) {
        play(round == 0 && !as_json);
    }
    say_figures(wrong, as_json);
    return wrong == 0 ? DONE : WRONG_SCORES;
}

static int32_t stream(void)
{
    static float samples[BLOCK_BYTES / sizeof(float)]; /* of any type */
    struct {
        int32_t stream, count;
        int64_t start_ns;
    } head;
    kd_recogniser_init(&recogniser);
    while (kd_linux_read(&head, sizeof head) == sizeof head) {
        if (head.stream < 0 || head.stream >= KD_SIGNAL_STREAMS || head.count < 0) {
            return WRONG_INPUT;
        }
        const size_t row_bytes = (size_t)kd_stream_row_bytes(&kd_streams[head.stream]);
        const size_t count = (size_t)head.count;
        if (count > BLOCK_BYTES / row_bytes || kd_linux_read(samples, count * row_bytes) != count * row_bytes) {
            return WRONG_INPUT;
        }
        kd_recogniser_push(&recogniser, head.stream, samples, head.count, head.start_ns);
        if (recognise(1) < 0) {
            return WRONG_INPUT;
        }
    }
    return DONE;
}

static int32_t equal(const char *left, const char *right)
{
    const size_t size = strlen(left);
    return strlen(right) == size && memcmp(left, right, size) == 0;
}

int32_t kd_main(int32_t count, char **words)
{
    if (count == 1) {
        return check(0);
    }
    if (count == 2 && equal(words[1], "--json")) {
        return check(1);
    }
    if (count == 2 && equal(words[1], "--stream")) {
        return stream();
    }
    kd_line_text(&line, "usage: recognise [--json | --stream]");
    kd_line_end(&line);
    return WRONG_USE;
}
