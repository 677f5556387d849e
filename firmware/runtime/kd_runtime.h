/* kd_runtime: the network, whichever runtime executes it.
 *
 * Two implementations: kd_runtime_c.c over the generated engine (the default), and one over TFLite Micro.
 */
#ifndef KD_RUNTIME_H
#define KD_RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which one it is: KD_RUNTIME_C or KD_RUNTIME_TFLM of kd_protocol.h. */
extern const uint8_t kd_runtime_kind;

/* Bytes of RAM that the network works in. */
extern const uint32_t kd_runtime_arena_bytes;

/* Classify one window (window_size, features) into scores (classes), from a fresh state: nothing of earlier
 * windows is carried over.  Returns 0 or a negative error. */
int32_t kd_runtime_infer(const int8_t *window, int8_t *scores);

#ifdef __cplusplus
}
#endif

#endif
