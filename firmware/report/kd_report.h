/* kd_report: everything that a board sends, one function for each type of frame.  PROTOCOL.md gives the bytes. */
#ifndef KD_REPORT_H
#define KD_REPORT_H

#include <stdint.h>

#include "kd_protocol.h"
#include "kd_recogniser.h"
#include "kd_sense.h"
#include "kd_start.h"

/* Samples are sent in blocks of at most so many bytes. */
#define KD_REPORT_BLOCK_BYTES (KD_FRAME_MAX_BODY - KD_FRAME_DATA_HEAD)

/* What the streams of the bundle are, in as many frames as that takes. */
void kd_report_descriptions(void);

/* Samples (count, channels) of a stream, the first taken at `time_ns`.  sequence: number of the frame in this stream;
 * dropped: samples of the stream that were lost so far. */
void kd_report_samples(int32_t stream, uint32_t sequence, uint32_t dropped, int64_t time_ns, const void *samples,
                       int32_t count);

/* What is true from the mark on.  sequence: number of the mark. */
void kd_report_mark(uint32_t sequence, const kd_mark_t *mark);

/* The producer stops.  reason: KD_END_. */
void kd_report_end(uint8_t reason);

/* A command is obeyed or refused.  command: KD_COMMAND_; status: KD_STATUS_. */
void kd_report_reply(uint8_t tag, uint8_t command, int32_t status);

/* Bytes that the answer to a command may carry. */
#define KD_REPORT_RESULT_BYTES 200

/* The same with a result. */
void kd_report_result(uint8_t tag, uint8_t command, int32_t status, const uint8_t *result, int32_t size);

/* A frame of injected samples is taken or refused.  sequence: its number. */
void kd_report_acknowledgement(uint32_t sequence, int32_t status);

/* Board, build, bundle and memory.  mode: KD_MODE_. */
void kd_report_info(uint8_t mode);

/* The signal frame of a result. */
void kd_report_features(const kd_result_t *result);

/* The scores of a result that has some. */
void kd_report_scores(const kd_result_t *result);

/* The sign of a result that has one.  sequence: number of the decision; latency_us: from its last sample to it. */
void kd_report_decision(const kd_result_t *result, uint32_t sequence, uint32_t latency_us);

/* One measured figure.  subject: KD_SUBJECT_; unit: KD_UNIT_; index: of the repetition; name: what was measured. */
void kd_report_measurement(uint8_t subject, uint8_t unit, uint16_t index, uint64_t value, const char *name);

/* Last words before a restart. */
void kd_report_fault(const kd_fault_t *fault);

/* A human-readable message.  level: KD_LOG_. */
void kd_report_log(int64_t time_ns, uint8_t level, const char *text);

#endif
