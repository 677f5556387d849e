"""A small picture of a stream's samples: the least and the greatest value of every few hundredths of a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from kd_edge.contract import SignalSpec
from kd_edge.source import Item, Samples

COLUMN_NS: Final = 40_000_000
"""Device time that one column of the picture spans."""

LINES: Final = 4
"""Channels that are drawn: the first of every stream, then the second of every stream, and so on."""

_WAITING: Final = 2000

Column = tuple[int, int, list[float]]
"""Number of its first line; number of the column since the device's time 0; least and greatest value of each line."""


class Envelope:
    """Columns for up to ``LINES`` channels of ``signal``.  One thread adds samples, another takes columns.

    Attributes:
        channels: the names of the lines, ``STREAM.CHANNEL``.
    """

    def __init__(self, signal: SignalSpec) -> None:
        turns = [
            (place, number)
            for place in range(LINES)
            for number, stream in enumerate(signal.streams)
            if place < len(stream.channels)
        ][:LINES]
        self.channels: list[str] = []
        self._lanes: dict[str, _Lane] = {}
        for number, stream in enumerate(signal.streams):
            count = sum(each == number for _, each in turns)
            if count:
                self._lanes[stream.name] = _Lane(len(self.channels), count, stream.sample_period_ns)
                self.channels += [f"{stream.name}.{channel}" for channel in stream.channels[:count]]
        self._ready: deque[Column] = deque(maxlen=_WAITING)

    def add(self, items: Iterable[Item]) -> None:
        """Take what a source has delivered."""
        for item in items:
            if isinstance(item, Samples) and item.stream in self._lanes:
                self._ready.extend(self._lanes[item.stream].add(item))

    def take(self) -> list[Column]:
        """The columns that are complete since the last call."""
        return [self._ready.popleft() for _ in range(len(self._ready))]


class _Lane:
    def __init__(self, first: int, count: int, period_ns: int) -> None:
        self._first, self._count, self._period_ns = first, count, period_ns
        self._column = -1
        self._least = self._greatest = np.zeros(count)

    def add(self, samples: Samples) -> Iterator[Column]:
        values = samples.values[:, : self._count].astype(np.float64)
        columns = (samples.start_ns + self._period_ns * np.arange(len(values))) // COLUMN_NS
        begins = np.flatnonzero(np.diff(columns, prepend=columns[:1] - 1))
        least, greatest = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
        for place, begin in enumerate(begins.tolist()):
            column = int(columns[begin])
            if column == self._column:
                self._least = np.minimum(self._least, least[place])
                self._greatest = np.maximum(self._greatest, greatest[place])
                continue
            if self._column >= 0:
                edges = np.stack((self._least, self._greatest), axis=1).ravel()
                yield self._first, self._column, edges.tolist()
            self._column, self._least, self._greatest = column, least[place], greatest[place]
