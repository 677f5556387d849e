"""When a listener may rest: what comes before the next window can be complete need not be read at once.

A board sends a hundred frames a second, and to wake up for each costs more than all that is computed from them.  Device
times say when the sample that completes the next window is due, and the quickest arrivals say when that is on this
computer's clock; everything before it can wait in the port's buffer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.source import Item, Samples

MARGIN_NS: Final = 2_000_000
"""Reading begins so long before the sample that completes a window can come."""

LONGEST_NS: Final = NS_PER_S // 10
HELD_BYTES: Final = 3072
"""So much may wait in a port at most: three quarters of what a pseudo-terminal holds."""

ROUND_NS: Final = 4 * NS_PER_S
AWAKE_NS: Final = NS_PER_S // 5
"""At the beginning of every round everything is read as it comes, so that clocks can be compared."""

STEADY_NS: Final = NS_PER_S // 50
"""A source whose delay changes more than this from round to round does not play at real time."""

_FRAMING: Final = 1.4
"""Bytes on the wire for each byte of samples, at most."""


class Pacing:
    """Says until when nothing that matters can come.

    Args:
        spec: the streams and hops.
    """

    def __init__(self, spec: SignalSpec) -> None:
        rate = sum(
            stream.sample_rate_hz * len(stream.channels) * np.dtype(stream.sample_type).itemsize
            for stream in spec.streams
        )
        self._longest_ns = min(LONGEST_NS, int(HELD_BYTES / (rate * _FRAMING) * NS_PER_S))
        self._first_ns: int | None = None  # of the host, when the first samples came
        self._round = 0
        self._offset_ns: float = np.inf  # from a sample's own time to its arrival, at least, in this round
        self._before_ns: float = np.inf  # the same in the round before

    def arrived(self, items: Iterable[Item], arrived_ns: int) -> None:
        """Take note of what arrived at ``arrived_ns`` of ``time.monotonic_ns``."""
        for item in items:
            if isinstance(item, Samples):
                if self._first_ns is None:
                    self._first_ns = arrived_ns
                number = (arrived_ns - self._first_ns) // ROUND_NS
                if number != self._round:
                    self._before_ns = self._offset_ns if number == self._round + 1 else np.inf
                    self._round, self._offset_ns = number, np.inf
                self._offset_ns = min(self._offset_ns, arrived_ns - item.newest_ns)

    def rest_until(self, due_ns: int | None, now_ns: int) -> int:
        """The time of ``time.monotonic_ns`` until which nothing need be read; ``now_ns`` if it must be read at once.

        Args:
            due_ns: device time of the earliest sample that can complete a window; None if it is not known.
            now_ns: the time.
        """
        if due_ns is None or self._first_ns is None:
            return now_ns
        if (now_ns - self._first_ns) % ROUND_NS < AWAKE_NS or not abs(self._offset_ns - self._before_ns) < STEADY_NS:
            return now_ns
        due_here_ns = due_ns + int(min(self._offset_ns, self._before_ns)) - MARGIN_NS
        awake_ns = self._first_ns + ((now_ns - self._first_ns) // ROUND_NS + 1) * ROUND_NS
        return max(now_ns, min(due_here_ns, awake_ns, now_ns + self._longest_ns))
