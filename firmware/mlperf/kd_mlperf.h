/* kd_mlperf: the text protocol of MLPerf Tiny in performance mode, so that its runner can drive a board.
 *
 * A command ends in '%', its words are separated by spaces; answers are lines that end in CR LF, the last one
 * "m-ready".  Input is loaded as the bytes of the network's int8 input in hexadecimal. */
#ifndef KD_MLPERF_H
#define KD_MLPERF_H

#include <stdint.h>

#include "kd_clock.h"
#include "kd_runtime.h"

#define KD_MLPERF_MAX_COMMAND 80
#define KD_MLPERF_MAX_INFERENCES 1000000

/* What a command works with. */
typedef struct {
    kd_clock_t *clock;
    kd_runtime_t *network;
    int8_t *window;   /* (KD_WINDOW_SIZE, KD_SIGNAL_FEATURES) input of the network */
    int8_t *scores;   /* (KD_LABELS) its output */
    int32_t expected; /* bytes that `db load` has announced */
    int32_t loaded;   /* of them present */
    uint8_t inferred; /* 1: the scores are of an inference */
    char command[KD_MLPERF_MAX_COMMAND + 1];
    int32_t size; /* bytes of the command so far; above KD_MLPERF_MAX_COMMAND: too long */
} kd_mlperf_t;

/* Greet the host.  network, window, scores: see above; they stay the caller's, to be left alone meanwhile. */
void kd_mlperf_start(kd_mlperf_t *mlperf, kd_clock_t *clock, kd_runtime_t *network, int8_t *window, int8_t *scores);

/* Take one byte from the wire; answer the command that it completes. */
void kd_mlperf_push(kd_mlperf_t *mlperf, uint8_t byte);

#endif
