#include "kd_fit.h"

#include <string.h>

enum { ONE = 1 << KD_FIT_SPREAD_BITS, FINE = 1 << KD_FIT_FINE_BITS, SUMMANDS = KD_HEAD_FEATURES + 1 };

/* Rounded to nearest, ties up; divisor > 0. */
static int64_t rounded_quotient(int64_t dividend, int64_t divisor)
{
    const int64_t doubled = 2 * dividend + divisor;
    const int64_t quotient = doubled / (2 * divisor);
    return quotient - (doubled % (2 * divisor) < 0);
}

static int64_t shifted(int64_t value, int32_t bits)
{
    return (value + (INT64_C(1) << (bits - 1))) >> bits;
}

/* The largest number whose square is not above `value`. */
static int32_t root(int32_t value)
{
    int32_t found = 0;
    for (int32_t bit = 1 << 14; bit > 0; bit >>= 1) {
        if ((found + bit) * (found + bit) <= value) {
            found += bit;
        }
    }
    return found;
}

/* Mean and standard deviation of every feature. */
static void measure(kd_fit_t *fit)
{
    int32_t most = 0;
    for (int32_t feature = 0; feature < KD_HEAD_FEATURES; ++feature) {
        int32_t sum = 0;
        for (int32_t row = 0; row < fit->count; ++row) {
            sum += fit->features[row][feature];
        }
        const int32_t middle = (int32_t)rounded_quotient(sum, fit->count);
        int32_t squares = 0;
        for (int32_t row = 0; row < fit->count; ++row) {
            const int32_t off = fit->features[row][feature] - middle;
            squares += off * off;
        }
        const int32_t spread = root(squares / fit->count);
        most = spread > most ? spread : most;
        fit->middle[feature] = (int16_t)middle;
        fit->spread[feature] = (int16_t)spread;
    }
    for (int32_t feature = 0; feature < KD_HEAD_FEATURES; ++feature) {
        fit->spread[feature] = (int16_t)(fit->spread[feature] + 1 + most / KD_FIT_SPREAD_SHARE);
    }
}

/* Everything that stays the same from step to step. */
static void prepare(kd_fit_t *fit)
{
    measure(fit);
    memset(fit->shown, 0, sizeof fit->shown);
    memset(fit->moved, 0, sizeof fit->moved);
    for (int32_t row = 0; row < fit->count; ++row) {
        fit->shown[fit->labels[row]] = 1;
        for (int32_t feature = 0; feature < KD_HEAD_FEATURES; ++feature) {
            const int32_t off = (fit->features[row][feature] - fit->middle[feature]) * ONE;
            const int64_t units = rounded_quotient(off, fit->spread[feature]);
            fit->units[row][feature] = (int8_t)(units < INT8_MIN ? INT8_MIN : units > INT8_MAX ? INT8_MAX : units);
        }
        fit->units[row][KD_HEAD_FEATURES] = ONE;
        for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
            const int32_t sum = kd_head_sum(&kd_head_trained, label, fit->features[row]);
            fit->base[row][label] = kd_rescale_any(sum, kd_fit_factors[label]);
        }
    }
}

/* The exponential of a fine logit that lies so far below the highest, on a straight line between two stored ones. */
static int64_t exponential(int32_t below)
{
    const int32_t place = below >> KD_FIT_FINE_BITS;
    if (place > KD_HEAD_DIFFERENCES - 2) {
        return 0;
    }
    const int64_t higher = kd_head_exponentials[place];
    const int64_t lower = kd_head_exponentials[place + 1];
    return higher - ((higher - lower) * (below & (FINE - 1)) >> KD_FIT_FINE_BITS);
}

