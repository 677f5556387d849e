/* Feeds a file to kd_web in pieces of many sizes, under sanitizers; prints scores, sign and vote of every hop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kd_web.h"

uint32_t kd_web_now(void)
{
    static uint32_t time;
    return time++;
}

static void print_hops(void)
{
    int32_t status;
    while ((status = kd_web_next()) == 1) {
        const kd_web_hop_t *const hop = kd_web_hop();
        for (int32_t label = 0; label < KD_LABELS; ++label) {
            printf("%d ", hop->scores[label]);
        }
        printf("%d %d\n", (int)hop->vote, (int)hop->sign);
    }
    if (status < 0) {
        printf("refused %d\n", (int)status);
    }
}

static void take(int32_t what)
{
    const kd_intake_shared_t *const link = kd_web_link();
    if (what == KD_WEB_FRAME) {
        if (link->type == 1 && link->body_size > 0) { /* streams are described in the bundle's order */
            kd_web_describe(link->body[0], link->body[0] < KD_SIGNAL_STREAMS ? link->body[0] : -1);
        }
        return;
    }
    const kd_run_t *const run = &link->run[0];
    const int32_t count = run->bytes / kd_stream_row_bytes(&kd_streams[run->stream]);
    if (kd_web_push(run->stream, count, (int64_t)run->start_ns) == 0) {
        print_hops();
    }
}

int main(int argc, char **argv)
{
    FILE *const file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        return 2;
    }
    kd_web_reset();
    kd_web_listen();
    uint32_t random = 1;
    for (;;) {
        random = random * UINT32_C(1664525) + UINT32_C(1013904223);
        const size_t most = 1 + (random >> 8) % (uint32_t)kd_web_chunk_bytes();
        const int32_t size = (int32_t)fread(kd_web_chunk(), 1, most, file);
        if (size == 0) {
            break;
        }
        for (int32_t what; (what = kd_web_read(size)) != KD_WEB_DONE;) {
            take(what);
        }
    }
    fclose(file);
    const int32_t no_stream = kd_web_push(-1, 1, 0);
    const int32_t nothing = kd_web_next();
    printf("mistakes %d %d %d\n", (int)no_stream, (int)nothing, (int)kd_web_frame(16, 241));
    memset(kd_web_chunk(), 0, 3);
    const int32_t frame = kd_web_frame(16, 3);
    printf("frame %d, infer %d\n", (int)frame, (int)kd_web_infer(2));
    return 0;
}
