/* kd_learn_tables: the types of the tables in the generated kd_learn_config.h, which includes this file. */
#ifndef KD_LEARN_TABLES_H
#define KD_LEARN_TABLES_H

#include <stdint.h>

/* Rolls in a full turn. */
#define KD_WAYS_GRID 72

/* A ring of electrodes, and where each one's signal comes from in every roll. */
typedef struct {
    uint16_t first; /* feature of its first electrode */
    uint16_t count;
    int32_t twice_z;         /* twice the place of the z axis, rounded */
    const int16_t *whole;    /* electrodes by which a roll turns the ring, rounded down */
    const float *near_share; /* of that electrode and of the one after it */
    const float *far_share;
} kd_ring_t;

/* The axes of one sensor: features that are x, y and z. */
typedef struct {
    uint16_t axes[3];
    uint8_t axial; /* 1 for a rate of turn, 0 for an acceleration */
} kd_triple_t;

#endif
