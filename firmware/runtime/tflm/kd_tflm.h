/* kd_tflm: what TensorFlow Lite Micro can tell about itself beyond kd_runtime.h. */
#ifndef KD_TFLM_H
#define KD_TFLM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the arena that the network needs; 0 if the arena has not got them. */
uint32_t kd_tflm_arena_used(void);

#ifdef __cplusplus
}
#endif

#endif
