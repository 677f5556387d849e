/* Decide window by window, for comparison with the host's rule.
 *
 * stdin: records of a window and its scores, int8; stdout: records of its vote and of the sign that is recognised, int32.
 */
#include <stdio.h>

#include "kd_decide.h"
#include "kd_signal_config.h"
#include "kd_window.h"

int main(void)
{
    static struct {
        int8_t window[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES];
        int8_t scores[KD_LABELS];
    } given;
    static kd_window_t window;
    kd_decider_t decider;
    kd_decider_reset(&decider);
    while (fread(&given, sizeof given, 1, stdin) == 1) {
        kd_window_reset(&window);
        for (int32_t frame = 0; frame < KD_WINDOW_SIZE; ++frame) {
            kd_window_push(&window, given.window + frame * KD_SIGNAL_FEATURES);
        }
        const float activity = kd_window_activity(&window);
        const kd_decision_t decided = kd_decider_push(&decider, given.scores, activity);
        fwrite(&decided, sizeof decided, 1, stdout);
    }
    return 0;
}
