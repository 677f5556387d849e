"""Recordings as if a board sampled them now, without a port."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from typing import Final

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.errors import StreamError
from kd_edge.play.session import Session, packets
from kd_edge.source import (
    ClockKind,
    Counters,
    Ended,
    Item,
    Samples,
    StreamInfo,
    check_complete,
    check_stream,
)
from kd_edge.sources.conversation import truth

WAIT_NS: Final = NS_PER_S // 10
"""How long a read waits at most for the next packet."""

STEP_NS: Final = NS_PER_S // 4
"""How much is delivered at once where no clock sets the pace."""


class Replay:
    """A :class:`~kd_edge.source.Source`: the samples and the true labels of a session.

    Args:
        session: what is played.
        spec: the wanted streams.
        speed: multiple of real time, ``math.inf`` for as fast as it is read.

    Raises:
        StreamError: the session's streams are not those of ``spec``.
    """

    clock: ClockKind = "played"

    def __init__(self, session: Session, spec: SignalSpec, *, speed: float = 1.0) -> None:
        infos = [StreamInfo.from_spec(stream) for stream in session.signal.streams]
        self.streams: Mapping[str, StreamInfo] = {info.name: info for info in infos}
        check_complete(self.streams, spec)
        for stream in spec.streams:
            check_stream(self.streams[stream.name], stream)
        self.synthetic = session.synthetic
        self.arrived_ns = time.monotonic_ns()
        self._wanted = {stream.name for stream in spec.streams}
        self._speed = speed
        self._started_ns: int | None = None
        self._played_ns = 0
        self._samples = 0
        self._items = _items(session, infos)
        self._next = next(self._items, None)

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`."""
        return Counters(samples=self._samples)

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`."""
        if self._next is None:
            return [Ended()]
        until_ns = self._due_by(self._next[0])
        items: list[Item] = []
        while self._next is not None and self._next[0] <= until_ns:
            item = self._next[1]
            if not isinstance(item, Samples):
                items.append(item)
            elif item.stream in self._wanted:
                self._samples += len(item.values)
                items.append(item)
            self._next = next(self._items, None)
        self.arrived_ns = time.monotonic_ns()
        return items

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        return None

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""

    def _due_by(self, due_ns: int) -> float:
        """Wait until ``due_ns`` of the session, but only a fraction of a second; returns the session's time then."""
        if self._speed == math.inf:
            self._played_ns = max(self._played_ns, due_ns) + STEP_NS
            return self._played_ns
        now_ns = time.monotonic_ns()
        if self._started_ns is None:
            self._started_ns = now_ns
        wait_ns = due_ns / self._speed - (now_ns - self._started_ns)
        time.sleep(min(max(wait_ns, 0), WAIT_NS) / NS_PER_S)
        return (time.monotonic_ns() - self._started_ns) * self._speed


def _items(session: Session, infos: list[StreamInfo]) -> Iterator[tuple[int, Item]]:
    """What a board would send and when; each mark comes before the samples that it labels."""
    marks = iter(session.marks)
    mark = next(marks, None)
    for due_ns, number, values, time_ns in packets(session):
        while mark is not None and mark.time_ns <= time_ns:
            yield due_ns, truth(mark)
            mark = next(marks, None)
        yield due_ns, Samples(infos[number].name, values, time_ns, due_ns)
    while mark is not None:
        yield session.end_ns, truth(mark)
        mark = next(marks, None)