/* How far the probabilities of a row's signs are from what they should be. */
static void find_errors(kd_fit_t *fit, int32_t row)
{
    int32_t *const values = fit->errors[row];
    int32_t highest = INT32_MIN;
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        if (!fit->shown[label]) {
            continue;
        }
        int64_t sum = 0;
        for (int32_t index = 0; index < SUMMANDS; ++index) {
            sum += (int64_t)fit->moved[label][index] * fit->units[row][index];
        }
        values[label] =
            fit->base[row][label] + (int32_t)(sum >> (KD_FIT_MOVE_BITS + KD_FIT_SPREAD_BITS - KD_FIT_FINE_BITS));
        highest = values[label] > highest ? values[label] : highest;
    }
    int64_t total = 0;
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        total += fit->shown[label] ? exponential(highest - values[label]) : 0;
    }
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        if (fit->shown[label]) {
            const int64_t share = (exponential(highest - values[label]) << KD_FIT_ERROR_BITS) / total;
            values[label] = (fit->labels[row] == label ? 1 << KD_FIT_ERROR_BITS : 0) - (int32_t)share;
        }
    }
}

/* One step downhill. */
static void descend(kd_fit_t *fit, int64_t rate)
{
    for (int32_t row = 0; row < fit->count; ++row) {
        find_errors(fit, row);
    }
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        if (!fit->shown[label]) {
            continue;
        }
        int32_t *const moved = fit->moved[label];
        for (int32_t index = 0; index < SUMMANDS; ++index) {
            int64_t slope = 0;
            for (int32_t row = 0; row < fit->count; ++row) {
                slope += (int64_t)fit->errors[row][label] * fit->units[row][index];
            }
            int64_t value = moved[index] + shifted(slope * rate, KD_FIT_RATE_BITS + KD_FIT_DIVIDED_BITS);
            value -=
                index < KD_HEAD_FEATURES ? shifted(value * KD_FIT_PULL, KD_FIT_PULL_BITS) : 0; /* the bias is free */
            value = value < -KD_FIT_MOST_MOVED ? -KD_FIT_MOST_MOVED : value;
            moved[index] = (int32_t)(value > KD_FIT_MOST_MOVED ? KD_FIT_MOST_MOVED : value);
        }
    }
}

/* What was moved, in the layer's own units. */
static void write_sign(const kd_fit_t *fit, int32_t label, kd_head_layer_t *layer)
{
    const int32_t *const moved = fit->moved[label];
    const int32_t bits = KD_FIT_MOVE_BITS + KD_FIT_BACK_BITS;
    int64_t bias = layer->biases[label] + shifted((int64_t)moved[KD_HEAD_FEATURES] * kd_fit_back[label], bits);
    for (int32_t feature = 0; feature < KD_HEAD_FEATURES; ++feature) {
        int8_t *const weight = &layer->weights[label * KD_HEAD_FEATURES + feature];
        const int64_t change =
            rounded_quotient((int64_t)moved[feature] * kd_fit_back[label], (int64_t)fit->spread[feature] << bits);
        const int64_t wanted = *weight + change;
        const int32_t written = (int32_t)(wanted < -INT8_MAX ? -INT8_MAX : wanted > INT8_MAX ? INT8_MAX : wanted);
        bias -= (int64_t)(written - *weight) * (fit->middle[feature] - KD_HEAD_FEATURE_ZERO_POINT);
        *weight = (int8_t)written;
    }
    layer->biases[label] = (int32_t)(bias < INT32_MIN ? INT32_MIN : bias > INT32_MAX ? INT32_MAX : bias);
}

void kd_fit(kd_fit_t *fit, kd_head_layer_t *layer)
{
    prepare(fit);
    const int64_t rate = ((int64_t)KD_FIT_RATE << KD_FIT_DIVIDED_BITS) / fit->count;
    for (int32_t step = 0; step < KD_FIT_STEPS; ++step) {
        descend(fit, rate);
    }
    memcpy(layer, &kd_head_trained, sizeof *layer);
    for (int32_t label = 0; label < KD_HEAD_CLASSES; ++label) {
        if (fit->shown[label]) {
            write_sign(fit, label, layer);
        }
    }
}
