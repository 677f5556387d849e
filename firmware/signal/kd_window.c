#include "kd_window.h"

#include <string.h>

#include "kd_exact.h"
#include "kd_sqrt.h"

#if KD_DECISION_USES_ACTIVITY

/* KD_WINDOW_SIZE^2 squares of at most 2^14 lie below 2^31 in a window of at most 362 frames: multiplying in 64 bits is slow
 * on small cores. */
#if KD_WINDOW_SIZE <= 362
typedef int32_t spread_t;
#else
typedef int64_t spread_t;
#endif

static void add(kd_window_t *window, const int8_t *frame)
{
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        const int32_t q = frame[feature];
        window->sums[feature] += q;
        window->squares[feature] += q * q;
    }
}

static void subtract(kd_window_t *window, const int8_t *frame)
{
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        const int32_t q = frame[feature];
        window->sums[feature] -= q;
        window->squares[feature] -= q * q;
    }
}

static void clear(kd_window_t *window)
{
    memset(window->sums, 0, sizeof window->sums);
    memset(window->squares, 0, sizeof window->squares);
}

float kd_window_activity(const kd_window_t *window)
{
    float total = 0.0f;
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        const spread_t sum = window->sums[feature];
        const spread_t spread = KD_WINDOW_SIZE * (spread_t)window->squares[feature] - sum * sum;
        total += kd_sqrt((float)spread);
    }
    return kd_product(total, KD_ACTIVITY_SCALE);
}

#else

static void add(kd_window_t *window, const int8_t *frame)
{
    (void)window;
    (void)frame;
}

static void subtract(kd_window_t *window, const int8_t *frame)
{
    (void)window;
    (void)frame;
}

static void clear(kd_window_t *window)
{
    (void)window;
}

float kd_window_activity(const kd_window_t *window)
{
    (void)window;
    return 0.0f;
}

#endif

void kd_window_reset(kd_window_t *window)
{
    window->count = 0;
    clear(window);
}

/* Make room for the next window: move down what it shares with the complete one. */
static void begin_next(kd_window_t *window)
{
    window->count = KD_WINDOW_SIZE - KD_WINDOW_INCREMENT;
    if (window->count <= 0) {
        clear(window);
        return;
    }
    for (int32_t frame = 0; frame < KD_WINDOW_INCREMENT; ++frame) {
        subtract(window, window->frames + frame * KD_SIGNAL_FEATURES);
    }
    memmove(window->frames, window->frames + KD_WINDOW_INCREMENT * KD_SIGNAL_FEATURES,
            (size_t)window->count * KD_SIGNAL_FEATURES);
}

const int8_t *kd_window_push(kd_window_t *window, const int8_t *frame)
{
    if (window->count == KD_WINDOW_SIZE) {
        begin_next(window);
    }
    if (window->count >= 0) {
        memcpy(window->frames + window->count * KD_SIGNAL_FEATURES, frame, KD_SIGNAL_FEATURES);
        add(window, frame);
    }
    ++window->count;
    return window->count == KD_WINDOW_SIZE ? window->frames : NULL;
}
