/**
 * UNIDIRECTIONAL_SEQUENCE_LSTM: int8 activations and weights, int16 cell.
 *
 * The four gates of one unit are four rows of one product, so their sums, their
 * non-linearities and the unit's new state stay in registers; no gate is ever stored.
 */
#ifndef KD_LSTM_H
#define KD_LSTM_H

#include "kd_dot.h"
#include "kd_lanes.h"
#include "kd_pair.h"
#include "kd_sigmoid.h"

#if defined(KD_TARGET_MVE)
#include "kd_mve.h"
#endif

/* Order of the gates, in weights, biases and factors alike. */
enum { KD_INPUT_GATE, KD_FORGET_GATE, KD_CELL_GATE, KD_OUTPUT_GATE, KD_GATES };

/** One layer; everything constant. */
typedef struct {
    const int8_t *weights; /* per unit: input blocks, then recurrent blocks */
    const int32_t *starts; /* per unit: four for the input's products, four for the recurrent ones */
    int32_t inputs;
    int32_t units;
    int32_t input_blocks;
    int32_t recurrent_blocks;
    kd_rescale_t input_rescale[KD_GATES];
    kd_rescale_t recurrent_rescale[KD_GATES];
    kd_rescale_t forget_rescale; /* forget gate * cell -> cell */
    kd_rescale_t update_rescale; /* input gate * cell gate -> cell */
    kd_rescale_t hidden_rescale; /* tanh(cell) * output gate -> hidden state */
    int32_t cell_clip;           /* 0: none */
    int32_t cell_factor;         /* cell * cell_factor >> cell_shift is in thirds of Q3.12 */
    int32_t cell_shift;
    int32_t zero_point; /* of the hidden state */
} kd_lstm_t;

/**
 * The state that one step hands to the next.
 *
 * Each lane buffer holds 4 * its blocks lanes, cell holds one int16 for each unit.
 */
typedef struct {
    kd_lane_t *input;
    kd_lane_t *hidden;
    kd_lane_t *next_hidden;
    int16_t *cell;
} kd_lstm_state_t;

/** Back to the state before the first step. */
KD_INLINE void kd_lstm_clear(kd_lane_t *hidden, int16_t *cell, int32_t units, int32_t zero_point)
{
    for (int32_t unit = 0; unit < units; ++unit) {
        hidden[unit] = (kd_lane_t)zero_point;
        cell[unit] = 0;
    }
}

/* What the four gates of one unit take in, in Q3.12. */
#if defined(KD_TARGET_MVE)
typedef int32x4_t kd_gates_t;
#else
typedef struct {
    kd_pair_t input_forget;
    kd_pair_t cell_output;
} kd_gates_t;
#endif

KD_INLINE kd_gates_t kd_gates_rescale(const int32_t sums[KD_GATES], const kd_rescale_t factors[KD_GATES], int32_t any)
{
#if defined(KD_TARGET_MVE)
    (void)any; /* kd_rescale4 always is exact */
    return kd_saturate4(kd_rescale4(vldrwq_s32(sums), kd_load_rescales4(factors)));
#else
    const kd_gates_t gates = {
        kd_pair(kd_rescale_to(sums[KD_INPUT_GATE], factors[KD_INPUT_GATE], 0, 16, any),
                kd_rescale_to(sums[KD_FORGET_GATE], factors[KD_FORGET_GATE], 0, 16, any)),
        kd_pair(kd_rescale_to(sums[KD_CELL_GATE], factors[KD_CELL_GATE], 0, 16, any),
                kd_rescale_to(sums[KD_OUTPUT_GATE], factors[KD_OUTPUT_GATE], 0, 16, any)),
    };
    return gates;
#endif
}

KD_INLINE kd_gates_t kd_gates_add(kd_gates_t a, kd_gates_t b)
{
#if defined(KD_TARGET_MVE)
    return kd_saturate4(vaddq_s32(a, b));
#else
    const kd_gates_t sums = {kd_pair_add(a.input_forget, b.input_forget), kd_pair_add(a.cell_output, b.cell_output)};
    return sums;
#endif
}

