/* kd_protocol: every number of the serial protocol, version 1; PROTOCOL.md says what they mean.
 *
 * Python has the same numbers in kd_edge/link/protocol.py, and a test compares the two, name by name.
 */
#ifndef KD_PROTOCOL_H
#define KD_PROTOCOL_H

/* Limits. */
#define KD_FRAME_VERSION 1
#define KD_FRAME_MAX_BODY 240
#define KD_FRAME_MAX_NAME 63      /* bytes of UTF-8 in a string */
#define KD_FRAME_DATA_HEAD 18     /* bytes of a DATA body before its samples */
#define KD_FRAME_TIME_BITS 62     /* a device time in nanoseconds has no more */
#define KD_FRAME_DESCRIBE_MS 1000 /* a producer repeats its descriptions that often */

/* Frame types. */
enum {
    KD_FRAME_DESCRIPTION = 0x01,
    KD_FRAME_DATA = 0x02,
    KD_FRAME_MARK = 0x03,
    KD_FRAME_END = 0x04,
    KD_FRAME_COMMAND = 0x10,
    KD_FRAME_REPLY = 0x11,
    KD_FRAME_INFO = 0x20,
    KD_FRAME_DECISION = 0x21,
    KD_FRAME_SCORES = 0x22,
    KD_FRAME_FEATURES = 0x23,
    KD_FRAME_MEASUREMENT = 0x24,
    KD_FRAME_FAULT = 0x25,
    KD_FRAME_LOG = 0x26,
};

/* DESCRIPTION: the type of a sample. */
enum {
    KD_WIRE_INT8 = 1,
    KD_WIRE_INT16 = 2,
    KD_WIRE_FLOAT32 = 3,
};

/* END: why the sender stops. */
enum {
    KD_END_FINISHED = 0,
    KD_END_STOPPED = 1,
    KD_END_FAILED = 2,
};

/* COMMAND and REPLY: the requested action. */
enum {
    KD_COMMAND_START = 0x01,
    KD_COMMAND_STOP = 0x02,
    KD_COMMAND_INFO = 0x03,
    KD_COMMAND_BENCH = 0x04,
    KD_COMMAND_RESET = 0x05,
    KD_COMMAND_REBOOT = 0x06,
    KD_COMMAND_TEXT = 0x07,
    KD_COMMAND_LEARN = 0x08,
    KD_COMMAND_INJECT = 0x10,
};

/* REPLY: how it ended. */
enum {
    KD_STATUS_OK = 0,
    KD_STATUS_UNKNOWN_COMMAND = -1,
    KD_STATUS_BAD_ARGUMENT = -2,
    KD_STATUS_BUSY = -3,
    KD_STATUS_UNSUPPORTED = -4,
    KD_STATUS_FAILED = -5,
};

/* START and INFO: what a board does with its samples. */
enum {
    KD_MODE_IDLE = 0,
    KD_MODE_SENSOR = 1,
    KD_MODE_CLASSIFY = 2,
    KD_MODE_INJECT = 3,
    KD_MODE_LEARN = 4,
};

/* START: what a board that classifies sends in addition to its decisions. */
enum {
    KD_REPORT_SCORES = 1u << 0,
    KD_REPORT_FEATURES = 1u << 1,
};

/* LEARN: what is asked. */
enum {
    KD_LEARN_BEGIN = 1,
    KD_LEARN_TAKE = 2,
    KD_LEARN_KEEP = 3,
    KD_LEARN_FORGET = 4,
    KD_LEARN_READ = 5,
};

/* LEARN BEGIN: what the takes are gone through for. */
enum {
    KD_PASS_SURVEY = 1,
    KD_PASS_WAYS = 2,
    KD_PASS_SIGNS = 3,
};

/* REBOOT: into what. */
enum {
    KD_REBOOT_APPLICATION = 0,
    KD_REBOOT_BOOTLOADER = 1,
};

/* INFO: what executes the network; STREAMING and STATEFUL work frame by frame, STATEFUL carries its state on. */
enum {
    KD_RUNTIME_NONE = 0,
    KD_RUNTIME_C = 1,
    KD_RUNTIME_TFLM = 2,
    KD_RUNTIME_C_STREAMING = 3,
    KD_RUNTIME_C_STATEFUL = 4,
};

/* BENCH and MEASUREMENT: what is measured; ALL is all but the link. */
enum {
    KD_SUBJECT_ALL = 0,
    KD_SUBJECT_WINDOW = 1,
    KD_SUBJECT_HOP = 2,
    KD_SUBJECT_SIGNAL = 3,
    KD_SUBJECT_OPERATOR = 4,
    KD_SUBJECT_MEMORY = 5,
    KD_SUBJECT_LINK = 6,
};

/* MEASUREMENT: in what. */
enum {
    KD_UNIT_NANOSECONDS = 1,
    KD_UNIT_CYCLES = 2,
    KD_UNIT_INSTRUCTIONS = 3,
    KD_UNIT_BYTES = 4,
    KD_UNIT_COUNT = 5,
};

/* FAULT: its kind. */
enum {
    KD_FAULT_HARD = 1,
    KD_FAULT_MEMORY = 2,
    KD_FAULT_BUS = 3,
    KD_FAULT_USAGE = 4,
    KD_FAULT_WATCHDOG = 5,
    KD_FAULT_STACK_OVERFLOW = 6,
    KD_FAULT_ASSERTION = 7,
};

/* LOG: how much it matters. */
enum {
    KD_LOG_ERROR = 1,
    KD_LOG_WARNING = 2,
    KD_LOG_INFORMATION = 3,
    KD_LOG_DETAIL = 4,
};

#endif
