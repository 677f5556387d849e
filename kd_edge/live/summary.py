"""The summary of a live session: signs, match with the true labels, speed and counters."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Final

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


_UNSCORED: Final = 1024
"""Reports that are kept as long as nothing true is told."""

SETTLED: Final = 64
"""So many takes are kept back when older ones are scored for good: no report about these can come any more."""


class Tally:
    """Collects the events of ``listener``, in memory that does not grow with the session.

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
        self._settled = Score(0, 0, 0, 0, 0)
        self._signs = 0
        self._timings: dict[str, Timing] = {}

    @property
    def signs(self) -> int:
        """Signs reported so far."""
        return self._signs

    def add(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Truth):
            if self._truths and event.time_s < self._truths[-1][0]:  # the device was restarted
                self._settled = self._score()
                self._truths, self._reports = [], []
            if not self._truths:  # nobody knows what was made before
                self._reports = [report for report in self._reports if report[0] >= event.time_s]
            label = None if event.label in self._rest else event.label
            if label is not None or not self._truths or self._truths[-1][1] is not None:
                self._truths.append((event.time_s, label))
            if len(self._truths) >= 4 * SETTLED:
                self._settle()
        elif isinstance(event, Timing):
            self._timings[event.stream] = event
        elif isinstance(event, Sign):
            self._signs += 1
            self._reports.append((event.time_s, event.label))
            if len(self._reports) > _UNSCORED:
                self._reduce()

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
            score=self._score() if self._truths else None,
            timings=tuple(self._timings.values()),
        )

    def _score(self) -> Score:
        return self._settled + score_session(self._truths, self._reports)

    def _reduce(self) -> None:
        """Keep fewer reports."""
        if not self._truths:
            self._reports.pop(0)
        elif self._truths[-1][1] is None:  # nobody has signed for long: every take is over
            self._settled = self._score()
            self._truths, self._reports = self._truths[-1:], []

    def _settle(self) -> None:
        """Score for good what lies before a take that has long begun."""
        cut = max(index for index, (_, label) in enumerate(self._truths[:-SETTLED]) if label is not None)
        truths, self._truths = self._truths[: cut + 1], self._truths[cut:]
        start_s = self._truths[0][0]
        reports = [report for report in self._reports if report[0] < start_s]
        self._reports = [report for report in self._reports if report[0] >= start_s]
        self._settled += score_session(truths, reports)
