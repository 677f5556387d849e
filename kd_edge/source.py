"""The protocol between live recognition and whatever delivers samples.

A source describes its streams, delivers their samples with the device's time, passes on other
items (true labels, human-readable remarks, whether it is connected), and counts what was lost.  Behind it may be a
serial board, a recording or another program: ``live/`` depends only on this file.
``kd_edge/sources/`` has one file for each kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SampleType, SignalSpec, StreamSpec
from kd_edge.errors import StreamError

ClockKind = Literal["device", "host", "played"]
"""Who gives samples their times: the device that samples, this computer when they arrive, or a recording."""


@dataclass(frozen=True)
class Channel:
    """One channel: ``unit = raw * scale``, scale in float32."""

    name: str
    unit: str
    scale: float

    def __str__(self) -> str:
        return f"{self.name!r} in steps of {self.scale:g} {self.unit}".rstrip()


@dataclass(frozen=True)
class StreamInfo:
    """What a source says about one of its streams."""

    name: str
    sample_type: SampleType
    period_ns: int
    channels: tuple[Channel, ...]

    @classmethod
    def from_spec(cls, spec: StreamSpec) -> StreamInfo:
        """The description of a stream that fits ``spec``."""
        count = len(spec.channels)
        units = spec.units or ("",) * count
        scales = spec.scale or (1.0,) * count
        channels = tuple(
            Channel(name, unit, float(np.float32(scale)))
            for name, unit, scale in zip(spec.channels, units, scales, strict=True)
        )
        return cls(spec.name, spec.sample_type, spec.sample_period_ns, channels)

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Little-endian type of one value."""
        return np.dtype(self.sample_type).newbyteorder("<")

    @property
    def sample_bytes(self) -> int:
        """Bytes of one sample of all channels."""
        return self.dtype.itemsize * len(self.channels)


@dataclass(frozen=True, eq=False)
class Samples:
    """Consecutive samples of one stream.

    Attributes:
        stream: its name.
        values: shape ``(n, channels)``.
        start_ns: device time of the first.
        newest_ns: device time of the last.
    """

    stream: str
    values: NDArray[np.generic]
    start_ns: int
    newest_ns: int


class Truth(Struct, frozen=True, tag_field="event", tag="truth"):
    """From ``time_s`` on, the wearer truly makes the sign ``label``; None: no sign."""

    label: str | None
    time_s: float


class Remark(Struct, frozen=True, tag_field="event", tag="remark"):
    """A human-readable message, such as what troubles a sensor."""

    text: str


class Timing(Struct, frozen=True, tag_field="event", tag="timing"):
    """The true rate of a stream, as measured so far.

    Attributes:
        stream: its name.
        stated_hz: the rate that its description states.
        rate_hz: samples per second of its clock; where ``clock`` is ``host``, per second of this computer's.
        drift_ppm: by how many millionths the device's seconds are shorter than this computer's; None where samples
            have no clock of their own, or are played.
        uncertainty_ppm: by how many millionths ``rate_hz`` may still be wrong.
        clock: who gave the samples their times.
    """

    stream: str
    stated_hz: float
    rate_hz: float
    drift_ppm: float | None
    uncertainty_ppm: float
    clock: ClockKind


class Lost(Struct, frozen=True, tag_field="event", tag="lost"):
    """The source is disconnected; it tries to reconnect."""

    reason: str


class Returned(Struct, frozen=True, tag_field="event", tag="returned"):
    """The source has reconnected."""

    after_s: float


@dataclass(frozen=True)
class Scored:
    """The source itself has classified a window.

    Attributes:
        confidence: its highest score as a probability.
        time_ns: device time of the window's last frame.
        scores: probability of each label, in the bundle's order; empty if the source told only some of them.
        vote: the label that passed the gates; -1 for rest.
    """

    confidence: float
    time_ns: int = 0
    scores: tuple[float, ...] = ()
    vote: int = -1


@dataclass(frozen=True)
class Decided:
    """The source itself has recognised a sign.

    Attributes:
        label: index into the bundle's labels.
        confidence: of the window that decided, 0 to 1.
        time_ns: device time of that window's last frame.
        latency_ns: from its last sample to the decision.
    """

    label: int
    confidence: float
    time_ns: int
    latency_ns: int


@dataclass(frozen=True)
class Ended:
    """Nothing more will come."""


Item = Samples | Truth | Remark | Timing | Lost | Returned | Scored | Decided | Ended


