"""When decisions were made: the newest of them, in memory that does not grow."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

KEPT: Final = 4096


class DecisionTime(NamedTuple):
    """When the decision about a window was made.

    Attributes:
        latency_ns: from the arrival of the samples that completed the window to the decision.
        decided_ns: ``time.monotonic_ns`` at the decision.
        sample_ns: device time of the newest sample.
    """

    latency_ns: int
    decided_ns: int
    sample_ns: int


class DecisionTimes:
    """The newest :data:`KEPT` decision times, oldest first."""

    def __init__(self) -> None:
        width = len(DecisionTime._fields)
        self._numbers = array(
            "q", [-1] * (width * KEPT)
        )  # int64 (KEPT, 3); written now, so that no page is touched later
        self._count = 0

    def __len__(self) -> int:
        return min(self._count, KEPT)

    def __iter__(self) -> Iterator[DecisionTime]:
        for index in range(self._count - len(self), self._count):
            at = index % KEPT * 3
            yield DecisionTime(*self._numbers[at : at + 3])

    def add(self, latency_ns: int, decided_ns: int, sample_ns: int) -> None:
        """Take one, and forget the oldest if there are too many."""
        at = self._count % KEPT * 3
        self._numbers[at], self._numbers[at + 1], self._numbers[at + 2] = latency_ns, decided_ns, sample_ns
        self._count += 1
