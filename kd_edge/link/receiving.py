"""From bytes to samples in order: lost, late and damaged frames are counted and never passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.link.codec import Frame
from kd_edge.link.description import DescriptionAssembler, fits
from kd_edge.link.messages import Data, Description, MessageReader
from kd_edge.link.numbering import Numbering
from kd_edge.link.protocol import DATA_HEAD
from kd_edge.link.wire import MalformedBodyError, Message
from kd_edge.source import Counters, Samples, StreamInfo, check_complete, check_stream


def link_counters(reader: MessageReader) -> Counters:
    """The counts that ``reader`` keeps about the link."""
    frames = reader.frames.counters
    return Counters(
        frames=frames.frames,
        damaged=frames.damaged,
        oversized=frames.oversized,
        unknown=frames.unknown_version + reader.unknown_type,
        malformed=reader.malformed,
    )


@dataclass
class Stream:
    """One described stream and how far it has been received; what every frame needs is computed once."""

    info: StreamInfo
    wanted: bool
    dtype: np.dtype[np.generic]
    sample_bytes: int
    numbers: Numbering = field(default_factory=Numbering)
    dropped: int = 0
    dropped_before: int = 0


_MOST_REPEATS: Final = 1024


@dataclass
class _Run:
    """Blocks of one stream that follow each other without a gap."""

    start_ns: int
    next_ns: int
    blocks: list[bytes] = field(default_factory=list)


class Receiver:
    """Turns bytes into samples and other messages.

    Samples that arrive in one ``feed`` and follow each other are handed on as one block, which
    filters far faster than many.

    Args:
        spec: what the streams must look like; streams it does not name are ignored.
    """

    def __init__(self, spec: SignalSpec) -> None:
        self._spec = spec
        self._wanted = {stream.name: stream for stream in spec.streams}
        self._reader = MessageReader()
        self._assembler = DescriptionAssembler()
        self._streams: dict[int, Stream] = {}
        self._runs: dict[int, _Run] = {}
        self._repeats: dict[bytes, Description] = {}  # parts that have said nothing new, since one has
        self._repeated: set[int] = set()
        self._nameless: set[int] = set()
        self._samples = self._lost = self._late = self._undescribed = self._malformed = 0

    @property
    def streams(self) -> dict[str, StreamInfo]:
        """The streams described so far, by name."""
        return {stream.info.name: stream.info for stream in self._streams.values()}

    @property
    def counters(self) -> Counters:
        """What was counted so far, without the signal path's part."""
        return self._counted(
            samples=self._samples,
            lost=self._lost,
            late=self._late,
            undescribed=self._undescribed,
            malformed=0,
            device_dropped=sum(stream.dropped_before + stream.dropped for stream in tuple(self._streams.values())),
        )

    def restart(self) -> None:
        """The host (re)opened the port or sent START: numbering may start again."""
        for stream in self._streams.values():
            stream.numbers.fresh = True

    def reopened(self) -> None:
        """The port was reopened: also discard the half-read frame."""
        self._reader.frames.reset()
        self.restart()

    def feed(self, data: bytes) -> list[Samples | Message]:
        """Samples in the order of time within each stream, and messages other than data.

        Raises:
            StreamError: the board's streams are not those of the SignalSpec.
        """
        out: list[Samples | Message] = []
        for frame in self._reader.frames.feed(data):
            if frame.type == Data.TYPE:  # nearly every frame: its numbers are read without making a message
                self._take(frame.body, out)
                continue
            self._read(frame, out)
        self._flush(out)
        return out

    def _counted(self, *, malformed: int, **counts: int) -> Counters:
        """What the reader counted together with ``counts`` of data frames, of which so many are ``malformed``."""
        heard = link_counters(self._reader)
        return msgspec.structs.replace(heard, malformed=heard.malformed + self._malformed + malformed, **counts)

    def _read(self, frame: Frame, out: list[Samples | Message]) -> None:
        """Take a frame that holds no samples."""
        repeated = self._repeats.get(frame.body) if frame.type == Description.TYPE else None
        if repeated is not None:
            if repeated.first == 0:
                self._check_complete(repeated.stream)
            return
        message = self._reader.read(frame)
        if isinstance(message, Description):
            self._describe(message, frame.body, out)
        elif message is not None:
            out.append(message)

    def _describe(self, part: Description, body: bytes, out: list[Samples | Message]) -> None:
        try:
            info = self._assembler.push(part)
        except MalformedBodyError:
            self._malformed += 1
            return
        if info is None:
            self._repeats.clear()
            return
        known = self._streams.get(part.stream)
        if known is None or known.info != info:
            self._repeats.clear()
            wanted = self._wanted.get(info.name)
            if wanted is not None:
                check_stream(info, wanted)
            self._flush(out)
            self._begin(part.stream, Stream(info, wanted is not None, info.dtype, info.sample_bytes))
            return
        if len(self._repeats) < _MOST_REPEATS:
            self._repeats[body] = part
        if part.first == 0:
            self._check_complete(part.stream)

    def _begin(self, number: int, stream: Stream) -> None:
        """A stream was described, for the first time or otherwise than before."""
        self._streams[number] = stream

    def _unnamed(self) -> set[int]:
        """Numbers of streams that have sent data before they were described."""
        return self._nameless

    def _check_complete(self, stream: int) -> None:
        """Once a description came three times, every stream has been described, if not with the first frames.

        A stream that sends data may still be waiting for a part of its description that was damaged.
        """
        if stream not in self._repeated:
            self._repeated.add(stream)
            return
        if self._unnamed() <= self._streams.keys():
            check_complete(self.streams, self._spec)

    def _take(self, body: bytes, out: list[Samples | Message]) -> None:
        if len(body) < DATA_HEAD:
            self._malformed += 1
            return
        number, count, sequence, dropped, time_ns = Data.LAYOUT.unpack_from(body)
        stream = self._streams.get(number)
        if stream is None:
            self._undescribed += 1
            self._nameless.add(number)
            return
        if not stream.wanted:
            return
        values = body[DATA_HEAD:]
        if not fits(stream.info, stream.sample_bytes, count, time_ns, values):
            self._malformed += 1
            return
        if not self._in_order(stream, sequence):
            return
        stream.dropped = max(stream.dropped, dropped)
        self._samples += count
        run = self._runs.get(number)
        if run is not None and run.next_ns != time_ns:
            self._flush(out)
            run = None
        if run is None:
            run = self._runs[number] = _Run(time_ns, time_ns)
        run.blocks.append(values)
        run.next_ns += count * stream.info.period_ns

    def _in_order(self, stream: Stream, sequence: int) -> bool:
        """Count what is missing before ``sequence``; False if it comes too late."""
        lost = stream.numbers.take(sequence)
        if lost is None:
            self._late += 1
            return False
        if stream.numbers.restarted:
            stream.dropped_before += stream.dropped
            stream.dropped = 0
        self._lost += lost
        return True

    def _flush(self, out: list[Samples | Message]) -> None:
        for number, run in self._runs.items():
            stream = self._streams[number]
            flat = np.frombuffer(b"".join(run.blocks), stream.dtype)
            values: NDArray[np.generic] = flat.reshape(-1, len(stream.info.channels))
            out.append(Samples(stream.info.name, values, run.start_ns, run.next_ns - stream.info.period_ns))
        self._runs.clear()
