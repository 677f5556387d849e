/* Messages about the board itself. */
#include <string.h>

#include "kd_board.h"
#include "kd_bundle.h"
#include "kd_link.h"
#include "kd_report.h"
#include "kd_runtime.h"

void kd_report_reply(uint8_t tag, uint8_t command, int32_t status)
{
    kd_report_result(tag, command, status, (const uint8_t *)"", 0);
}

void kd_report_result(uint8_t tag, uint8_t command, int32_t status, const uint8_t *result, int32_t size)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, tag);
    kd_body_u8(&body, command);
    kd_body_u8(&body, (uint8_t)status);
    kd_body_bytes(&body, result, size);
    kd_link_send(KD_FRAME_REPLY, &body);
}

void kd_report_acknowledgement(uint32_t sequence, int32_t status)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, (uint8_t)sequence);
    kd_body_u8(&body, KD_COMMAND_INJECT);
    kd_body_u8(&body, (uint8_t)status);
    kd_body_u32(&body, sequence);
    kd_link_send(KD_FRAME_REPLY, &body);
}

void kd_report_info(uint8_t mode)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, mode);
    kd_body_u8(&body, kd_runtime_kind);
    kd_body_u8(&body, KD_BOARD_SERIAL_BYTES / KD_FRAME_MAX_WIRE);
    kd_body_u8(&body, kd_sense_streams);
    kd_body_u32(&body, kd_board_core_hz());
    kd_body_u32(&body, kd_ram_size());
    kd_body_u32(&body, kd_ram_free() + kd_stack_size() - kd_stack_high_water());
    kd_body_u32(&body, kd_flash_used());
    kd_body_u32(&body, kd_runtime_arena_bytes);
    kd_body_bytes(&body, kd_bundle_sha256, (int32_t)sizeof kd_bundle_sha256);
    kd_body_bytes(&body, kd_info_names, (int32_t)sizeof kd_info_names);
    kd_link_send(KD_FRAME_INFO, &body);
}

void kd_report_measurement(uint8_t subject, uint8_t unit, uint16_t index, uint64_t value, const char *name)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, subject);
    kd_body_u8(&body, unit);
    kd_body_u16(&body, index);
    kd_body_u32(&body, 1); /* minimum, median and maximum are of this one */
    kd_body_u64(&body, value);
    kd_body_u64(&body, value);
    kd_body_u64(&body, value);
    kd_body_text(&body, name);
    kd_link_send(KD_FRAME_MEASUREMENT, &body);
}

void kd_report_fault(const kd_fault_t *fault)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u8(&body, fault->kind);
    kd_body_u32(&body, fault->pc);
    kd_body_u32(&body, fault->lr);
    kd_body_u32(&body, fault->sp);
    kd_body_u32(&body, fault->status);
    kd_body_u32(&body, fault->address);
    kd_body_text(&body, "");
    kd_link_send(KD_FRAME_FAULT, &body);
}

void kd_report_log(int64_t time_ns, uint8_t level, const char *text)
{
    kd_body_t body;
    kd_body_begin(&body);
    kd_body_u64(&body, (uint64_t)time_ns);
    kd_body_u8(&body, level);
    kd_body_bytes(&body, text, (int32_t)strlen(text));
    kd_link_send(KD_FRAME_LOG, &body);
}
