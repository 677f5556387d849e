/* What a board recognises. */
#include "kd_link.h"
#include "kd_report.h"

enum {
    FEATURES_HEAD = 16,
    FEATURES_PER_FRAME = (KD_FRAME_MAX_BODY - FEATURES_HEAD) / 4,
    SCORES_HEAD = 18,
    SCORES_PER_FRAME = KD_FRAME_MAX_BODY - SCORES_HEAD,
};

void kd_report_features(const kd_result_t *result)
{
    for (int32_t first = 0; first < KD_SIGNAL_FEATURES; first += FEATURES_PER_FRAME) {
        kd_body_t body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)result->time_ns);
        kd_body_u32(&body, result->frame);
        kd_body_u16(&body, KD_SIGNAL_FEATURES);
        kd_body_u16(&body, (uint16_t)first);
        for (int32_t i = first; i < KD_SIGNAL_FEATURES && i < first + FEATURES_PER_FRAME; ++i) {
            kd_body_f32(&body, result->values[i]);
        }
        kd_link_send(KD_FRAME_FEATURES, &body);
    }
}

void kd_report_scores(const kd_result_t *result)
{
    for (int32_t first = 0; first < KD_LABELS; first += SCORES_PER_FRAME) {
        const int32_t left = KD_LABELS - first;
        kd_body_t body;
        kd_body_begin(&body);
        kd_body_u64(&body, (uint64_t)result->time_ns);
        kd_body_u32(&body, result->window);
        kd_body_u16(&body, (uint16_t)result->vote);
        kd_body_u16(&body, KD_LABELS);
        kd_body_u16(&body, (uint16_t)first);
        kd_body_bytes(&body, result->scores + first, left < SCORES_PER_FRAME ? left : SCORES_PER_FRAME);
        kd_link_send(KD_FRAME_SCORES, &body);
    }
}

void kd_report_decision(const kd_result_t *result, uint32_t sequence, uint32_t latency_us)
{
    const int8_t score = result->scores[result->sign];
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u64(&body, (uint64_t)result->time_ns);
    kd_body_u32(&body, sequence);
    kd_body_u32(&body, result->window);
    kd_body_u16(&body, (uint16_t)result->sign);
    kd_body_u8(&body, (uint8_t)score);
    kd_body_f32(&body, (float)(score - KD_OUTPUT_ZERO_POINT) * KD_OUTPUT_SCALE);
    kd_body_u32(&body, latency_us);
    kd_body_text(&body, kd_labels[result->sign]);
    kd_link_send(KD_FRAME_DECISION, &body);
}
