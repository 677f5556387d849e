/* The CRC-32 of all frames of a library's golden recordings. */
#include "kd_crc.h"
#include "kd_golden.h"
#include "kd_linux.h"
#include "kd_recogniser.h"

static kd_recogniser_t recogniser;
static kd_line_t line;

static void say(const char *what, int64_t number)
{
    kd_line_text(&line, what);
    kd_line_number(&line, number, 0);
    kd_line_end(&line);
}

int32_t kd_main(int32_t count, char **words)
{
    kd_golden_t recordings;
    kd_golden_block_t block;
    kd_result_t result;
    uint32_t frames = 0;
    (void)count, (void)words;
    kd_recogniser_init(&recogniser);
    kd_golden_start(&recordings);
    while (kd_golden_next(&recordings, &block)) {
        kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
        while (kd_recogniser_next(&recogniser, &result) == KD_RECOGNISER_RESULT) {
            frames = kd_crc_add(frames, (const uint8_t *)result.values, (int32_t)sizeof result.values);
        }
    }
    say("frames ", frames);
    say("wrong ", kd_golden_check(&recogniser));
    return 0;
}
