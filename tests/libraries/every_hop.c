/* What a library's recogniser finds at every hop of its golden recordings, and what it says to mistakes, as text. */
#include <stdio.h>

#include "kd_golden.h"
#include "kd_recogniser.h"

static kd_recogniser_t recogniser;

static void say_hop(const kd_result_t *hop)
{
    for (int32_t label = 0; label < KD_LABELS; ++label) {
        printf("%d%s", hop->scores[label], label < KD_LABELS - 1 ? " " : "\n");
    }
}

static void make_mistakes(const kd_golden_block_t *block)
{
    kd_result_t result;
    int32_t status = kd_recogniser_push(&recogniser, block->stream, block->samples, -1, 0);
    printf("count %d\n", (int)status);
    kd_recogniser_push(&recogniser, block->stream, block->samples, block->count, block->start_ns);
    status = kd_recogniser_push(&recogniser, block->stream, block->samples, block->count, block->start_ns);
    printf("busy %d\n", (int)status);
    kd_recogniser_init(&recogniser);
    kd_recogniser_push(&recogniser, KD_SIGNAL_STREAMS, block->samples, block->count, block->start_ns);
    status = kd_recogniser_poll(&recogniser, &result);
    printf("stream %d\n", (int)status);
    status = kd_recogniser_poll(&recogniser, &result);
    printf("after %d\n", (int)status);
    kd_recogniser_init(&recogniser);
}

int main(void)
{
    kd_golden_t recordings;
    kd_golden_block_t block;
    kd_result_t hop;
    kd_golden_start(&recordings);
    kd_recogniser_init(&recogniser);
    for (int32_t number = 0; kd_golden_next(&recordings, &block); ++number) {
        if (number == 0) {
            make_mistakes(&block);
        }
        kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
        while (kd_recogniser_next(&recogniser, &hop) == KD_RECOGNISER_RESULT) {
            if (hop.scores != NULL) {
                say_hop(&hop);
            }
        }
    }
    printf("wrong %d\n", (int)kd_golden_check(&recogniser));
    return 0;
}
