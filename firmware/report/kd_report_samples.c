/* What a board senses. */
#include <stddef.h>

#include "kd_bundle.h"
#include "kd_link.h"
#include "kd_report.h"

void kd_report_descriptions(void)
{
    for (int32_t part = 0; part < KD_DESCRIPTIONS; ++part) {
        kd_body_t body;
        kd_body_begin(&body);
        kd_body_bytes(&body, kd_descriptions[part].body, kd_descriptions[part].size);
        kd_link_send(KD_FRAME_DESCRIPTION, &body);
    }
}

void kd_report_samples(int32_t stream, uint32_t sequence, uint32_t dropped, int64_t time_ns, const void *samples,
                       int32_t count)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, (uint8_t)stream);
    kd_body_u8(&body, (uint8_t)count);
    kd_body_u32(&body, sequence);
    kd_body_u32(&body, dropped);
    kd_body_u64(&body, (uint64_t)time_ns);
    kd_body_bytes(&body, samples, count * kd_stream_row_bytes(&kd_streams[stream]));
    kd_link_send(KD_FRAME_DATA, &body);
}

void kd_report_mark(uint32_t sequence, const kd_mark_t *mark)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u64(&body, (uint64_t)mark->time_ns);
    kd_body_u32(&body, sequence);
    kd_body_u16(&body, (uint16_t)mark->label);
    kd_body_text(&body, mark->label < 0 ? "" : kd_labels[mark->label]);
    kd_link_send(KD_FRAME_MARK, &body);
}

void kd_report_end(uint8_t reason)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, reason);
    kd_link_send(KD_FRAME_END, &body);
}
