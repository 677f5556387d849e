/* Replay pushes from stdin through the signal path and write all that follows to stdout.
 *
 * In, per push:  int32 stream, int32 count, int64 start_ns, then count samples of every channel.
 * Out, records of one letter and its data, all in host byte order:
 *   F  float frame, then the same quantised to int8
 *   W  int8 window, float activity
 *   E  int32 error of a push; the block was dropped
 *   C  uint32 filled_samples, skipped_samples, restarts (last)
 */
#include <stdio.h>
#include <stdlib.h>

#include "kd_signal.h"
#include "kd_window.h"

static const size_t sample_bytes[] = {[KD_SAMPLE_INT8] = 1, [KD_SAMPLE_INT16] = 2, [KD_SAMPLE_FLOAT32] = 4};

static void emit(char letter, const void *data, size_t size)
{
    putchar(letter);
    fwrite(data, 1, size, stdout);
}

static void pull_frames(kd_signal_t *path, kd_window_t *window)
{
    float frame[KD_SIGNAL_FEATURES];
    while (kd_signal_pull(path, frame, 1) == 1) {
        int8_t quantised[KD_SIGNAL_FEATURES];
        kd_signal_quantise(frame, quantised);
        emit('F', frame, sizeof frame);
        fwrite(quantised, 1, sizeof quantised, stdout);
        const int8_t *input = kd_window_push(window, quantised);
        if (input != NULL) {
            const float activity = kd_window_activity(window);
            emit('W', input, sizeof window->frames);
            fwrite(&activity, sizeof activity, 1, stdout);
        }
    }
}

static void push_block(kd_signal_t *path, kd_window_t *window, int32_t stream, const char *samples, int32_t count,
                       int64_t start_ns)
{
    const size_t row_bytes = (size_t)kd_streams[stream].channels * sample_bytes[kd_streams[stream].sample_type];
    while (count > 0) {
        const uint32_t restarts = path->restarts;
        const int32_t taken = kd_signal_push(path, stream, samples, count, start_ns);
        if (path->restarts != restarts) {
            kd_window_reset(window);
        }
        if (taken < 0) {
            emit('E', &taken, sizeof taken);
            return;
        }
        pull_frames(path, window);
        samples += (size_t)taken * row_bytes;
        count -= taken;
        start_ns = KD_SIGNAL_CONTINUE;
    }
}

int main(void)
{
    static kd_signal_t path;
    static kd_window_t window;
    struct {
        int32_t stream, count;
        int64_t start_ns;
    } head;

    kd_signal_reset(&path);
    kd_window_reset(&window);
    while (fread(&head, sizeof head, 1, stdin) == 1) {
        const size_t row_bytes =
            (size_t)kd_streams[head.stream].channels * sample_bytes[kd_streams[head.stream].sample_type];
        const size_t rows = (size_t)head.count;
        char *samples = malloc(rows * row_bytes + 1);
        if (samples == NULL || fread(samples, row_bytes, rows, stdin) != rows) {
            return EXIT_FAILURE;
        }
        push_block(&path, &window, head.stream, samples, head.count, head.start_ns);
        free(samples);
    }
    const uint32_t counters[] = {path.filled_samples, path.skipped_samples, path.restarts};
    emit('C', counters, sizeof counters);
    return EXIT_SUCCESS;
}
