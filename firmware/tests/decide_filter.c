/* Decide window by window, for comparison with the host's rule.
 *
 * stdin: records of a window and its scores, int8; stdout: records of its vote and 1 if that is a new sign, int32.
 */
#include <stdio.h>

#include "kd_decide.h"
#include "kd_signal_config.h"

int main(void)
{
    static struct {
        int8_t window[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES];
        int8_t scores[KD_LABELS];
    } given;
    kd_decider_t decider;
    kd_decider_reset(&decider);
    while (fread(&given, sizeof given, 1, stdin) == 1) {
        int32_t decided[2];
        decided[0] = kd_vote(given.window, given.scores);
        decided[1] = kd_decider_push(&decider, decided[0]);
        fwrite(decided, sizeof decided, 1, stdout);
    }
    return 0;
}
