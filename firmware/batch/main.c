/*
 * Reads input.bin, a whole number of inputs; writes output.bin: the cost of measuring
 * nothing, then the cost and the output of each.  All words are little-endian.
 */
#include "kd_batch.h"

#include "kd_board.h"
#include "kd_semihost.h"
#include "kd_start.h"

enum {
    EXIT_DONE = 0,
    EXIT_NO_FILE = 1,
    EXIT_DISK_FULL = 2,
    EXIT_SUBJECT_FAILED = 3,
    EXIT_FAULT = 4,
};

/* What precedes each output in output.bin. */
typedef struct {
    uint32_t ticks;
    uint32_t stack_bytes;
} cost_t;

void kd_on_fault(const kd_fault_t *fault)
{
    const uint32_t words[2] = {fault->pc, fault->status};
    const int32_t file = kd_semihost_open("fault.bin", KD_SEMIHOST_WRITE);
    kd_semihost_write(file, words, sizeof words);
    kd_semihost_close(file);
    kd_semihost_exit(EXIT_FAULT);
}

/* Through a pointer that the compiler must load, so that nothing is inlined into the measurement. */
typedef int32_t subject_t(void);

static int32_t do_nothing(void)
{
    return 0;
}

__attribute__((noinline)) static int32_t measure(subject_t *volatile *subject, cost_t *cost)
{
    kd_stack_paint();
    const uint32_t start = kd_board_ticks();
    const int32_t status = (*subject)();
    cost->ticks = kd_board_ticks() - start;
    cost->stack_bytes = kd_stack_used_below(kd_stack_pointer());
    return status;
}

static void write_or_exit(int32_t sink, const void *bytes, size_t size)
{
    if (kd_semihost_write(sink, bytes, size) != 0) {
        kd_semihost_exit(EXIT_DISK_FULL);
    }
}

int main(void)
{
    static subject_t *volatile nothing = do_nothing;
    static subject_t *volatile subject = kd_batch_run;
    cost_t cost;
    kd_board_start();
    const int32_t source = kd_semihost_open("input.bin", KD_SEMIHOST_READ);
    const int32_t sink = kd_semihost_open("output.bin", KD_SEMIHOST_WRITE);
    if (source < 0 || sink < 0) {
        kd_semihost_exit(EXIT_NO_FILE);
    }
    measure(&nothing, &cost);
    write_or_exit(sink, &cost, sizeof cost);
    while (kd_semihost_read(source, kd_batch_input(), KD_BATCH_INPUT_BYTES) == 0) {
        if (measure(&subject, &cost) != 0) {
            kd_semihost_exit(EXIT_SUBJECT_FAILED);
        }
        write_or_exit(sink, &cost, sizeof cost);
        write_or_exit(sink, kd_batch_output(), KD_BATCH_OUTPUT_BYTES);
    }
    kd_semihost_close(sink);
    kd_semihost_exit(EXIT_DONE);
}