class Counters(Struct, frozen=True):
    """What was delivered, and everything that was lost or damaged between a sensor and its recognition.

    A source fills in what it knows of.  Where a board itself classifies, ``lost``, ``late`` and ``undescribed`` are
    of its scores and decisions, and what its signal path fills and skips stays on the board.

    Attributes:
        frames: frames accepted.
        samples: samples delivered, over all streams.
        damaged: runs of bytes that are not a frame: wrong COBS, length or CRC.
        oversized: runs of bytes longer than a frame.
        unknown: frames of an unknown version or type.
        malformed: frames with a right CRC that contradict themselves.
        lost: data frames that never came, by their sequence numbers.
        late: data frames that came again or too late, and were dropped.
        undescribed: data frames before their stream's description (decisions: before the board has said
            which bundle it carries), which were dropped.
        device_dropped: samples that the board says it could not send.
        filled: samples that the signal path had to fill in.
        skipped: samples that the signal path had to leave out, or that waited too long for a silent stream.
        restarts: how often the signal path started over after a long gap or a reset of the board.
        reconnects: how often the source reconnected.
        resampled: samples that were interpolated, because the stream came at another rate than the bundle's.
    """

    frames: int = 0
    samples: int = 0
    damaged: int = 0
    oversized: int = 0
    unknown: int = 0
    malformed: int = 0
    lost: int = 0
    late: int = 0
    undescribed: int = 0
    device_dropped: int = 0
    filled: int = 0
    skipped: int = 0
    restarts: int = 0
    reconnects: int = 0
    resampled: int = 0


class Source(Protocol):
    """What delivers samples.  Constructors take the :class:`SignalSpec` whose streams are wanted.

    Attributes:
        arrived_ns: ``time.monotonic_ns`` when what :meth:`read` returned last had arrived.
        synthetic: whether nobody makes the movements, as far as the source knows; a board that plays recordings looks
            like one that senses.
    """

    arrived_ns: int

    @property
    def synthetic(self) -> bool:
        """See the attributes."""
        ...

    @property
    def clock(self) -> ClockKind:
        """Who gives the samples their times."""
        ...

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """The streams described so far, by name."""
        ...

    @property
    def counters(self) -> Counters:
        """What was delivered and lost so far."""
        ...

    def read(self) -> Sequence[Item]:
        """What has arrived since the last call; waits for the first item, but only a fraction of a second.

        Samples of one stream come in the order of their time; streams may take turns in any way.

        Raises:
            StreamError: the streams are not those of the SignalSpec, or nothing usable comes.
        """
        ...

    def rest(self, until_ns: int) -> bool:
        """Wait until ``until_ns`` of ``time.monotonic_ns``, and keep what comes meanwhile for the next read.

        Returns whether it did: False, at once, where reads do not become fewer by that.
        """
        ...

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """Send a command, numbered as in PROTOCOL.md; False if this source takes no commands."""
        ...

    def silence(self) -> StreamError | None:
        """Why nothing usable has come so far; None if something has."""
        ...

    def close(self) -> None:
        """Release the port or file that the source holds."""
        ...


def check_stream(info: StreamInfo, spec: StreamSpec) -> None:
    """Check that a source samples a stream as the bundle's training data were sampled.

    Raises:
        StreamError: naming the stream and what differs.
    """
    difference = _difference(info, StreamInfo.from_spec(spec))
    if difference is not None:
        raise StreamError(
            "A source samples as the bundle's training data were sampled",
            found=f"stream {spec.name!r} has {difference}",
            remedy="use the board or the recordings that fit the bundle, or a bundle that was trained on such data",
        )


def check_complete(names: Iterable[str], spec: SignalSpec) -> None:
    """Check that every stream which the bundle was trained on is among ``names``.

    Raises:
        StreamError: one is missing.
    """
    wanted = [stream.name for stream in spec.streams]
    if not set(wanted) <= set(names):
        raise StreamError(
            f"A source has every stream that the bundle was trained on ({', '.join(wanted)})",
            found=f"only {', '.join(names)}",
            remedy="use the board or the recordings that fit the bundle, or a bundle that was trained on such data",
        )


def _difference(found: StreamInfo, wanted: StreamInfo) -> str | None:
    """How ``found`` differs from ``wanted``, as the end of a sentence."""
    if found.sample_type != wanted.sample_type:
        return f"{found.sample_type} samples where the bundle has {wanted.sample_type}"
    if found.period_ns != wanted.period_ns:
        return (
            f"{NS_PER_S / found.period_ns:.6g} samples a second where the bundle has {NS_PER_S / wanted.period_ns:.6g}"
        )
    if len(found.channels) != len(wanted.channels):
        return f"{_count(found)} where the bundle has {_count(wanted)}"
    for index, (here, there) in enumerate(zip(found.channels, wanted.channels, strict=True), start=1):
        if here != there:
            return f"as channel {index} {here} where the bundle has {there}"
    return None


def _count(info: StreamInfo) -> str:
    names = [channel.name for channel in info.channels]
    listed = ", ".join(names if len(names) <= 6 else [*names[:3], "...", names[-1]])
    return f"{len(names)} channel{'s' * (len(names) != 1)} ({listed})"
