/* Send messages as a board does, for comparison with the shared vectors.
 *
 * stdin: one line, a message's name and its fields; numbers are decimal, bytes hexadecimal, text ends the line.
 * stdout: the frames.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_report.h"

enum { MOST_FIELD = 1023 };

/* The next field up to a space or the end of the line. */
static const char *next_word(void)
{
    static char word[MOST_FIELD + 1];
    char format[16];
    snprintf(format, sizeof format, "%%%d[^ \n]", (int)MOST_FIELD);
    word[0] = '\0';
    if (scanf(format, word) < 0) {
        exit(2);
    }
    getchar(); /* what ended it */
    return word;
}

static int64_t next_number(void)
{
    return strtoll(next_word(), NULL, 10);
}

static const char *next_line(void)
{
    static char line[MOST_FIELD + 1];
    if (fgets(line, (int)sizeof line, stdin) == NULL) {
        exit(2);
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static void next_bytes(void *bytes, size_t most)
{
    const char *const digits = next_word();
    uint8_t *const out = bytes;
    for (size_t i = 0; i < most && digits[2 * i] != '\0'; ++i) {
        const char pair[3] = {digits[2 * i], digits[2 * i + 1], '\0'};
        out[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
}

static void send_samples(void)
{
    const int32_t stream = (int32_t)next_number();
    const int32_t count = (int32_t)next_number();
    const uint32_t sequence = (uint32_t)next_number();
    const uint32_t dropped = (uint32_t)next_number();
    const int64_t time_ns = next_number();
    int8_t samples[KD_REPORT_BLOCK_BYTES];
    next_bytes(samples, sizeof samples);
    kd_report_samples(stream, sequence, dropped, time_ns, samples, count);
}

static void send_mark(void)
{
    kd_mark_t mark = {.time_ns = next_number()};
    const uint32_t sequence = (uint32_t)next_number();
    mark.label = (int32_t)next_number();
    kd_report_mark(sequence, &mark);
}

static void send_end(void)
{
    kd_report_end((uint8_t)next_number());
}

static void send_reply(void)
{
    const uint8_t tag = (uint8_t)next_number();
    const uint8_t command = (uint8_t)next_number();
    kd_report_reply(tag, command, (int32_t)next_number());
}

static void send_acknowledgement(void)
{
    const uint32_t sequence = (uint32_t)next_number();
    kd_report_acknowledgement(sequence, (int32_t)next_number());
}

static void send_info(void)
{
    kd_report_info((uint8_t)next_number());
}

static void send_features(void)
{
    kd_result_t result = {.time_ns = next_number()};
    result.frame = (uint32_t)next_number();
    next_bytes(result.values, sizeof result.values);
    kd_report_features(&result);
}

static void send_scores(void)
{
    int8_t scores[KD_LABELS];
    kd_result_t result = {.time_ns = next_number(), .scores = scores};
    result.window = (uint32_t)next_number();
    result.vote = (int32_t)next_number();
    next_bytes(scores, sizeof scores);
    kd_report_scores(&result);
}

static void send_decision(void)
{
    int8_t scores[KD_LABELS];
    kd_result_t result = {.time_ns = next_number(), .scores = scores};
    const uint32_t sequence = (uint32_t)next_number();
    result.window = (uint32_t)next_number();
    result.sign = (int32_t)next_number();
    scores[result.sign] = (int8_t)next_number();
    kd_report_decision(&result, sequence, (uint32_t)next_number());
}

static void send_measurement(void)
{
    const uint8_t subject = (uint8_t)next_number();
    const uint8_t unit = (uint8_t)next_number();
    const uint16_t index = (uint16_t)next_number();
    const uint64_t value = (uint64_t)next_number();
    kd_report_measurement(subject, unit, index, value, next_line());
}

static void send_fault(void)
{
    kd_fault_t fault = {.kind = (uint8_t)next_number()};
    fault.pc = (uint32_t)next_number();
    fault.lr = (uint32_t)next_number();
    fault.sp = (uint32_t)next_number();
    fault.status = (uint32_t)next_number();
    fault.address = (uint32_t)next_number();
    kd_report_fault(&fault);
}

static void send_log(void)
{
    const int64_t time_ns = next_number();
    const uint8_t level = (uint8_t)next_number();
    kd_report_log(time_ns, level, next_line());
}

static const struct {
    const char *name;
    void (*send)(void);
} messages[] = {
    {"descriptions", kd_report_descriptions},
    {"samples", send_samples},
    {"mark", send_mark},
    {"end", send_end},
    {"reply", send_reply},
    {"acknowledgement", send_acknowledgement},
    {"info", send_info},
    {"features", send_features},
    {"scores", send_scores},
    {"decision", send_decision},
    {"measurement", send_measurement},
    {"fault", send_fault},
    {"log", send_log},
};

int main(void)
{
    size_t size;
    kd_host_start();
    const char *const name = next_word();
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; ++i) {
        if (strcmp(name, messages[i].name) == 0) {
            messages[i].send();
            const uint8_t *const sent = kd_host_take_sent(&size);
            fwrite(sent, 1, size, stdout);
            return 0;
        }
    }
    return 1;
}
