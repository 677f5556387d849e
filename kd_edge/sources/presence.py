"""Whether a source that cannot say so is still there: told from how long nothing has come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from kd_edge.source import Lost, Returned

MISSED_NS: Final = 2_000_000_000
"""After so long without a sample a source counts as disconnected."""

POLL_S: Final = 0.005
WAIT_S: Final = 0.1


class Presence:
    """Notices that a source has gone, and that it has returned."""

    def __init__(self) -> None:
        self.reconnects = 0
        self._heard_ns: int | None = None
        self._lost_ns: int | None = None

    def heard(self, something: bool) -> Iterator[Lost | Returned]:
        """A read has just ended, with samples or without."""
        now_ns = time.monotonic_ns()
        if something:
            self._heard_ns = now_ns
            if self._lost_ns is not None:
                self.reconnects += 1
                yield Returned(round((now_ns - self._lost_ns) / 1e9, 3))
                self._lost_ns = None
        elif self._heard_ns is not None and self._lost_ns is None and now_ns - self._heard_ns > MISSED_NS:
            self._lost_ns = self._heard_ns
            yield Lost(f"no samples for {MISSED_NS // 1_000_000_000} s")
