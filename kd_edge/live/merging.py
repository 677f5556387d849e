"""Samples of several streams, in the order of device time.

A source may deliver its streams in any order: a listener that was paused reads seconds of one stream before it reads
the other.  The signal path would then see a gap in one stream before it has the other stream's samples from before
the gap, and would lose their frames.  Here samples wait until every stream has reached the same time, so the result
does not depend on the order of delivery.  That delays no frame, since a frame needs the samples of every stream anyway.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.source import Samples

HELD_LIMIT_NS: Final = 60 * NS_PER_S
"""The most of one stream that waits for another, so that memory is bounded whatever a source sends."""


class Merger:
    """Takes samples of several streams in any order, and returns them in the order of device time.

    Where a stream has a gap, the other streams' samples from before the gap's end come first.  A step back
    of more than one sample, as after a reset of the board, begins a new timeline: waiting
    samples are passed on first.

    Args:
        spec: the streams; samples of any other are dropped.
        turn_ns: streams take turns of at most this length; None: from one gap to the next.

    Attributes:
        given_up: samples that waited too long for a silent stream and were dropped.
    """

    def __init__(self, spec: SignalSpec, turn_ns: int | None = None) -> None:
        self.given_up = 0
        self._turn_ns = turn_ns
        self._lanes = {stream.name: _Lane(stream.name, stream.sample_period_ns) for stream in spec.streams}
        self._ready: list[Samples] = []

    @property
    def held_ns(self) -> int:
        """How much of the stream that is furthest ahead is waiting."""
        return max(lane.held * lane.period_ns for lane in self._lanes.values())

    def add(self, samples: Samples) -> None:
        """Take consecutive samples of one stream."""
        lane = self._lanes.get(samples.stream)
        if lane is None or len(samples.values) == 0:
            return
        if lane.next_ns is not None and samples.start_ns < lane.next_ns - lane.period_ns:
            self._ready += self._before(None)
            self._begin()
        lane.append(samples)

    def take(self) -> list[Samples]:
        """All samples that need not wait any more."""
        end_ns: int | None = None
        is_plain = True  # as nearly always: every lane goes on where it was, and nothing takes turns
        for lane in self._lanes.values():
            if lane.next_ns is None:
                is_plain = False
                break
            end_ns = lane.next_ns if end_ns is None else min(end_ns, lane.next_ns)
            is_plain = is_plain and lane.is_plain(self._turn_ns)
        else:
            if is_plain:
                for lane in self._lanes.values():
                    self._ready += lane.cut(end_ns)
            else:
                self._ready += self._before(end_ns)
        if not is_plain and self.held_ns > HELD_LIMIT_NS:
            self.give_up()
        ready, self._ready = self._ready, []
        return ready

    def give_up(self) -> None:
        """Drop all waiting samples."""
        self.given_up += sum(lane.held for lane in self._lanes.values())
        self._begin()

    def _begin(self) -> None:
        for lane in self._lanes.values():
            lane.runs.clear()
            lane.next_ns = None

    def _before(self, end_ns: int | None) -> Iterator[Samples]:
        """All samples older than ``end_ns`` (None: all), piece by piece from the end of one gap to the next."""
        lanes = self._lanes.values()
        starts = {run.start_ns for lane in lanes for run in lane.runs if run.is_new}
        cuts = sorted({start for start in starts if end_ns is None or start < end_ns} | self._turns(end_ns))
        for begin_ns, until_ns in itertools.pairwise([None, *cuts, end_ns]):
            # A stream whose gap ends here goes first: it may make the signal path restart.
            for lane in sorted(lanes, key=lambda lane: not lane.is_new_at(begin_ns)):
                yield from lane.cut(until_ns)

    def _turns(self, end_ns: int | None) -> set[int]:
        """Times before ``end_ns`` at which another stream shall have its turn."""
        if self._turn_ns is None or self.held_ns <= self._turn_ns:  # as nearly always at real time
            return set()
        turns: set[int] = set()
        for lane in self._lanes.values():
            for run in lane.runs:
                # On one grid for all streams, and only where samples are held: rests between them may be very long.
                after_ns = (run.start_ns // self._turn_ns + 1) * self._turn_ns
                until_ns = run.start_ns + run.count * lane.period_ns
                turns.update(range(after_ns, until_ns if end_ns is None else min(until_ns, end_ns), self._turn_ns))
        return turns


@dataclass
class _Run:
    """Samples that follow each other without a gap; ``is_new`` if they do not follow what came before."""

    start_ns: int
    is_new: bool
    blocks: list[NDArray[np.generic]]
    count: int


@dataclass
class _Lane:
    """The waiting samples of one stream; ``next_ns`` is the time after the newest, None at the start of a timeline."""

    name: str
    period_ns: int
    next_ns: int | None = None
    runs: deque[_Run] = field(default_factory=deque)

    @property
    def held(self) -> int:
        return sum(run.count for run in self.runs)

    def is_plain(self, turn_ns: int | None) -> bool:
        """Whether no cut is needed, neither at a gap nor for a turn."""
        if len(self.runs) > 1:
            return False
        if not self.runs:
            return True
        run = self.runs[0]
        return not run.is_new and run.count * self.period_ns <= (turn_ns or HELD_LIMIT_NS)

    def is_new_at(self, time_ns: int | None) -> bool:
        return bool(self.runs) and self.runs[0].is_new and self.runs[0].start_ns == time_ns

    def append(self, samples: Samples) -> None:
        follows = samples.start_ns == self.next_ns
        if follows and self.runs:
            self.runs[-1].blocks.append(samples.values)
            self.runs[-1].count += len(samples.values)
        else:
            self.runs.append(_Run(samples.start_ns, not follows, [samples.values], len(samples.values)))
        self.next_ns = samples.start_ns + len(samples.values) * self.period_ns

    def cut(self, until_ns: int | None) -> Iterator[Samples]:
        """Remove and return what is older than ``until_ns``; None: everything."""
        while self.runs and (until_ns is None or self.runs[0].start_ns < until_ns):
            run = self.runs.popleft()
            values = run.blocks[0] if len(run.blocks) == 1 else np.concatenate(run.blocks)
            count = run.count if until_ns is None else min(run.count, -((run.start_ns - until_ns) // self.period_ns))
            newest_ns = run.start_ns + (count - 1) * self.period_ns
            yield Samples(self.name, values[:count], run.start_ns, newest_ns)
            if count < run.count:
                self.runs.appendleft(_Run(newest_ns + self.period_ns, False, [values[count:]], run.count - count))
                return
