#include "kd_classify.h"

#include "kd_runtime.h"
#include "kd_link.h"
#include "stopwatch.h"


enum {
    FEATURES_HEAD = 16,
    FEATURES_PER_FRAME = (KD_FRAME_MAX_BODY - FEATURES_HEAD) / 4,
    SCORES_HEAD = 18,
    SCORES_PER_FRAME = KD_FRAME_MAX_BODY - SCORES_HEAD,
};

void kd_classify_reset(kd_classifier *classifier, kd_clock *clock, uint32_t reports)
{
    kd_signal_reset(&classifier->path);
    kd_window_reset(&classifier->window);
    kd_decider_reset(&classifier->decider);
    classifier->clock = clock;
    classifier->restarts = 0;
    classifier->frames = 0;
    classifier->windows = 0;
    classifier->decisions = 0;
    classifier->reports = reports;
}

/* Charge the time since the last stage to this one. */
static void end_stage(kd_classifier *classifier, kd_stage stage)
{
    const uint32_t now = kd_stopwatch_now();
    classifier->spent[stage] += now - classifier->lap;
    classifier->lap = now;
}

static void send_features(const kd_classifier *classifier, int64_t time_ns, const float *frame)
{
    for (int32_t first = 0; first < KD_SIGNAL_FEATURES; first += FEATURES_PER_FRAME) {
        kd_body body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)time_ns);
        kd_body_u32(&body, classifier->frames);
        kd_body_u16(&body, KD_SIGNAL_FEATURES);
        kd_body_u16(&body, (uint16_t)first);
        for (int32_t i = first; i < KD_SIGNAL_FEATURES && i < first + FEATURES_PER_FRAME; ++i) {
            kd_body_f32(&body, frame[i]);
        }
        kd_link_send(KD_FRAME_FEATURES, &body);
    }
}

static void send_scores(const kd_classifier *classifier, int64_t time_ns, int32_t vote)
{
    for (int32_t first = 0; first < KD_LABELS; first += SCORES_PER_FRAME) {
        const int32_t left = KD_LABELS - first;
        kd_body body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)time_ns);
        kd_body_u32(&body, classifier->windows);
        kd_body_u16(&body, (uint16_t)vote);
        kd_body_u16(&body, KD_LABELS);
        kd_body_u16(&body, (uint16_t)first);
        kd_body_bytes(&body, classifier->scores + first, left < SCORES_PER_FRAME ? left : SCORES_PER_FRAME);
        kd_link_send(KD_FRAME_SCORES, &body);
    }
}

static void send_decision(kd_classifier *classifier, int64_t time_ns, int32_t label, int64_t arrived_ns)
{
    const int8_t score = classifier->scores[label];
    kd_body body;
    kd_body_begin(&body);
    kd_body_u64(&body, (uint64_t)time_ns);
    kd_body_u32(&body, classifier->decisions);
    kd_body_u32(&body, classifier->windows);
    kd_body_u16(&body, (uint16_t)label);
    kd_body_u8(&body, (uint8_t)score);
    kd_body_f32(&body, (float)(score - KD_OUTPUT_ZERO_POINT) * KD_OUTPUT_SCALE);
    kd_body_u32(&body, (uint32_t)((kd_clock_now_ns(classifier->clock) - arrived_ns) / 1000));
    kd_body_text(&body, kd_labels[label]);
    kd_link_send(KD_FRAME_DECISION, &body);
    ++classifier->decisions;
}

static int32_t take_window(kd_classifier *classifier, const int8_t *window, int64_t time_ns, int64_t arrived_ns)
{
    end_stage(classifier, KD_STAGE_SIGNAL);
    const int32_t status = kd_runtime_infer(window, classifier->scores);
    end_stage(classifier, KD_STAGE_INFERENCE);
    if (status < 0) {
        return status;
    }
    const int32_t vote = kd_vote(window, classifier->scores);
    const int32_t is_new = kd_decider_push(&classifier->decider, vote);
    end_stage(classifier, KD_STAGE_DECISION);
    if ((classifier->reports & KD_REPORT_SCORES) != 0u) {
        send_scores(classifier, time_ns, vote);
    }
    if (is_new) {
        send_decision(classifier, time_ns, vote, arrived_ns);
    }
    ++classifier->windows;
    end_stage(classifier, KD_STAGE_REPORT);
    return 0;
}

static int32_t take_frames(kd_classifier *classifier, int64_t arrived_ns)
{
    float frame[KD_SIGNAL_FEATURES];
    while (kd_signal_pull(&classifier->path, frame, 1) == 1) {
        const int64_t time_ns = classifier->path.next_frame_ns - KD_SIGNAL_FRAME_PERIOD_NS;
        if ((classifier->reports & KD_REPORT_FEATURES) != 0u) {
            end_stage(classifier, KD_STAGE_SIGNAL);
            send_features(classifier, time_ns, frame);
            end_stage(classifier, KD_STAGE_REPORT);
        }
        ++classifier->frames;
        int8_t quantised[KD_SIGNAL_FEATURES];
        kd_signal_quantise(frame, quantised);
        const int8_t *const window = kd_window_push(&classifier->window, quantised);
        const int32_t status = window == 0 ? 0 : take_window(classifier, window, time_ns, arrived_ns);
        if (status < 0) {
            return status;
        }
    }
    return 0;
}

int32_t kd_classify_push(kd_classifier *classifier, int32_t stream, const void *samples, int32_t count,
                         int64_t start_ns)
{
    classifier->lap = kd_stopwatch_now();
    const int64_t arrived_ns = kd_clock_now_ns(classifier->clock);
    const int32_t row_bytes = kd_stream_row_bytes(&kd_streams[stream]);
    const uint8_t *next = samples;
    while (count > 0) {
        const int32_t taken = kd_signal_push(&classifier->path, stream, next, count, start_ns);
        if (classifier->path.restarts != classifier->restarts) {
            /* Time has jumped: neither a window nor a vote spans the gap. */
            classifier->restarts = classifier->path.restarts;
            kd_window_reset(&classifier->window);
            kd_decider_reset(&classifier->decider);
        }
        if (taken < 0) {
            return taken;
        }
        const int32_t status = take_frames(classifier, arrived_ns);
        if (status < 0) {
            return status;
        }
        next += taken * row_bytes;
        count -= taken;
        start_ns = KD_SIGNAL_CONTINUE;
    }
    end_stage(classifier, KD_STAGE_SIGNAL);
    return 0;
}
