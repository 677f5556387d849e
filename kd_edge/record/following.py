"""Takes where the source itself tells what is done: from one true label to the next."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator

from kd_edge.contract import NS_PER_S
from kd_edge.record.events import Event, Recording
from kd_edge.record.notebook import Notebook
from kd_edge.source import Item, Lost, Remark, Returned, Samples, Timing, Truth


class Follower:
    """Records a take for every sign that the source says is made; what lies between them is left out.

    Args:
        notebook: where takes are written down.
        count: stop after so many; None goes on until the source ends.
    """

    def __init__(self, notebook: Notebook, count: int | None = None) -> None:
        self._notebook = notebook
        self._left = math.inf if count is None else count
        self._truths: deque[tuple[int, str | None]] = deque()

    @property
    def is_finished(self) -> bool:
        """Whether there are as many takes as wanted."""
        return self._left <= 0

    def take(self, items: Iterable[Item]) -> Iterator[Event]:
        """What follows from ``items``; errors as for :meth:`kd_edge.record.recorder.Recorder.take`."""
        for item in items:
            if isinstance(item, Truth):
                self._truths.append((round(item.time_s * NS_PER_S), item.label))
            elif isinstance(item, Samples):
                self._notebook.add(item)
            elif isinstance(item, Remark | Timing | Lost | Returned):
                yield item
            yield from self._step()

    def interrupt(self) -> Iterator[Event]:
        """The source has ended: so does the take that goes on, if its end is known."""
        if self._notebook.is_open and self._truths:
            yield self._notebook.close(self._truths[0][0])
            self._left -= 1

    def _step(self) -> Iterator[Event]:
        if self._notebook.is_open:
            if not self._truths or not self._notebook.has_reached(self._truths[0][0]):
                return
            yield self._notebook.close(self._truths[0][0])
            self._left -= 1
        while self._truths and not self._notebook.is_open and not self.is_finished:
            begin_ns, label = self._truths.popleft()
            if label is not None:
                yield Recording(self._notebook.begin(label, begin_ns, None), label)