KD_INLINE kd_gates_t kd_gates_load(const int16_t values[KD_GATES])
{
#if defined(KD_TARGET_MVE)
    return vldrhq_s32(values);
#else
    const kd_gates_t gates = {
        kd_pair(values[KD_INPUT_GATE], values[KD_FORGET_GATE]),
        kd_pair(values[KD_CELL_GATE], values[KD_OUTPUT_GATE]),
    };
    return gates;
#endif
}

KD_INLINE void kd_gates_store(kd_gates_t gates, int16_t values[KD_GATES])
{
#if defined(KD_TARGET_MVE)
    vstrhq_s32(values, gates);
#else
    values[KD_INPUT_GATE] = (int16_t)kd_pair_low(gates.input_forget);
    values[KD_FORGET_GATE] = (int16_t)kd_pair_high(gates.input_forget);
    values[KD_CELL_GATE] = (int16_t)kd_pair_low(gates.cell_output);
    values[KD_OUTPUT_GATE] = (int16_t)kd_pair_high(gates.cell_output);
#endif
}

#if defined(KD_TARGET_MVE)

/* New cells and hidden states of four neighbours, of those that take part. */
KD_INLINE void kd_lstm_four_units(const kd_lstm_t *layer, int32x4x4_t gates, int16_t *cells, kd_lane_t *hidden,
                                  mve_pred16_t units)
{
    const int32x4_t before = vldrhq_z_s32(cells, units);
    const int32x4_t kept = vmulq_s32(gates.val[KD_FORGET_GATE], before);
    const int32x4_t added = vmulq_s32(gates.val[KD_INPUT_GATE], gates.val[KD_CELL_GATE]);
    int32x4_t cell = kd_saturate4(vaddq_s32(kd_saturate4(kd_rescale4(kept, kd_same_rescale4(layer->forget_rescale))),
                                            kd_saturate4(kd_rescale4(added, kd_same_rescale4(layer->update_rescale)))));
    if (layer->cell_clip > 0) {
        cell = vmaxq_s32(vminq_s32(cell, vdupq_n_s32(layer->cell_clip)), vdupq_n_s32(-layer->cell_clip));
    }
    vstrhq_p_s32(cells, cell, units);
    const int32_t half = (1 << layer->cell_shift) >> 1;
    const int32x4_t thirds = vaddq_n_s32(vmulq_n_s32(cell, layer->cell_factor), half);
    const int32x4_t bounded = kd_tanh_thirds4(vshlq_s32(thirds, vdupq_n_s32(-layer->cell_shift)));
    const int32x4_t product = vmulq_s32(bounded, gates.val[KD_OUTPUT_GATE]);
    const int32x4_t scaled = kd_rescale4(product, kd_same_rescale4(layer->hidden_rescale));
    const int32x4_t moved = vaddq_n_s32(scaled, layer->zero_point);
    const int32x4_t most = vminq_s32(moved, vdupq_n_s32(INT8_MAX));
    vstrbq_p_s32(hidden, vmaxq_s32(most, vdupq_n_s32(INT8_MIN)), units);
}

#else

