/*
 * Reads input.bin, a whole number of inputs; writes output.bin: the cost of measuring
 * nothing, then one record for each input.  All words are little-endian.
 */
#include "batch.h"

#include "board.h"
#include "semihost.h"
#include "start.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO_FILE = 1,
    EXIT_DISK_FULL = 2,
    EXIT_SUBJECT_FAILED = 3,
    EXIT_FAULT = 4,
};

struct record {
    uint32_t ticks;
    uint32_t stack_bytes;
    int8_t output[(KD_BATCH_OUTPUT_BYTES + 3) / 4 * 4];
};

static int8_t input[KD_BATCH_INPUT_BYTES] __attribute__((aligned(16)));
static struct record record;

void kd_on_fault(uint32_t pc, uint32_t status)
{
    const uint32_t words[2] = {pc, status};
    const int32_t file = kd_semihost_open("fault.bin", KD_SEMIHOST_WRITE);
    kd_semihost_write(file, words, sizeof words);
    kd_semihost_close(file);
    kd_semihost_exit(EXIT_FAULT);
}

/* Through a pointer that the compiler must load, so that nothing is inlined into the measurement. */
typedef int32_t subject_fn(const int8_t *, int8_t *);

static int32_t do_nothing(const int8_t *from, int8_t *to)
{
    (void)from;
    (void)to;
    return 0;
}

__attribute__((noinline)) static int32_t measure(subject_fn *volatile *subject)
{
    kd_stack_paint();
    const uint32_t start = kd_board_ticks();
    const int32_t status = (*subject)(input, record.output);
    record.ticks = kd_board_ticks() - start;
    record.stack_bytes = kd_stack_used_below(kd_stack_pointer());
    return status;
}

int main(void)
{
    static subject_fn *volatile nothing = do_nothing;
    static subject_fn *volatile subject = kd_batch_run;
    kd_board_start();
    const int32_t source = kd_semihost_open("input.bin", KD_SEMIHOST_READ);
    const int32_t sink = kd_semihost_open("output.bin", KD_SEMIHOST_WRITE);
    if (source < 0 || sink < 0) {
        kd_semihost_exit(EXIT_NO_FILE);
    }
    measure(&nothing);
    if (kd_semihost_write(sink, &record, sizeof record) != 0) {
        kd_semihost_exit(EXIT_DISK_FULL);
    }
    while (kd_semihost_read(source, input, sizeof input) == 0) {
        if (measure(&subject) != 0) {
            kd_semihost_exit(EXIT_SUBJECT_FAILED);
        }
        if (kd_semihost_write(sink, &record, sizeof record) != 0) {
            kd_semihost_exit(EXIT_DISK_FULL);
        }
    }
    kd_semihost_close(sink);
    kd_semihost_exit(EXIT_DONE);
}
