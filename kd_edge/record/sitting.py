"""What a journal tells: the takes of a session, the same while it goes on and after a crash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from kd_edge.contract import SignalSpec
from kd_edge.errors import RecordingError
from kd_edge.record.journal import Began, Chunk, Closed, Connected, Entry, Opened, Refused
from kd_edge.record.spans import assembled, clipped
from kd_edge.recordings.recording import Stream
from kd_edge.source import Samples, StreamInfo

INTERRUPTED = "the take was interrupted"


@dataclass(eq=False)
class Take:
    """One take.

    Attributes:
        began: its number, label, date and device time.
        connected: where its samples come from.
        end_ns: device time before which it ends; None while it goes on.
        kept: whether it belongs to the archive.
        findings: what is wrong with it.
        pieces: the samples of every stream, as they came.
    """

    began: Began
    connected: Connected
    end_ns: int | None = None
    kept: bool = False
    findings: list[str] = field(default_factory=list)
    pieces: dict[str, list[Samples]] = field(default_factory=dict)

    def streams(self, signal: SignalSpec) -> dict[str, Stream]:
        """The streams of which there are samples, without gaps; times count from the beginning of the take."""
        begin_ns, found = self.began.begin_ns, {}
        for spec in signal.streams:
            pieces = list(self.inside(spec.name, spec.sample_period_ns))
            stream = assembled(pieces, spec, begin_ns)
            if stream is not None:
                found[spec.name] = stream
        return found

    def inside(self, stream: str, period_ns: int) -> Iterator[Samples]:
        """The samples of one stream that lie in the take."""
        for piece in self.pieces.get(stream, ()):
            yield from clipped(piece, period_ns, self.began.begin_ns, self.end_ns)


class Sitting:
    """The takes of one session so far.

    Args:
        opened: the first entry of its journal.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.takes: list[Take] = []
        self._connected = Connected("", ())
        self._dtypes = {spec.name: StreamInfo.from_spec(spec).dtype for spec in opened.signal.streams}
        self._widths = {spec.name: len(spec.channels) for spec in opened.signal.streams}
        self._periods = {spec.name: spec.sample_period_ns for spec in opened.signal.streams}

    @classmethod
    def read(cls, entries: Iterable[Entry]) -> Sitting:
        """The session that a journal tells of; a take that it breaks off in is refused.

        Raises:
            RecordingError: the journal does not begin like one.
        """
        each = iter(entries)
        opened = next(each, None)
        if not isinstance(opened, Opened):
            raise RecordingError(
                "A journal begins with what is recorded",
                found="nothing" if opened is None else type(opened).__name__,
                remedy="remove it and record again: it holds no take",
            )
        sitting = cls(opened)
        for entry in each:
            sitting.apply(entry)
        for take in sitting.takes:
            if take.end_ns is None:
                take.findings.append(INTERRUPTED)
        return sitting

    def apply(self, entry: Entry) -> None:
        """Take the next entry of the journal."""
        if isinstance(entry, Connected):
            self._connected = entry
        elif isinstance(entry, Began):
            self.takes.append(Take(entry, self._connected))
        elif isinstance(entry, Chunk) and self.takes and self._fits(entry):
            self.takes[-1].pieces.setdefault(entry.stream, []).append(self._samples(entry))
        elif isinstance(entry, Closed) and self.takes:
            take = self.takes[-1]
            take.end_ns, take.kept = entry.end_ns, entry.kept
            take.findings += entry.findings
        elif isinstance(entry, Refused):
            for take in self.takes:
                if take.began.take == entry.take:
                    take.kept = False
                    take.findings.append(entry.finding)

    @property
    def left(self) -> list[str | None]:
        """What of the plan is not yet there, in its order; None is rest."""
        left = [] if self.opened.plan is None else self.opened.plan.takes()
        for take in self.kept:
            if take.began.label in left:
                left.remove(take.began.label)
        return left

    @property
    def kept(self) -> list[Take]:
        """The takes that belong to the archive."""
        return [take for take in self.takes if take.kept]

    @property
    def refused(self) -> list[Take]:
        """The others."""
        return [take for take in self.takes if not take.kept]

    def _fits(self, chunk: Chunk) -> bool:
        """Whether it holds whole samples of a stream that is recorded."""
        dtype = self._dtypes.get(chunk.stream)
        return dtype is not None and len(chunk.samples) % (dtype.itemsize * self._widths[chunk.stream]) == 0

    def _samples(self, chunk: Chunk) -> Samples:
        values = np.frombuffer(chunk.samples, self._dtypes[chunk.stream]).reshape(-1, self._widths[chunk.stream])
        newest_ns = chunk.start_ns + (len(values) - 1) * self._periods[chunk.stream]
        return Samples(chunk.stream, values, chunk.start_ns, newest_ns)
