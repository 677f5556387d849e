#include "kd_ways.h"

#if KD_WAYS

#include <stddef.h>
#include <string.h>

#include "kd_exact.h"
#include "kd_signal.h"

/* -- the map of a way ---------------------------------------------------------- */

static void set_term(kd_wearer_t *wearer, int32_t feature, int32_t term, int32_t source, float weight)
{
    wearer->sources[feature * KD_WEARER_TERMS + term] = (uint16_t)source;
    wearer->weights[feature][term] = weight + 0.0f; /* which makes -0.0 a plain 0 */
}

static void place_ring(kd_wearer_t *wearer, const kd_ring_t *ring, int32_t runs_backwards, int32_t step)
{
    for (int32_t electrode = 0; electrode < ring->count; ++electrode) {
        for (int32_t term = 0; term < 2; ++term) {
            int32_t place = electrode + ring->whole[step] + term;
            place = runs_backwards ? ring->twice_z - place : place;
            place %= ring->count;
            place += place < 0 ? ring->count : 0;
            const float weight = term == 0 ? ring->near_share[step] : ring->far_share[step];
            set_term(wearer, ring->first + electrode, term, ring->first + place, weight);
        }
        set_term(wearer, ring->first + electrode, 2, ring->first + electrode, 0.0f);
    }
}

/* The axes of a sensor: x along the limb, y and z turned across it. */
static void place_triple(kd_wearer_t *wearer, const kd_triple_t *triple, int32_t orientation, int32_t step)
{
    const int8_t *const signs = kd_ways_signs[orientation][triple->axial];
    const float cosine = kd_ways_cosines[step];
    const float sine = kd_ways_sines[step];
    const float rows[3][3] = {
        {(float)signs[0], 0.0f, 0.0f},
        {0.0f, cosine * (float)signs[1], sine * (float)signs[2]},
        {0.0f, -sine * (float)signs[1], cosine * (float)signs[2]},
    };
    for (int32_t row = 0; row < 3; ++row) {
        for (int32_t term = 0; term < KD_WEARER_TERMS; ++term) {
            set_term(wearer, triple->axes[row], term, triple->axes[term], rows[row][term]);
        }
    }
}

static float magnitude(float value)
{
    return value < 0.0f ? -value : value;
}

/* Terms of weight 0 look at the feature that weighs most. */
static void settle_idle(kd_wearer_t *wearer, int32_t feature)
{
    const float *const weights = wearer->weights[feature];
    uint16_t *const sources = &wearer->sources[feature * KD_WEARER_TERMS];
    int32_t heaviest = 0;
    for (int32_t term = 1; term < KD_WEARER_TERMS; ++term) {
        heaviest = magnitude(weights[term]) > magnitude(weights[heaviest]) ? term : heaviest;
    }
    const uint16_t leading = sources[heaviest];
    for (int32_t term = 0; term < KD_WEARER_TERMS; ++term) {
        if (weights[term] == 0.0f) {
            sources[term] = leading;
        }
    }
}

/* The map of an orientation and a roll; gains: NULL for none.  Its head and its check are left out. */
static void wear(kd_wearer_t *wearer, int32_t orientation, int32_t step, const float *gains)
{
    memset(wearer->sources, 0, sizeof wearer->sources);
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        for (int32_t term = 0; term < KD_WEARER_TERMS; ++term) {
            set_term(wearer, feature, term, feature, term == 0 ? 1.0f : 0.0f);
        }
    }
    for (int32_t ring = 0; ring < KD_WAYS_RINGS; ++ring) {
        place_ring(wearer, &kd_ways_rings[ring], kd_ways_backwards[orientation], step);
    }
    for (int32_t triple = 0; triple < KD_WAYS_TRIPLES; ++triple) {
        place_triple(wearer, &kd_ways_triples[triple], orientation, step);
    }
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        for (int32_t term = 0; gains != NULL && term < KD_WEARER_TERMS; ++term) {
            wearer->weights[feature][term] = kd_product(wearer->weights[feature][term], gains[feature]);
        }
        settle_idle(wearer, feature);
    }
}

