"""Who recognises signs in what a source delivers: the host, or the source itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kd_edge.contract import SignalSpec
from kd_edge.live.events import Event
from kd_edge.source import Counters, Item


class Recogniser(Protocol):
    """Turns what a source delivers into events.

    Attributes:
        spec: the signal path whose windows are classified.
    """

    spec: SignalSpec

    @property
    def windows(self) -> int:
        """Windows classified so far, as far as the host knows."""
        ...

    @property
    def confidence(self) -> float | None:
        """The newest window's highest score as a probability; None before the first."""
        ...

    @property
    def due_ns(self) -> int | None:
        """Device time of the earliest sample that can complete the next window; None if it is not known."""
        ...

    def completed(self, counters: Counters) -> Counters:
        """What the source counted, together with the recogniser's own counts."""
        ...

    def take(self, items: Iterable[Item], arrived_ns: int) -> Iterator[Event]:
        """The events that follow from ``items``, which arrived at ``arrived_ns`` of ``time.monotonic_ns``."""
        ...
