/* What a source of one's own need not write: it loses nothing, never fails, knows no true labels, and never rests.  A
 * function of the same name in the source takes the place of the one here. */
#include "kd_sense.h"

#include <stddef.h>

#define KD_UNLESS_GIVEN __attribute__((weak))

KD_UNLESS_GIVEN void kd_sense_stop(void)
{
}

KD_UNLESS_GIVEN uint32_t kd_sense_dropped(int32_t stream)
{
    (void)stream;
    return 0;
}

KD_UNLESS_GIVEN const char *kd_sense_problem(int32_t stream)
{
    (void)stream;
    return NULL;
}

KD_UNLESS_GIVEN int32_t kd_sense_mark(int64_t now_ns, kd_mark_t *mark)
{
    (void)now_ns;
    (void)mark;
    return 0;
}
