/* Recognises the bundle's golden recordings, and checks the library with them.  Samples of your sensors go the same way:
 * kd_recogniser_push() takes them as they come, kd_recogniser_poll() says what they mean. */
#include <stdio.h>

#include "kd_golden.h"
#include "kd_recogniser.h"

static kd_recogniser_t recogniser;

int main(void)
{
    kd_golden_t recordings;
    kd_golden_block_t block;
    kd_result_t result;
    kd_recogniser_init(&recogniser);
    kd_golden_start(&recordings);
    while (kd_golden_next(&recordings, &block)) {
        kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
        while (kd_recogniser_poll(&recogniser, &result) == KD_RECOGNISER_RESULT) {
            printf("%6ld ms  %s  %ld %%\n", (long)(result.time_ns / 1000000), kd_labels[result.sign],
                   (long)kd_result_percent(&result));
        }
    }
    printf("%ld golden scores are wrong\n", (long)kd_golden_check(&recogniser));
}