/* -- which ways may hold ------------------------------------------------------- */

void kd_ways_reset(kd_ways_t *ways)
{
    memset(ways, 0, sizeof *ways);
}

void kd_ways_survey(kd_ways_t *ways, const float *frames)
{
    for (int32_t index = 0; index < KD_WINDOW_SIZE * KD_SIGNAL_FEATURES; ++index) {
        ways->sums[index % KD_SIGNAL_FEATURES] += frames[index];
    }
    ways->frames += KD_WINDOW_SIZE;
}

/* The roll in which gravity lies most like the population's. */
static int32_t gravity_step(const float *turned)
{
    float along = 0.0f;
    float across = 0.0f;
    for (int32_t triple = 0; triple < KD_WAYS_TRIPLES; ++triple) {
        if (kd_ways_triples[triple].axial) {
            continue; /* only an acceleration shows gravity */
        }
        const uint16_t *const axes = kd_ways_triples[triple].axes;
        const float y = turned[axes[1]];
        const float z = turned[axes[2]];
        along = (along + kd_product(kd_mean[axes[1]], y)) + kd_product(kd_mean[axes[2]], z);
        across = (across + kd_product(kd_mean[axes[1]], z)) - kd_product(kd_mean[axes[2]], y);
    }
    int32_t best = 0;
    float most = 0.0f;
    for (int32_t step = 0; step < KD_WAYS_GRID; ++step) {
        const float fit = kd_product(along, kd_ways_cosines[step]) + kd_product(across, kd_ways_sines[step]);
        if (step == 0 || fit > most) {
            most = fit;
            best = step;
        }
    }
    return best;
}

/* What brings envelopes with the mean `turned` to the population's. */
static void find_gains(const float *turned, float *gains)
{
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        gains[feature] = 1.0f;
        if (kd_ways_envelopes[feature] && turned[feature] > 0.0f && kd_mean[feature] > 0.0f) {
            const float gain = kd_mean[feature] / turned[feature];
            gains[feature] = gain < KD_WAYS_LEAST_GAIN  ? KD_WAYS_LEAST_GAIN
                             : gain > KD_WAYS_MOST_GAIN ? KD_WAYS_MOST_GAIN
                                                        : gain;
        }
    }
}

void kd_ways_lay_out(kd_ways_t *ways)
{
    kd_wearer_t wearer;
    float mean[KD_SIGNAL_FEATURES];
    float turned[KD_SIGNAL_FEATURES];
    for (int32_t feature = 0; feature < KD_SIGNAL_FEATURES; ++feature) {
        mean[feature] = ways->sums[feature] / (float)ways->frames;
    }
    ways->windows = 0;
    for (int32_t index = 0; index < KD_WAYS_TRIED; ++index) {
        kd_way_t *const way = &ways->ways[index];
        memset(way, 0, sizeof *way);
        way->orientation = (uint8_t)(index / KD_WAYS_OFFSETS);
        memcpy(turned, mean, sizeof turned);
        wear(&wearer, way->orientation, 0, NULL);
        kd_wearer_turn(&wearer, turned);
        const int32_t step = gravity_step(turned) + kd_ways_offsets[index % KD_WAYS_OFFSETS];
        way->step = (uint8_t)((step + KD_WAYS_GRID) % KD_WAYS_GRID);
        memcpy(turned, mean, sizeof turned);
        wear(&wearer, way->orientation, way->step, NULL);
        kd_wearer_turn(&wearer, turned);
        find_gains(turned, way->gains);
    }
}

void kd_ways_wear(const kd_ways_t *ways, int32_t index, kd_wearer_t *wearer)
{
    const kd_way_t *const way = &ways->ways[index];
    wear(wearer, way->orientation, way->step, KD_WAYS_HAVE_GAINS ? way->gains : NULL);
    kd_wearer_complete(wearer);
}

