#include "kd_mlperf.h"

#include <string.h>

#include "kd_board.h"
#include "kd_bundle.h"
#include "kd_say.h"
#include "kd_words.h"

/* The runner identifies the protocol by this name. */
#define PROFILE "ULPMark for tinyML Firmware V0.0.1"

enum { INPUT_BYTES = KD_WINDOW_SIZE * KD_SIGNAL_FEATURES };
enum { NAME_BOARD = 0, NAME_BUNDLE = 2 }; /* in kd_info_names */
enum { BYTES_PER_LINE = 8 };
enum { SCORE_DECIMALS = 8 }; /* exact for a softmax, whose scale is 1/256 */

static const int64_t SCORE_STEP = (int64_t)(KD_OUTPUT_SCALE * 1e8 + 0.5); /* in units of the last decimal */

/* One of the names in INFO, each with its length before it. */
static void say_name(int32_t index)
{
    const uint8_t *name = kd_info_names;
    for (; index > 0; --index) {
        name += 1 + name[0];
    }
    kd_board_serial_write(name + 1, name[0]);
}

static void say_lap(kd_mlperf_t *mlperf)
{
    kd_say("m-lap-us-");
    kd_say_number((uint64_t)kd_clock_now_ns(mlperf->clock) / 1000, 1);
    kd_say("\r\n");
}

static void say_results(const kd_mlperf_t *mlperf)
{
    static const uint64_t one = UINT64_C(100000000);
    if (!mlperf->inferred) {
        kd_say("e-[Nothing was inferred yet]\r\n");
        return;
    }
    for (int32_t label = 0; label < KD_LABELS; ++label) {
        const int64_t value = (mlperf->scores[label] - KD_OUTPUT_ZERO_POINT) * SCORE_STEP;
        const uint64_t size = (uint64_t)(value < 0 ? -value : value);
        kd_say(label == 0 ? "m-results-[" : ",");
        kd_say(value < 0 ? "-" : "");
        kd_say_number(size / one, 1);
        kd_say(".");
        kd_say_number(size % one, SCORE_DECIMALS);
    }
    kd_say("]\r\n");
}

static void announce(kd_mlperf_t *mlperf, char **rest)
{
    mlperf->expected = 0;
    mlperf->loaded = 0;
    const int32_t bytes = kd_words_number(rest, 0, INPUT_BYTES);
    if (bytes <= 0) {
        kd_say_count("e-[Command 'db load' takes 1 to ", INPUT_BYTES, " bytes]\r\n");
        return;
    }
    mlperf->expected = bytes;
    kd_say_count("m-[Expecting ", bytes, " bytes]\r\n");
}

static void load(kd_mlperf_t *mlperf, const char *digits)
{
    for (; mlperf->loaded < mlperf->expected && digits[0] != '\0'; digits += 2) {
        const int32_t high = kd_words_hex_digit(digits[0]);
        const int32_t low = kd_words_hex_digit(digits[1]); /* of a single digit: the end, which is none */
        if (high < 0 || low < 0) {
            kd_say("e-[Invalid or missing hex digit]\r\n");
            return;
        }
        mlperf->window[mlperf->loaded] = (int8_t)(uint8_t)(16 * high + low);
        ++mlperf->loaded;
        if (mlperf->loaded == mlperf->expected) {
            kd_say("m-load-done\r\n");
            return;
        }
    }
    if (*digits != '\0') {
        kd_say("e-[No byte is expected]\r\n");
    }
}

static void print_input(const kd_mlperf_t *mlperf)
{
    static const char hex[] = "0123456789abcdef";
    for (int32_t i = 0; i < mlperf->loaded; ++i) {
        const uint8_t byte = (uint8_t)mlperf->window[i];
        const char digits[2] = {hex[byte >> 4], hex[byte & 15]};
        const int32_t last = i % BYTES_PER_LINE == BYTES_PER_LINE - 1 || i == mlperf->loaded - 1;
        kd_say(i % BYTES_PER_LINE == 0 ? "m-buffer-" : "-");
        kd_say_bytes(digits, sizeof digits);
        kd_say(last ? "\r\n" : "");
    }
}

static void buffer(kd_mlperf_t *mlperf, char **rest)
{
    const char *const word = kd_words_next(rest);
    if (*word == '\0') {
        kd_say("e-[Command 'db' requires a subcommand]\r\n");
    } else if (kd_words_equal(word, "load")) {
        announce(mlperf, rest);
    } else if (kd_words_equal(word, "print")) {
        print_input(mlperf);
    } else {
        load(mlperf, word);
    }
}

/* Returns 0 or the network's error. */
static int32_t repeat(kd_mlperf_t *mlperf, int32_t count)
{
    int32_t status = 0;
    for (; count > 0 && status >= 0; --count) {
        status = kd_runtime_infer(mlperf->network, mlperf->window, mlperf->scores);
        kd_clock_now_ns(mlperf->clock); /* so that it sees every wrap of the tick counter */
    }
    return status;
}

