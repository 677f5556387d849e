/* kd_intake: what a board sends, on a host: bytes in chunks of any size in; runs of samples and other frames out.
 *
 * Frames are found and checked by firmware's own code.  A data frame's samples go straight to where the host wants them,
 * so that nothing is made for each frame.  It counts and passes on what kd_edge/link/receiving.py does, which is the
 * reference; descriptions and all other messages are the host's to read. */
#ifndef KD_INTAKE_H
#define KD_INTAKE_H

#include <stdint.h>

#include "kd_frame.h"

#define KD_INTAKE_STREAMS 256 /* numbers that a sender can choose from */

enum {
    KD_INTAKE_DONE = 0,  /* all bytes are used */
    KD_INTAKE_FRAME = 1, /* a frame that holds no samples: its type and body are to be read */
    KD_INTAKE_TAKE = 2,  /* the runs are to be taken: what follows does not continue them */
};

/* Samples of one stream that follow each other. */
typedef struct {
    uint64_t start_ns; /* time of the first */
    uint64_t next_ns;  /* of the one after the last */
    int32_t stream;
    int32_t bytes; /* at the place that was given for this stream */
} kd_run_t;

/* What the host reads; the counts are since the start. */
typedef struct {
    uint64_t samples;
    uint64_t lost;        /* data frames that never came */
    uint64_t late;        /* data frames that came again or too late */
    uint64_t undescribed; /* data frames of streams that nobody has described */
    uint64_t malformed;   /* data frames that contradict themselves */
    uint64_t device_dropped;
    const uint8_t *body; /* (body_size) of a frame, after KD_INTAKE_FRAME */
    int32_t type;
    int32_t body_size;
    uint32_t frames; /* as counted by the decoder */
    uint32_t damaged;
    uint32_t oversized;
    uint32_t unknown_version;
    int32_t runs;
    int32_t at; /* bytes of the chunk that are used */
    kd_run_t run[KD_INTAKE_STREAMS];
    uint8_t nameless[KD_INTAKE_STREAMS]; /* 1: the stream sent data before it was described */
} kd_intake_shared_t;

/* One stream that was described. */
typedef struct {
    uint64_t period_ns;
    uint64_t dropped;        /* by the sender, since its numbers began anew */
    uint64_t dropped_before; /* before that */
    uint8_t *values;         /* (capacity) where its samples go */
    int32_t capacity;
    int32_t sample_bytes;
    int32_t run;       /* which one it fills, or -1 */
    uint32_t expected; /* number of its next frame */
    uint8_t known;
    uint8_t wanted;
    uint8_t is_float;
    uint8_t begun; /* a frame has come: `expected` says something */
    uint8_t fresh; /* its numbers may begin anew */
} kd_lane_t;

typedef struct {
    kd_intake_shared_t shared;
    kd_frame_decoder_t decoder;
    kd_lane_t lanes[KD_INTAKE_STREAMS];
    int32_t waits; /* the decoder's frame still goes into a run */
} kd_intake_t;

int32_t kd_intake_bytes(void);
int32_t kd_intake_shared_bytes(void);

/* Forget everything. */
void kd_intake_reset(kd_intake_t *intake);

/* The sender may have been started again: its numbers may begin anew. */
void kd_intake_restart(kd_intake_t *intake);

/* The port was opened again: what is left of a frame belongs to nothing. */
void kd_intake_reopened(kd_intake_t *intake);

/* A stream was described, for the first time or otherwise than before. */
void kd_intake_describe(kd_intake_t *intake, int32_t stream, int32_t wanted, int32_t sample_bytes, int32_t is_float,
                        uint64_t period_ns);

/* Where a stream's samples go: `values` (capacity), aligned for them; at least as long as a chunk and a frame together. */
void kd_intake_place(kd_intake_t *intake, int32_t stream, uint8_t *values, int32_t capacity);

/* Work through `data` (size), from where the last call with it stopped.  Returns one of KD_INTAKE_DONE to KD_INTAKE_TAKE;
 * but for KD_INTAKE_DONE the same data are to be given again. */
int32_t kd_intake_feed(kd_intake_t *intake, const uint8_t *data, int32_t size);

/* The runs were taken. */
void kd_intake_taken(kd_intake_t *intake);

#endif