/* The unit's new cell, and its new hidden state as result. */
KD_INLINE int32_t kd_lstm_unit(const kd_lstm_t *layer, int32_t any, kd_gates_t gates, int16_t *cell)
{
    const int16_t *const middle = kd_sigmoid_middle();
    const int32_t input = kd_sigmoid_thirds(middle, kd_pair_low_times(gates.input_forget, 3));
    const int32_t forget = kd_sigmoid_thirds(middle, kd_pair_high_times(gates.input_forget, 3));
    const int32_t update = kd_tanh_thirds(middle, kd_pair_low_times(gates.cell_output, 3));
    const int32_t output = kd_sigmoid_thirds(middle, kd_pair_high_times(gates.cell_output, 3));

    const int32_t kept = kd_rescale_to(forget * *cell, layer->forget_rescale, 0, 16, any);
    const int32_t added = kd_rescale_to(input * update, layer->update_rescale, 0, 16, any);
    int32_t value = KD_SATURATE(kept + added, 16);
    if (layer->cell_clip > 0 && __builtin_expect(kd_is_beyond(value, layer->cell_clip), 0)) {
        value = value < 0 ? -layer->cell_clip : layer->cell_clip;
    }
    *cell = (int16_t)value;

    const int32_t half = (1 << layer->cell_shift) >> 1;
    const int32_t bounded = kd_tanh_thirds(middle, (value * layer->cell_factor + half) >> layer->cell_shift);
    return kd_rescale_to(bounded * output, layer->hidden_rescale, layer->zero_point, 8, any);
}

#endif

/* Sums of four gates; the lanes are aligned. */
KD_INLINE void kd_lstm_sums(const int8_t *weights, const int32_t *starts, const kd_lane_t *lanes, int32_t blocks,
                            int32_t sums[KD_GATES], int32_t any)
{
    if (any) {
        memcpy(sums, starts, KD_GATES * sizeof *sums);
        kd_sums_add_any(sums, weights, lanes, blocks);
    } else {
        kd_sums_t running = kd_sums_begin(starts);
        kd_sums_add_aligned(&running, weights, lanes, blocks);
        kd_sums_end(&running, sums);
    }
}

/* What a unit's gates take in.  Moves weights and starts on to the next unit. */
KD_INLINE kd_gates_t kd_lstm_gates(const kd_lstm_t *layer, int32_t any, int32_t fresh, const int8_t **weights,
                                   const int32_t **starts, const kd_lstm_state_t *state, const int16_t *projected)
{
    const int8_t *const recurrent = *weights + layer->input_blocks * KD_BLOCK_BYTES;
    int32_t sums[KD_GATES];
    kd_gates_t gates;
    if (projected != NULL) {
        gates = kd_gates_load(projected);
    } else {
        kd_lstm_sums(*weights, *starts, state->input, layer->input_blocks, sums, any);
        gates = kd_gates_rescale(sums, layer->input_rescale, any);
    }
    if (!fresh) {
        kd_lstm_sums(recurrent, *starts + KD_GATES, state->hidden, layer->recurrent_blocks, sums, any);
        gates = kd_gates_add(gates, kd_gates_rescale(sums, layer->recurrent_rescale, any));
    }
    *weights = recurrent + layer->recurrent_blocks * KD_BLOCK_BYTES;
    *starts += 2 * KD_GATES;
    return gates;
}

/**
 * One time step, of an input in state->input or of a projected one; the new hidden state is in
 * state->hidden.
 *
 * any:       KD_EXACT or KD_ANY.
 * fresh:     1 after a reset, when the recurrent products cancel with their zero points.
 * projects:  1 if projected holds the input's contributions.
 * projected: [units, gates], int16, from kd_lstm_project.
 */
KD_INLINE void kd_lstm_step(const kd_lstm_t *layer, int32_t any, int32_t fresh, int32_t projects,
                            const int16_t *projected, kd_lstm_state_t *state)
{
    const int8_t *weights = layer->weights;
    const int32_t *starts = layer->starts;
    kd_lane_t *const next = state->next_hidden;
#if defined(KD_TARGET_MVE)
    for (int32_t unit = 0; unit < layer->units; unit += 4) {
        const int32_t units = layer->units - unit < 4 ? layer->units - unit : 4;
        int32_t gates[4 * KD_GATES];
        for (int32_t i = 0; i < units; ++i) {
            const int16_t *const parts = projects ? projected + KD_GATES * (unit + i) : NULL;
            const kd_gates_t sums = kd_lstm_gates(layer, any, fresh, &weights, &starts, state, parts);
            vstrwq_s32(gates + KD_GATES * i, kd_gates4(sums));
        }
        kd_lstm_four_units(layer, vld4q_s32(gates), state->cell + unit, next + unit, vctp32q((uint32_t)units));
    }
#else
    for (int32_t unit = 0; unit < layer->units; ++unit) {
        const int16_t *const parts = projects ? projected + KD_GATES * unit : NULL;
        const kd_gates_t gates = kd_lstm_gates(layer, any, fresh, &weights, &starts, state, parts);
        next[unit] = (kd_lane_t)kd_lstm_unit(layer, any, gates, &state->cell[unit]);
    }
#endif
    state->next_hidden = state->hidden;
    state->hidden = next;
}

