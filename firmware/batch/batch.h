/**
 * The batch runner measures one piece of code, the subject, in an emulator: it feeds it
 * every input of a file and writes its outputs with what each run cost.
 *
 * The subject is compiled with KD_BATCH_INPUT_BYTES and KD_BATCH_OUTPUT_BYTES defined.
 */
#ifndef KD_BATCH_H
#define KD_BATCH_H

#include <stdint.h>

/** Turn KD_BATCH_INPUT_BYTES of input into KD_BATCH_OUTPUT_BYTES of output; 0 or a negative error. */
int32_t kd_batch_run(const int8_t *input, int8_t *output);

#endif
