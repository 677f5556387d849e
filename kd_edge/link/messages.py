"""Messages: what the bodies of frames mean, as firmware/protocol/PROTOCOL.md says.

Every message class packs itself into a body and unpacks itself from one.
``MessageReader`` never raises on bytes from the wire: a body that contradicts its
own lengths is counted, and so is a type that this version does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kd_edge.link.codec import Frame, FrameDecoder, encode_frame
from kd_edge.link.protocol import EndReason, FrameType
from kd_edge.link.wire import F32, I8, I16, U8, U16, U32, U64, MalformedBodyError, Message, Sha256


@dataclass(frozen=True)
class Description(Message, type=FrameType.DESCRIPTION):
    """Part of a stream's description: the stream itself and ``entries`` of its channels from ``first``.

    ``channels`` packs, per entry, a float32 scale, a unit and a name; see ``description.py``.
    """

    stream: U8
    sample_type: U8
    channel_count: U8
    first: U8
    entries: U8
    period_ns: U64
    name: str
    channels: bytes


@dataclass(frozen=True)
class Data(Message, type=FrameType.DATA):
    """``count`` samples of one stream, row by row; ``dropped`` counts samples that the sender has lost so far."""

    stream: U8
    count: U8
    sequence: U32
    dropped: U32
    time_ns: U64
    samples: bytes


@dataclass(frozen=True)
class Mark(Message, type=FrameType.MARK):
    """From ``time_ns`` on, the true label is ``label`` (-1: no sign)."""

    time_ns: U64
    sequence: U32
    label: I16
    name: str


@dataclass(frozen=True)
class End(Message, type=FrameType.END):
    """The sender stops; ``reason`` is an :class:`~kd_edge.link.protocol.EndReason`."""

    reason: U8 = EndReason.FINISHED


@dataclass(frozen=True)
class Command(Message, type=FrameType.COMMAND):
    """A request; ``tag`` comes back in the reply."""

    tag: U8
    code: U8
    arguments: bytes = b""


@dataclass(frozen=True)
class Reply(Message, type=FrameType.REPLY):
    """The answer to the command with the same ``tag``."""

    tag: U8
    code: U8
    status: I8
    result: bytes = b""


@dataclass(frozen=True)
class Info(Message, type=FrameType.INFO):
    """What a board is and carries; ``bundle_sha256`` is the hash of its manifest.json."""

    mode: U8
    runtime: U8
    inject_window: U8
    stream_count: U8
    core_clock_hz: U32
    ram_bytes: U32
    ram_free_bytes: U32
    flash_used_bytes: U32
    arena_bytes: U32
    bundle_sha256: Sha256
    board: str
    build: str
    bundle: str


@dataclass(frozen=True)
class Decision(Message, type=FrameType.DECISION):
    """A recognised sign, decided on the window that ends at ``time_ns``."""

    time_ns: U64
    sequence: U32
    window: U32
    label: I16
    score: I8
    confidence: F32
    latency_us: U32
    name: str


@dataclass(frozen=True)
class Scores(Message, type=FrameType.SCORES):
    """Int8 outputs of one window, ``first`` on, of ``class_count``; ``vote`` is its label or -1."""

    time_ns: U64
    window: U32
    vote: I16
    class_count: U16
    first: U16
    scores: bytes


@dataclass(frozen=True)
class Features(Message, type=FrameType.FEATURES):
    """One signal frame as float32, features ``first`` on, of ``feature_count``."""

    time_ns: U64
    index: U32
    feature_count: U16
    first: U16
    values: bytes


@dataclass(frozen=True)
class Measurement(Message, type=FrameType.MEASUREMENT):
    """One figure that a board measured of itself."""

    subject: U8
    unit: U8
    index: U16
    repetitions: U32
    minimum: U64
    median: U64
    maximum: U64
    name: str


@dataclass(frozen=True)
class Fault(Message, type=FrameType.FAULT):
    """The last message of a board that failed; ``kind`` is a :class:`~kd_edge.link.protocol.FaultKind`."""

    kind: U8
    program_counter: U32
    link_register: U32
    stack_pointer: U32
    status: U32
    address: U32
    text: str


@dataclass(frozen=True)
class Log(Message, type=FrameType.LOG):
    """A human-readable message; ``level`` is a :class:`~kd_edge.link.protocol.LogLevel`."""

    time_ns: U64
    level: U8
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
        return [message for frame in self.frames.feed(data) if (message := self.read(frame)) is not None]

    def read(self, frame: Frame) -> Message | None:
        """The message of one frame; None, counted, if it is none."""
        kind = MESSAGES.get(frame.type)
        if kind is None:
            self.unknown_type += 1
            return None
        try:
            return kind.unpack(frame.body)
        except MalformedBodyError:
            self.malformed += 1
            return None
