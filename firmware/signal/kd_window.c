#include "kd_window.h"

#include <string.h>

#include "kd_exact.h"
#include "kd_sqrt.h"

void kd_window_reset(kd_window_t *window)
{
    window->count = 0;
}

/* Make room for the next window: move down what it shares with the complete one. */
static void begin_next(kd_window_t *window)
{
    window->count = KD_WINDOW_SIZE - KD_WINDOW_INCREMENT;
    if (window->count > 0) {
        memmove(window->frames, window->frames + KD_WINDOW_INCREMENT * KD_SIGNAL_FEATURES,
                (size_t)window->count * KD_SIGNAL_FEATURES);
    }
}

const int8_t *kd_window_push(kd_window_t *window, const int8_t *frame)
{
    if (window->count == KD_WINDOW_SIZE) {
        begin_next(window);
    }
    if (window->count >= 0) {
        memcpy(window->frames + window->count * KD_SIGNAL_FEATURES, frame, KD_SIGNAL_FEATURES);
    }
    ++window->count;
    return window->count == KD_WINDOW_SIZE ? window->frames : NULL;
}

float kd_window_activity(const int8_t *window)
{
    float total = 0.0f;
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        int64_t sum = 0;
        int64_t squares = 0;
        for (int32_t frame = 0; frame < KD_WINDOW_SIZE; ++frame) {
            const int32_t q = window[frame * KD_SIGNAL_FEATURES + feature];
            sum += q;
            squares += q * q;
        }
        total += kd_sqrt((float)(KD_WINDOW_SIZE * squares - sum * sum));
    }
    return kd_product(total, KD_ACTIVITY_SCALE);
}
