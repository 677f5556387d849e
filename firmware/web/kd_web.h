/* kd_web: a bundle's recogniser as a WebAssembly module: bytes of a board or samples in; samples, hops and signs out.
 *
 * An instance of the module is one recogniser; its memory is static.  A worker of the page calls it so:
 *
 *     kd_web_reset(); kd_web_listen();
 *     for (;;) {
 *         ...                                      // bytes go to kd_web_chunk(), at most kd_web_chunk_bytes()
 *         while ((what = kd_web_read(size)) != KD_WEB_DONE) {
 *             if (what == KD_WEB_FRAME) {
 *                 ...                              // kd_web_link()->body: a description leads to kd_web_describe()
 *             } else {                             // kd_web_link()->run[0]: samples, at kd_web_samples(stream)
 *                 kd_web_push(stream, samples, count, start_ns);
 *                 while (kd_web_next() == 1) {
 *                     ...                          // kd_web_hop()
 *                 }
 *             }
 *         }
 *     }
 *
 * kd_edge/phone/static/module.js is the other side, and knows how these structures lie in memory. */
#ifndef KD_WEB_H
#define KD_WEB_H

#include <stdint.h>

#include "kd_intake.h"
#include "kd_recogniser.h"

/* Functions that the page calls, compiled with -fvisibility=hidden. */
#define KD_WEB_EXPORT __attribute__((visibility("default")))

enum {
    KD_WEB_DONE = 0,    /* all bytes are used */
    KD_WEB_FRAME = 1,   /* a frame that holds no samples */
    KD_WEB_SAMPLES = 2, /* samples of one data frame; the next call forgets them */
};

/* A hop that completed a window. */
typedef struct {
    int64_t time_ns;           /* of the window's last frame */
    uint32_t restarts;         /* of the signal path so far */
    float activity;            /* of the window */
    int32_t vote;              /* the window's label, or KD_REST */
    int32_t sign;              /* label that is recognised with it, or KD_REST */
    uint32_t spent[KD_STAGES]; /* since the hop before, in units of kd_web_now() */
    uint32_t counts[2];        /* of the signal path so far: samples filled, samples skipped */
    int8_t scores[KD_LABELS];
} kd_web_hop_t;

/* A clock of the page; any unit, wraps at 2^32.  The only function that the module imports. */
#if defined(__wasm__)
__attribute__((import_module("page"), import_name("now")))
#endif
uint32_t kd_web_now(void);

/* Begin: nothing is known of earlier samples and votes. */
KD_WEB_EXPORT void kd_web_reset(void);

/* Begin with a link: no stream is described, no byte was read, and all its counts are 0. */
KD_WEB_EXPORT void kd_web_listen(void);

/* Where bytes of the link go, and how many at once. */
KD_WEB_EXPORT uint8_t *kd_web_chunk(void);
KD_WEB_EXPORT int32_t kd_web_chunk_bytes(void);

/* Work through `size` bytes there.  Returns KD_WEB_..., and is called with the same size until it is KD_WEB_DONE. */
KD_WEB_EXPORT int32_t kd_web_read(int32_t size);

/* What was found, and the counts of the link. */
KD_WEB_EXPORT const kd_intake_shared_t *kd_web_link(void);
KD_WEB_EXPORT int32_t kd_web_link_bytes(void);

/* The sender's stream `number` is the bundle's `stream`; or -1: it is not used. */
KD_WEB_EXPORT void kd_web_describe(int32_t number, int32_t stream);

/* Where samples of one of the bundle's streams lie, and where those that do not come over a link are put. */
KD_WEB_EXPORT uint8_t *kd_web_samples(int32_t stream);
KD_WEB_EXPORT int32_t kd_web_samples_bytes(void);

/* Push samples that lie there, as kd_recogniser_push() does; the same errors. */
KD_WEB_EXPORT int32_t kd_web_push(int32_t stream, int32_t count, int64_t start_ns);

/* The next hop that they complete.  Returns 1, 0 if there is none, or a negative error of kd_recogniser_next(). */
KD_WEB_EXPORT int32_t kd_web_next(void);
KD_WEB_EXPORT const kd_web_hop_t *kd_web_hop(void);
KD_WEB_EXPORT int32_t kd_web_hop_bytes(void);

/* Write a frame for the board to the chunk, of `body_bytes` that lie there.  Returns its bytes, or a negative error. */
KD_WEB_EXPORT int32_t kd_web_frame(int32_t type, int32_t body_bytes);

/* Classify one window of noise by itself, as often as `times`, to measure how long that takes. */
KD_WEB_EXPORT int32_t kd_web_infer(int32_t times);

/* Bytes of RAM that recognising takes, those for the link left out. */
KD_WEB_EXPORT int32_t kd_web_recogniser_bytes(void);

#endif
