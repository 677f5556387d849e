/*
 * The batch runner measures one piece of code, the subject, in an emulator: it feeds it
 * every input of a file and writes its outputs with what each run cost.
 *
 * The subject owns its input and output, so that a small board holds neither twice; it is
 * compiled with KD_BATCH_INPUT_BYTES and KD_BATCH_OUTPUT_BYTES defined.
 */
#ifndef KD_BATCH_H
#define KD_BATCH_H

#include <stdint.h>

/* Where the next input goes: KD_BATCH_INPUT_BYTES. */
void *kd_batch_input(void);

/* Turn the input into the output; only this is measured.  Returns 0 or a negative error. */
int32_t kd_batch_run(void);

/* What the last run made: KD_BATCH_OUTPUT_BYTES. */
const void *kd_batch_output(void);

#endif
