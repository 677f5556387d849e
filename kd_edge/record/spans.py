"""Takes cut out of live streams by device time, so that a take does not depend on how its samples arrive."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.recordings.recording import Stream
from kd_edge.recordings.timing import Account, Gap
from kd_edge.source import Samples, StreamInfo

KEPT_NS: Final = 2 * NS_PER_S
"""How much of the past is kept, for a take that begins with samples which have already come."""


class Lane:
    """One stream: its newest samples, and how far it has come.

    Args:
        spec: the stream.

    Attributes:
        newest_ns: device time of its newest sample; None before the first.
        dtype: of one value on disk.
    """

    def __init__(self, spec: StreamSpec) -> None:
        self.spec = spec
        self.dtype = StreamInfo.from_spec(spec).dtype
        self.reset()

    def reset(self) -> None:
        """Forget every sample."""
        self.newest_ns: int | None = None
        self._recent: deque[Samples] = deque()

    def add(self, samples: Samples) -> None:
        """Take what has come."""
        self.newest_ns = samples.newest_ns
        self._recent.append(samples)
        while self._recent[0].newest_ns < samples.newest_ns - KEPT_NS:
            self._recent.popleft()

    def since(self, begin_ns: int) -> Iterator[Samples]:
        """What is still kept of the samples from ``begin_ns`` on."""
        for samples in self._recent:
            yield from clipped(samples, self.spec.sample_period_ns, begin_ns, None)

    def has_reached(self, end_ns: int) -> bool:
        """Whether no sample before ``end_ns`` can still come."""
        return self.newest_ns is not None and self.newest_ns + self.spec.sample_period_ns >= end_ns


def clipped(samples: Samples, period_ns: int, begin_ns: int, end_ns: int | None) -> Iterator[Samples]:
    """The part of ``samples`` that lies from ``begin_ns`` to before ``end_ns``; nothing if there is none."""
    first = max(0, -(-(begin_ns - samples.start_ns) // period_ns))
    last = len(samples.values) if end_ns is None else -(-(end_ns - samples.start_ns) // period_ns)
    values = samples.values[first : max(last, 0)]
    if len(values):
        start_ns = samples.start_ns + first * period_ns
        yield Samples(samples.stream, values, start_ns, start_ns + (len(values) - 1) * period_ns)


def assembled(pieces: Sequence[Samples], spec: StreamSpec, begin_ns: int) -> Stream | None:
    """One stream of a take; gaps are filled with the last sample, as live recognition does, and counted.

    Args:
        pieces: what came, in the order of time.
        spec: the stream.
        begin_ns: device time at which the take begins, which becomes 0.
    """
    if not pieces:
        return None
    period_ns = spec.sample_period_ns
    parts: list[NDArray[np.generic]] = []
    gaps: list[Gap] = []
    rows, slot = 0, 0
    for index, piece in enumerate(pieces):
        if index:
            before = pieces[index - 1]
            slots = (piece.start_ns - before.start_ns + period_ns // 2) // period_ns
            missing = slots - len(before.values)
            if missing > 0:
                gaps.append(Gap(slot + 1, missing))
                parts.append(np.repeat(parts[-1][-1:], missing, axis=0))
                slot += missing
        parts.append(piece.values)
        rows += len(piece.values)
        slot += len(piece.values)
    account = Account(rows, gaps=tuple(gaps), clock="device", period_ns=measured_period_ns(pieces))
    return Stream(np.concatenate(parts), period_ns, pieces[0].start_ns - begin_ns, account)


def measured_period_ns(pieces: Sequence[Samples]) -> float | None:
    """Nanoseconds from sample to sample, the median over blocks, unmoved by gaps; None for less than 3 blocks."""
    if len(pieces) < 3:
        return None
    steps = [(there.start_ns - here.start_ns) / len(here.values) for here, there in itertools.pairwise(pieces)]
    return float(np.median(steps))


def lanes_of(spec: SignalSpec) -> dict[str, Lane]:
    """A lane for every stream of ``spec``."""
    return {stream.name: Lane(stream) for stream in spec.streams}
