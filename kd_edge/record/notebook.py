"""Where takes are written down: in the journal first, then in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kd_edge.contract import NS_PER_S
from kd_edge.record.events import Taken
from kd_edge.record.journal import Began, Chunk, Closed, Connected, Entry, Journal, Refused
from kd_edge.record.quality import Finding, check_take
from kd_edge.record.sitting import Sitting
from kd_edge.record.spans import Lane, clipped, lanes_of
from kd_edge.source import Samples

REFUSED_BY_PERSON = "refused by the person"


class Notebook:
    """Writes the takes of one sitting.

    Args:
        journal: the file.
        sitting: what it holds.
        strict: refuse takes in which a check finds something serious.

    Attributes:
        lanes: the streams as they come, by name.
    """

    def __init__(self, journal: Journal, sitting: Sitting, *, strict: bool = True) -> None:
        self.sitting = sitting
        self.lanes: dict[str, Lane] = lanes_of(sitting.opened.signal)
        self._journal = journal
        self._strict = strict
        self._begin_ns: int | None = None
        self._end_ns: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether a take goes on."""
        return self._begin_ns is not None

    def connect(self, source: str, board: Sequence[str], *, synthetic: bool = False) -> None:
        """Samples come from here now."""
        self._write(Connected(source, tuple(board), synthetic))

    def add(self, samples: Samples) -> None:
        """Take samples; those of the open take are written down.

        Raises:
            OSError: the disk is full or broken.
        """
        lane = self.lanes.get(samples.stream)
        if lane is None:
            return
        lane.add(samples)
        if self._begin_ns is not None:
            self._write_down(samples)

    def begin(self, label: str | None, begin_ns: int, end_ns: int | None) -> int:
        """Begin a take, which may lie up to two seconds back or in the future; returns its number."""
        number = len(self.sitting.takes)
        self._begin_ns, self._end_ns = begin_ns, end_ns
        self._write(Began(number, label, datetime.now().astimezone().isoformat(timespec="seconds"), begin_ns))
        for lane in self.lanes.values():
            for samples in lane.since(begin_ns):
                self._write_down(samples)
        return number

    def has_reached(self, end_ns: int) -> bool:
        """Whether every stream has."""
        return all(lane.has_reached(end_ns) for lane in self.lanes.values())

    def close(self, end_ns: int, more: Sequence[Finding] = ()) -> Taken:
        """End the take before ``end_ns``, and judge it."""
        take = self.sitting.takes[-1]
        begin_ns = take.began.begin_ns
        take.end_ns = end_ns
        signal = self.sitting.opened.signal
        findings = [*more, *check_take(take.streams(signal), signal, (end_ns - begin_ns) / NS_PER_S)]
        complete = not any(finding.check in ("missing", "interrupted") for finding in findings)
        kept = complete and not (self._strict and any(finding.serious for finding in findings))
        self._write(Closed(take.began.take, end_ns, kept, tuple(str(finding) for finding in findings)))
        self._begin_ns = self._end_ns = None
        self._journal.sync()
        return Taken(take.began.take, take.began.label, kept, tuple(findings))

    def refuse(self, number: int) -> None:
        """The person does not want this take."""
        self._write(Refused(number, REFUSED_BY_PERSON))

    def _write_down(self, samples: Samples) -> None:
        assert self._begin_ns is not None
        period_ns = self.lanes[samples.stream].spec.sample_period_ns
        dtype = self.lanes[samples.stream].dtype
        for piece in clipped(samples, period_ns, self._begin_ns, self._end_ns):
            self._write(Chunk(piece.stream, piece.start_ns, piece.values.astype(dtype).tobytes()))

    def _write(self, entry: Entry) -> None:
        self._journal.append(entry)
        self.sitting.apply(entry)
