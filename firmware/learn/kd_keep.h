/* kd_keep: what a board has learnt of a person, kept in flash.
 *
 * Two areas take turns: the older one is erased and written, and its check comes last, so whenever power fails, the
 * newest whole one is what held before or what was to hold. */
#ifndef KD_KEEP_H
#define KD_KEEP_H

#include <stdint.h>

#include "kd_head_config.h"
#include "kd_learn_config.h"

#define KD_KEEP_VERSION 1

typedef struct {
    uint8_t magic[8];  /* "KDPERSON" */
    uint32_t version;  /* KD_KEEP_VERSION */
    uint32_t network;  /* KD_LEARN_NETWORK: for which bundle */
    uint32_t sequence; /* counts what was kept on this board; the newest holds */
    uint32_t windows;  /* that taught */
#if KD_WAYS
    kd_wearer_t wearer;
#endif
    kd_head_layer_t layer;
    uint32_t crc; /* CRC-32 of all bytes before it */
} kd_person_t;

/* What was kept last and is whole and of this bundle; NULL if nothing is. */
const kd_person_t *kd_keep_newest(void);

/* Keep `person`, of which only what was learnt needs to be filled in.  Returns 1, or 0 if flash does not take it:
 * then what was kept before holds. */
int32_t kd_keep_write(kd_person_t *person);

/* Erase everything.  Returns 1, or 0 if flash refuses. */
int32_t kd_keep_erase(void);

#endif