/**
 * A whole sequence from the reset state.
 *
 * in:  [steps, inputs], int8.
 * out: [steps, units] if out_stride is units, the last step only if it is 0; int8.
 *      May be in if units <= inputs and out_stride is units.
 */
KD_INLINE void kd_lstm(const kd_lstm_t *layer, int32_t any, int32_t steps, const int8_t *in, int8_t *out,
                       int32_t out_stride, kd_lstm_state_t state)
{
    kd_lstm_clear(state.hidden, state.cell, layer->units, layer->zero_point);
    for (int32_t i = 0; i < steps; ++i) {
        kd_widen(in, state.input, layer->inputs);
        kd_lstm_step(layer, any, i == 0, 0, NULL, &state);
        in += layer->inputs;
        if (out_stride > 0 || i == steps - 1) {
            kd_narrow(state.hidden, out, layer->units);
            out += out_stride;
        }
    }
}

/** One step from the state that the last one left; formats as for kd_lstm, out: [units]. */
KD_INLINE void kd_lstm_continue(const kd_lstm_t *layer, int32_t any, const int8_t *in, int8_t *out,
                                kd_lstm_state_t state)
{
    kd_lane_t *const kept = state.hidden;
    kd_widen(in, state.input, layer->inputs);
    kd_lstm_step(layer, any, 0, 0, NULL, &state);
    memcpy(kept, state.hidden, (size_t)layer->units * sizeof *kept);
    kd_narrow(kept, out, layer->units);
}

/**
 * The input's contribution to every gate, which does not depend on the state.
 *
 * in:    [inputs], int8.
 * lanes: room for them, 4 * input_blocks.
 * out:   [units, gates], int16 in Q3.12.
 */
KD_INLINE void kd_lstm_project(const kd_lstm_t *layer, int32_t any, const int8_t *in, kd_lane_t *lanes, int16_t *out)
{
    kd_widen(in, lanes, layer->inputs);
    const int8_t *weights = layer->weights;
    const int32_t *starts = layer->starts;
    for (int32_t unit = 0; unit < layer->units; ++unit, out += KD_GATES, starts += 2 * KD_GATES) {
        int32_t sums[KD_GATES];
        kd_lstm_sums(weights, starts, lanes, layer->input_blocks, sums, any);
        weights += (layer->input_blocks + layer->recurrent_blocks) * KD_BLOCK_BYTES;
        kd_gates_store(kd_gates_rescale(sums, layer->input_rescale, any), out);
    }
}

/** kd_lstm over projected inputs, [steps, units, gates]. */
KD_INLINE void kd_lstm_over(const kd_lstm_t *layer, int32_t any, int32_t steps, const int16_t *projected, int8_t *out,
                            int32_t out_stride, kd_lstm_state_t state)
{
    kd_lstm_clear(state.hidden, state.cell, layer->units, layer->zero_point);
    for (int32_t i = 0; i < steps; ++i) {
        kd_lstm_step(layer, any, i == 0, 1, projected, &state);
        projected += KD_GATES * layer->units;
        if (out_stride > 0 || i == steps - 1) {
            kd_narrow(state.hidden, out, layer->units);
            out += out_stride;
        }
    }
}

#endif
