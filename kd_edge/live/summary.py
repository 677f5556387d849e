"""The summary of a live session: signs, match with the true labels, speed and counters."""

from __future__ import annotations

import time
from collections.abc import Collection

from msgspec import Struct

from kd_edge.live.events import Event, Sign
from kd_edge.live.listen import Listener
from kd_edge.live.score import Score, score_session
from kd_edge.source import Counters, Timing, Truth


class Summary(Struct, frozen=True, tag_field="event", tag="finished"):
    """The result of a live session.

    Attributes:
        signs: how many were reported.
        windows: how many were classified.
        signal_s: seconds of signal that the windows cover.
        elapsed_s: seconds on the wall clock.
        counters: what the source and the signal path counted.
        score: match with the true labels, if the source sent them.
        timings: the newest measured rate of each stream.
    """

    signs: int
    windows: int
    signal_s: float
    elapsed_s: float
    counters: Counters
    score: Score | None
    timings: tuple[Timing, ...] = ()


class Tally:
    """Collects the events of ``listener``.

    Args:
        listener: of the session.
        rest: labels that mean that nobody signs, as the bundle's decision says.
    """

    def __init__(self, listener: Listener, rest: Collection[str] = ()) -> None:
        self._listener = listener
        self._rest = frozenset(rest)
        self._began = time.monotonic()
        self._truths: list[tuple[float, str | None]] = []
        self._reports: list[tuple[float, str]] = []
        self._timings: dict[str, Timing] = {}

    @property
    def signs(self) -> int:
        """Signs reported so far."""
        return len(self._reports)

    def add(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Truth):
            self._truths.append((event.time_s, None if event.label in self._rest else event.label))
        elif isinstance(event, Timing):
            self._timings[event.stream] = event
        elif isinstance(event, Sign):
            self._reports.append((event.time_s, event.label))

    def summary(self) -> Summary:
        """The session up to now."""
        recogniser = self._listener.recogniser
        spec = recogniser.spec
        frames = spec.window_size + (recogniser.windows - 1) * spec.window_increment
        return Summary(
            signs=self.signs,
            windows=recogniser.windows,
            signal_s=round(frames / spec.frame_rate_hz, 3) if recogniser.windows else 0.0,
            elapsed_s=round(time.monotonic() - self._began, 3),
            counters=self._listener.counters,
            score=score_session(self._truths, self._reports) if self._truths else None,
            timings=tuple(self._timings.values()),
        )
