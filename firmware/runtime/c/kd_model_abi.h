/**
 * What a generated kd_model.h must agree on with this runtime.
 */
#ifndef KD_MODEL_ABI_H
#define KD_MODEL_ABI_H

#include <stdint.h>

/** Changes with the functions and types between generated code, its caller and the kernels. */
#define KD_MODEL_ABI 2

#define KD_MODEL_ALIGNED __attribute__((aligned(16)))

#endif
