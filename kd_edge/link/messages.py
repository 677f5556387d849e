"""Messages: what the bodies of frames mean, as firmware/protocol/PROTOCOL.md says.

Every message class packs itself into a body and unpacks itself from one.
``MessageReader`` never raises on bytes from the wire: a body that contradicts its
own lengths is counted, and so is a type that this version does not know.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

from kd_edge.contract import SampleType
from kd_edge.link.codec import Frame, FrameDecoder, encode_frame
from kd_edge.link.wire import MalformedBodyError, Message

SAMPLE_TYPES: Final[tuple[SampleType, ...]] = ("int8", "int16", "float32")
"""Sample types in the order of their codes, from 1."""


class BoardMode(IntEnum):
    """What a board does with its samples."""

    IDLE = 0
    SENSOR = 1
    CLASSIFY = 2
    INJECT = 3


class ReportFlag(IntFlag):
    """What a board that classifies sends beside its decisions."""

    SCORES = 1
    FEATURES = 2


class CommandCode(IntEnum):
    """What a host asks of a board."""

    START = 0x01
    STOP = 0x02
    INFO = 0x03
    BENCH = 0x04
    RESET = 0x05
    REBOOT = 0x06
    TEXT = 0x07
    INJECT = 0x10


class Status(IntEnum):
    """How a command ended."""

    OK = 0
    UNKNOWN_COMMAND = -1
    BAD_ARGUMENT = -2
    BUSY = -3
    UNSUPPORTED = -4
    FAILED = -5


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


@dataclass(frozen=True)
class Description(Message):
    """Part of a stream's description: the stream itself and ``entries`` of its channels from ``first``.

    ``channels`` packs, per entry, a float32 scale, a unit and a name; see ``streams.py``.
    """

    TYPE = 0x01
    LAYOUT = struct.Struct("<BBBBBQ")
    STRINGS = 1
    TAIL = True

    stream: int
    sample_type: int
    channel_count: int
    first: int
    entries: int
    period_ns: int
    name: str
    channels: bytes


@dataclass(frozen=True)
class Data(Message):
    """``count`` samples of one stream, row by row; ``dropped`` counts samples the producer lost so far."""

    TYPE = 0x02
    LAYOUT = struct.Struct("<BBIIQ")
    TAIL = True

    stream: int
    count: int
    sequence: int
    dropped: int
    time_ns: int
    samples: bytes


@dataclass(frozen=True)
class Mark(Message):
    """From ``time_ns`` on, the truth is ``label`` (-1: nobody signs)."""

    TYPE = 0x03
    LAYOUT = struct.Struct("<QIh")
    STRINGS = 1

    time_ns: int
    sequence: int
    label: int
    name: str


@dataclass(frozen=True)
class End(Message):
    """The producer stops: 0 finished, 1 told to, 2 failed."""

    TYPE = 0x04
    LAYOUT = struct.Struct("<B")

    reason: int = 0


@dataclass(frozen=True)
class Command(Message):
    """A request; ``tag`` comes back in the reply."""

    TYPE = 0x10
    LAYOUT = struct.Struct("<BB")
    TAIL = True

    tag: int
    code: int
    arguments: bytes = b""


@dataclass(frozen=True)
class Reply(Message):
    """The answer to the command with the same ``tag``."""

    TYPE = 0x11
    LAYOUT = struct.Struct("<BBb")
    TAIL = True

    tag: int
    code: int
    status: int
    result: bytes = b""


@dataclass(frozen=True)
class Info(Message):
    """What a board is and carries; ``bundle_sha256`` is the hash of its manifest.json."""

    TYPE = 0x20
    LAYOUT = struct.Struct("<BBBBIIIII32s")
    STRINGS = 3

    mode: int
    runtime: int
    inject_window: int
    stream_count: int
    core_clock_hz: int
    ram_bytes: int
    ram_free_bytes: int
    flash_used_bytes: int
    arena_bytes: int
    bundle_sha256: bytes
    board: str
    build: str
    bundle: str


@dataclass(frozen=True)
class Decision(Message):
    """A recognised sign, decided on the window that ends at ``time_ns``."""

    TYPE = 0x21
    LAYOUT = struct.Struct("<QIIhbfI")
    STRINGS = 1

    time_ns: int
    sequence: int
    window: int
    label: int
    score: int
    confidence: float
    latency_us: int
    name: str


@dataclass(frozen=True)
class Scores(Message):
    """Int8 outputs of one window, ``first`` on, of ``class_count``; ``vote`` is its label or -1."""

    TYPE = 0x22
    LAYOUT = struct.Struct("<QIhHH")
    TAIL = True

    time_ns: int
    window: int
    vote: int
    class_count: int
    first: int
    scores: bytes


@dataclass(frozen=True)
class Features(Message):
    """One signal frame as float32, features ``first`` on, of ``feature_count``."""

    TYPE = 0x23
    LAYOUT = struct.Struct("<QIHH")
    TAIL = True

    time_ns: int
    index: int
    feature_count: int
    first: int
    values: bytes


@dataclass(frozen=True)
class Measurement(Message):
    """One figure that a board measured of itself."""

    TYPE = 0x24
    LAYOUT = struct.Struct("<BBHIQQQ")
    STRINGS = 1

    subject: int
    unit: int
    index: int
    repetitions: int
    minimum: int
    median: int
    maximum: int
    name: str


@dataclass(frozen=True)
class Fault(Message):
    """A board's last words."""

    TYPE = 0x25
    LAYOUT = struct.Struct("<BIIIII")
    STRINGS = 1

    kind: int
    program_counter: int
    link_register: int
    stack_pointer: int
    status: int
    address: int
    text: str


@dataclass(frozen=True)
class Log(Message):
    """A line for people; level 1 error, 2 warning, 3 information, 4 detail."""

    TYPE = 0x26
    LAYOUT = struct.Struct("<QB")
    TAIL = True

    time_ns: int
    level: int
    text: bytes


MESSAGES: Final[dict[int, type[Message]]] = {
    kind.TYPE: kind
    for kind in (
        Description, Data, Mark, End, Command, Reply, Info,
        Decision, Scores, Features, Measurement, Fault, Log,
    )
}  # fmt: skip


def encode_message(message: Message) -> bytes:
    """The frame that carries ``message``."""
    return encode_frame(message.TYPE, message.pack())


class MessageReader:
    """Turns bytes, in chunks of any size, into messages.

    Attributes:
        frames: the frame decoder with its counters.
        malformed: frames with a right CRC whose body contradicts its lengths.
        unknown_type: frames of types that this version does not know.
    """

    def __init__(self) -> None:
        self.frames = FrameDecoder()
        self.malformed = 0
        self.unknown_type = 0

    def feed(self, data: bytes) -> list[Message]:
        """Messages that ``data`` completes."""
        return [message for frame in self.frames.feed(data) if (message := self._read(frame)) is not None]

    def _read(self, frame: Frame) -> Message | None:
        kind = MESSAGES.get(frame.type)
        if kind is None:
            self.unknown_type += 1
            return None
        try:
            return kind.unpack(frame.body)
        except MalformedBodyError:
            self.malformed += 1
            return None