/* -- which way holds ----------------------------------------------------------- */

/* The binary logarithm of value >= 1, with KD_WAYS_LOG_BITS. */
static int64_t log2_of(uint32_t value)
{
    const int32_t whole = 31 - __builtin_clz(value);
    const uint32_t mantissa = value << (31 - whole);
    const uint32_t place = (mantissa >> 25) & (KD_WAYS_LOG_PLACES - 1u);
    const int32_t part = (int32_t)((mantissa >> 9) & 0xFFFFu);
    const int32_t low = kd_ways_logs[place];
    const int64_t rise = (int64_t)(kd_ways_logs[place + 1] - low) * part;
    return ((int64_t)whole << KD_WAYS_LOG_BITS) + low + (rise >> 16);
}

static void add_scores(kd_way_t *way, const int8_t *scores)
{
    for (int32_t label = 0; label < KD_LABELS; ++label) {
        const uint32_t share = (uint32_t)(scores[label] + 128);
        way->sums[label] += share;
        if (share > 0u) {
            way->single += (int64_t)share * ((8 << KD_WAYS_LOG_BITS) - log2_of(share));
        }
    }
}

void kd_ways_try(kd_ways_t *ways, const float *frames, kd_runtime_t *network, int8_t *quantised)
{
    kd_wearer_t wearer;
    float frame[KD_SIGNAL_FEATURES];
    int8_t scores[KD_LABELS];
    for (int32_t index = 0; index < KD_WAYS_TRIED; ++index) {
        kd_ways_wear(ways, index, &wearer);
        for (int32_t number = 0; number < KD_WINDOW_SIZE; ++number) {
            memcpy(frame, frames + number * KD_SIGNAL_FEATURES, sizeof frame);
            kd_wearer_turn(&wearer, frame);
            kd_signal_normalise(frame);
            kd_signal_quantise(frame, quantised + number * KD_SIGNAL_FEATURES);
        }
        kd_runtime_infer(network, quantised, scores);
        add_scores(&ways->ways[index], scores);
    }
    ++ways->windows;
}

/* Information between window and class, times the windows. */
static int64_t information_of(const kd_way_t *way, uint32_t windows)
{
    const int64_t whole = log2_of(windows << 8);
    int64_t between = 0;
    for (int32_t label = 0; label < KD_LABELS; ++label) {
        if (way->sums[label] > 0u) {
            between += (int64_t)way->sums[label] * (whole - log2_of(way->sums[label]));
        }
    }
    return between - way->single;
}

/* The same smoothed over neighbouring rolls, less what speaks against this one. */
static int64_t score_of(const kd_ways_t *ways, int32_t index)
{
    const int32_t place = index % KD_WAYS_OFFSETS;
    const int32_t before = place > 0 ? index - 1 : index;
    const int32_t after = place < KD_WAYS_OFFSETS - 1 ? index + 1 : index;
    return information_of(&ways->ways[before], ways->windows) + 2 * information_of(&ways->ways[index], ways->windows) +
           information_of(&ways->ways[after], ways->windows) - kd_ways_against[place];
}

kd_ways_answer_t kd_ways_find(const kd_ways_t *ways)
{
    int64_t scores[KD_WAYS_TRIED];
    kd_ways_answer_t answer = {0, 0, 0};
    for (int32_t index = 0; index < KD_WAYS_TRIED; ++index) {
        scores[index] = score_of(ways, index);
        answer.index = scores[index] > scores[answer.index] ? index : answer.index;
    }
    answer.best = scores[answer.index];
    answer.second = KD_WAYS_ORIENTATIONS > 1 ? INT64_MIN : answer.best;
    for (int32_t index = 0; index < KD_WAYS_TRIED; ++index) {
        if (ways->ways[index].orientation != ways->ways[answer.index].orientation && scores[index] > answer.second) {
            answer.second = scores[index];
        }
    }
    return answer;
}

#endif
