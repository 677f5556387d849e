/* kd_ways: how a person wears the sensors, found from unlabelled movement: the same as kd_edge/learn/ways.py.
 *
 * First the mean of all frames, which shows gravity and how strong the electrodes are; from it, in each orientation, the
 * rolls that may hold.  Then every window is scored in every one of these ways, and the way wins in which the scores
 * tell most about the window. */
#ifndef KD_WAYS_H
#define KD_WAYS_H

#include <stdint.h>

#include "kd_learn_config.h"
#include "kd_runtime.h"

#if KD_WAYS

#define KD_WAYS_TRIED (KD_WAYS_ORIENTATIONS * KD_WAYS_OFFSETS)

/* One way, and what windows say of it. */
typedef struct {
    int64_t single;           /* entropies of single windows' scores, added */
    uint32_t sums[KD_LABELS]; /* scores of all windows */
    float gains[KD_SIGNAL_FEATURES];
    uint8_t orientation;
    uint8_t step; /* of the roll on the grid */
} kd_way_t;

/* The way that was found, as the answer to a host has it. */
typedef struct {
    int32_t index;
    int64_t best, second; /* its score, and that of the best way in another orientation */
} kd_ways_answer_t;

typedef struct {
    float sums[KD_SIGNAL_FEATURES]; /* of all frames */
    uint32_t frames;
    uint32_t windows; /* scored */
    kd_way_t ways[KD_WAYS_TRIED];
} kd_ways_t;

/* Forget everything. */
void kd_ways_reset(kd_ways_t *ways);

/* Take the frames of a window (KD_WINDOW_SIZE, KD_SIGNAL_FEATURES), as recorded, into the mean. */
void kd_ways_survey(kd_ways_t *ways, const float *frames);

/* From the mean to the ways that are tried.  At least one window has been surveyed. */
void kd_ways_lay_out(kd_ways_t *ways);

/* Score such a window in every way.  quantised: room for it as the network takes it. */
void kd_ways_try(kd_ways_t *ways, const float *frames, kd_runtime_t *network, int8_t *quantised);

/* The way that holds.  At least one window has been tried. */
kd_ways_answer_t kd_ways_find(const kd_ways_t *ways);

/* The block of a way. */
void kd_ways_wear(const kd_ways_t *ways, int32_t index, kd_wearer_t *wearer);

#endif

#endif
