"""Right or wrong, sign by sign, where a source tells what its wearer truly does."""

from __future__ import annotations

import bisect
from collections import deque
from typing import Final

from msgspec import Struct

from kd_edge.live.events import Event, Sign
from kd_edge.source import Truth

KEPT: Final = 1000
"""True labels that are remembered; a sign is compared with one of the newest."""


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
    """Compares each sign with the label that was true in the middle of the window that decided it.

    Args:
        window_s: length of a window.
    """

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._starts: deque[float] = deque(maxlen=KEPT)
        self._labels: deque[str | None] = deque(maxlen=KEPT)
        self._right = self._wrong = self._alarms = 0
        self._rest_s = 0.0

    @property
    def judged(self) -> Judged | None:
        """The counts; None while nothing true is known."""
        if not self._starts:
            return None
        return Judged(self._right, self._wrong, self._alarms, round(self._rest_s, 3))

    def add(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Truth):
            if self._starts and self._labels[-1] is None:
                self._rest_s += max(0.0, event.time_s - self._starts[-1])
            if self._starts and event.time_s < self._starts[-1]:  # the device was restarted
                self._starts.clear()
                self._labels.clear()
            self._starts.append(event.time_s)
            self._labels.append(event.label)
        elif isinstance(event, Sign) and self._starts:
            index = bisect.bisect_right(self._starts, event.time_s - self._window_s / 2) - 1
            true = self._labels[index] if index >= 0 else None
            self._right += true == event.label
            self._wrong += true is not None and true != event.label
            self._alarms += true is None
