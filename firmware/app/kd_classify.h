/* kd_classify: raw samples in; signal frames, scores and recognised signs out as frames on the link. */
#ifndef KD_CLASSIFY_H
#define KD_CLASSIFY_H

#include <stdint.h>

#include "kd_bundle.h"
#include "kd_clock.h"
#include "kd_decide.h"
#include "kd_signal.h"
#include "kd_window.h"

/* What the time of a hop goes into.  Reports are sent when the port takes them: they are no part of a hop's cost. */
typedef enum { KD_STAGE_SIGNAL, KD_STAGE_INFERENCE, KD_STAGE_DECISION, KD_STAGE_REPORT, KD_STAGES } kd_stage;

/* What START asks for beside decisions. */
enum { KD_REPORT_SCORES = 1u << 0, KD_REPORT_FEATURES = 1u << 1 };

typedef struct {
    kd_signal path;
    kd_window window;
    kd_decider decider;
    kd_clock *clock;
    uint32_t restarts;  /* of the path, when it was looked at last */
    uint32_t frames;    /* since kd_classify_reset() */
    uint32_t windows;   /* likewise */
    uint32_t decisions; /* likewise */
    uint32_t reports;
    uint32_t lap;              /* the stopwatch when the last stage ended */
    uint32_t spent[KD_STAGES]; /* of the stopwatch, since somebody set it to 0 */
    int8_t scores[KD_LABELS];
} kd_classifier;

/* Forget every sample, window and vote.  reports: KD_REPORT_ bits. */
void kd_classify_reset(kd_classifier *classifier, kd_clock *clock, uint32_t reports);

/* Feed samples of one stream, as to kd_signal_push(), and send what follows from them.
 * Returns 0 or a negative error of the signal path or the network. */
int32_t kd_classify_push(kd_classifier *classifier, int32_t stream, const void *samples, int32_t count,
                         int64_t start_ns);

#endif
