"""Right or wrong, sign by sign, where a source tells what its wearer truly does."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection
from typing import Final

from msgspec import Struct

from kd_edge.live.events import Event, Sign
from kd_edge.matching import Report, Take, match
from kd_edge.source import Truth

KEPT: Final = 16
"""Takes that are remembered: a sign is reported in one of the newest, or soon after it."""


class Judged(Struct, frozen=True):
    """Counts so far.

    Attributes:
        right: reported signs that were being made.
        wrong: reported while another sign was made.
        false_alarms: reported in rest.
        rest_s: seconds of rest that have ended.
    """

    right: int
    wrong: int
    false_alarms: int
    rest_s: float


class Judge:
    """Compares each sign, when it is reported, with the take in which it falls, by the rule of ``kd_edge.matching``.

    Args:
        rest: labels that mean that nobody signs, as the bundle's decision says.
    """

    def __init__(self, rest: Collection[str] = ()) -> None:
        self._rest = frozenset(rest)
        self._takes: deque[Take] = deque(maxlen=KEPT)
        self._newest: Truth | None = None
        self._right = self._wrong = self._alarms = 0
        self._rest_s = 0.0

    @property
    def judged(self) -> Judged | None:
        """The counts; None while nothing true is known."""
        if self._newest is None:
            return None
        return Judged(self._right, self._wrong, self._alarms, round(self._rest_s, 3))

    def add(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Truth):
            self._follow(Truth(None, event.time_s) if event.label in self._rest else event)
        elif isinstance(event, Sign) and self._newest is not None:
            matched, stray = match(self._takes, [Report(event.time_s, event.label)])
            self._alarms += len(stray)
            for found in matched:
                self._wrong += len(found.wrong)
                self._right += len(found.reports) - len(found.wrong)

    def _follow(self, truth: Truth) -> None:
        before, self._newest = self._newest, truth
        if before is not None and truth.time_s < before.time_s:  # the device was restarted
            self._takes.clear()
        elif before is not None and before.label is None:
            self._rest_s += truth.time_s - before.time_s
        elif self._takes:
            self._takes.append(self._takes.pop()._replace(end_s=truth.time_s))
        if truth.label is not None:
            self._takes.append(Take(truth.time_s, math.inf, truth.label))
