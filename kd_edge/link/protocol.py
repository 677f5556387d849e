"""Every number of the serial protocol, version 1; firmware/protocol/PROTOCOL.md says what they mean.

The firmware has the same numbers in ``kd_protocol.h``, and a test compares the two, name by name.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final

VERSION: Final = 1
MAX_BODY: Final = 240
"""Longest body of a frame, in bytes."""

MAX_NAME: Final = 63
"""Longest string in a body, in bytes of UTF-8."""

DATA_HEAD: Final = 18
"""Bytes of a DATA body before its samples."""

TIME_BITS: Final = 62
"""A device time in nanoseconds has no more bits, so that differences fit an int64 everywhere."""

DESCRIBE_MS: Final = 1000
"""How often a sender repeats its descriptions."""


class FrameType(IntEnum):
    """What a frame's body is."""

    DESCRIPTION = 0x01
    DATA = 0x02
    MARK = 0x03
    END = 0x04
    COMMAND = 0x10
    REPLY = 0x11
    INFO = 0x20
    DECISION = 0x21
    SCORES = 0x22
    FEATURES = 0x23
    MEASUREMENT = 0x24
    FAULT = 0x25
    LOG = 0x26


class SampleCode(IntEnum):
    """The type of one value of a stream."""

    INT8 = 1
    INT16 = 2
    FLOAT32 = 3


class EndReason(IntEnum):
    """Why a sender stops."""

    FINISHED = 0
    STOPPED = 1
    FAILED = 2


class CommandCode(IntEnum):
    """What a host asks of a board."""

    START = 0x01
    STOP = 0x02
    INFO = 0x03
    BENCH = 0x04
    RESET = 0x05
    REBOOT = 0x06
    TEXT = 0x07
    LEARN = 0x08
    INJECT = 0x10


class Status(IntEnum):
    """How a command ended."""

    OK = 0
    UNKNOWN_COMMAND = -1
    BAD_ARGUMENT = -2
    BUSY = -3
    UNSUPPORTED = -4
    FAILED = -5


class BoardMode(IntEnum):
    """What a board does with its samples."""

    IDLE = 0
    SENSOR = 1
    CLASSIFY = 2
    INJECT = 3
    LEARN = 4


class ReportFlag(IntFlag):
    """What a board that classifies sends beside its decisions."""

    SCORES = 1
    FEATURES = 2


class LearnStep(IntEnum):
    """What LEARN asks of a board."""

    BEGIN = 1
    TAKE = 2
    KEEP = 3
    FORGET = 4
    READ = 5


class LearnPass(IntEnum):
    """What a board goes through a person's takes for."""

    SURVEY = 1
    WAYS = 2
    SIGNS = 3


class RebootInto(IntEnum):
    """What a board starts after REBOOT."""

    APPLICATION = 0
    BOOTLOADER = 1


class Runtime(IntEnum):
    """What executes the network on a board."""

    NONE = 0
    C = 1
    TFLM = 2
    C_STREAMING = 3
    C_STATEFUL = 4


class Subject(IntEnum):
    """What a board can measure of itself; ALL is all but the link."""

    ALL = 0
    WINDOW = 1
    HOP = 2
    SIGNAL = 3
    OPERATOR = 4
    MEMORY = 5
    LINK = 6


class MeasuredIn(IntEnum):
    """Unit of a measurement."""

    NANOSECONDS = 1
    CYCLES = 2
    INSTRUCTIONS = 3
    BYTES = 4
    COUNT = 5


class FaultKind(IntEnum):
    """What made a board give up."""

    HARD = 1
    MEMORY = 2
    BUS = 3
    USAGE = 4
    WATCHDOG = 5
    STACK_OVERFLOW = 6
    ASSERTION = 7


class LogLevel(IntEnum):
    """How much a human-readable message matters."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    DETAIL = 4