static void infer(kd_mlperf_t *mlperf, char **rest)
{
    const int32_t count = kd_words_number(rest, 1, KD_MLPERF_MAX_INFERENCES);
    const int32_t warmups = kd_words_number(rest, 10, KD_MLPERF_MAX_INFERENCES);
    if (count <= 0 || warmups < 0) {
        kd_say_count("e-[Inferences are 1 to ", KD_MLPERF_MAX_INFERENCES, ", warm-ups as many or none]\r\n");
        return;
    }
    if (mlperf->loaded != INPUT_BYTES) {
        kd_say_count("e-[Input has ", mlperf->loaded, " bytes");
        kd_say_count(" of ", INPUT_BYTES, "]\r\n");
        return;
    }
    kd_say_count("m-warmup-start-", warmups, "\r\n");
    int32_t status = repeat(mlperf, warmups);
    kd_say("m-warmup-done\r\n");
    kd_say_count("m-infer-start-", count, "\r\n");
    say_lap(mlperf);
    status = status < 0 ? status : repeat(mlperf, count);
    say_lap(mlperf);
    mlperf->inferred = status >= 0;
    if (status < 0) {
        kd_say("e-[The network failed]\r\n");
        return;
    }
    kd_say("m-infer-done\r\n");
    say_results(mlperf);
}

static void name(kd_mlperf_t *mlperf, char **rest)
{
    (void)mlperf;
    (void)rest;
    kd_say("m-name-dut-[");
    say_name(NAME_BOARD);
    kd_say("]\r\n");
}

static void profile(kd_mlperf_t *mlperf, char **rest)
{
    (void)mlperf;
    (void)rest;
    kd_say("m-profile-[" PROFILE "]\r\nm-model-[");
    say_name(NAME_BUNDLE);
    kd_say("]\r\n");
}

static void timestamp(kd_mlperf_t *mlperf, char **rest)
{
    (void)rest;
    say_lap(mlperf);
}

static void results(kd_mlperf_t *mlperf, char **rest)
{
    (void)rest;
    say_results(mlperf);
}

static void help(kd_mlperf_t *mlperf, char **rest);

static const struct {
    const char *name;
    void (*obey)(kd_mlperf_t *mlperf, char **rest);
    const char *help;
} commands[] = {
    {"help", help, "help         what you read\r\n"},
    {"name", name, "name         the board\r\n"},
    {"profile", profile, "profile      the protocol and the network\r\n"},
    {"timestamp", timestamp, "timestamp    microseconds since start\r\n"},
    {"db", buffer,
     "db load N    expect N bytes of input\r\n"
     "db HH[HH]*   take these of them, in hexadecimal\r\n"
     "db print     show the input\r\n"},
    {"infer", infer,
     "infer [N=1] [W=10]\r\n"
     "             infer N times, after W times to warm up\r\n"},
    {"results", results, "results      scores of the last inference\r\n"},
};

enum { COMMANDS = (int32_t)(sizeof commands / sizeof *commands) };

static void help(kd_mlperf_t *mlperf, char **rest)
{
    (void)mlperf;
    (void)rest;
    kd_say(PROFILE "\r\n\r\n");
    for (int32_t i = 0; i < COMMANDS; ++i) {
        kd_say(commands[i].help);
    }
}

static void obey(kd_mlperf_t *mlperf)
{
    char *rest = mlperf->command;
    const char *const word = kd_words_next(&rest);
    for (int32_t i = 0; i < COMMANDS; ++i) {
        if (kd_words_equal(word, commands[i].name)) {
            commands[i].obey(mlperf, &rest);
            return;
        }
    }
    kd_say("e-[Unknown command: ");
    kd_say(word);
    kd_say("]\r\n");
}

void kd_mlperf_start(kd_mlperf_t *mlperf, kd_clock_t *clock, kd_runtime_t *network, int8_t *window, int8_t *scores)
{
    memset(mlperf, 0, sizeof *mlperf);
    mlperf->clock = clock;
    mlperf->network = network;
    mlperf->window = window;
    mlperf->scores = scores;
    kd_say("m-timestamp-mode-performance\r\n");
    say_lap(mlperf);
    kd_say("m-init-done\r\n"
           "m-ready\r\n");
}

void kd_mlperf_push(kd_mlperf_t *mlperf, uint8_t byte)
{
    if (byte == '%') {
        if (mlperf->size > KD_MLPERF_MAX_COMMAND) {
            kd_say("e-[Command is too long]\r\n");
        } else {
            mlperf->command[mlperf->size] = '\0';
            obey(mlperf);
        }
        mlperf->size = 0;
        kd_say("m-ready\r\n");
    } else if (byte != '\r' && byte != '\n' && byte != 0) { /* a return key; the delimiter of kd-edge's frames */
        if (mlperf->size < KD_MLPERF_MAX_COMMAND) {
            mlperf->command[mlperf->size] = byte >= ' ' && byte <= '~' ? (char)byte : '?';
        }
        mlperf->size += mlperf->size <= KD_MLPERF_MAX_COMMAND;
    }
}
