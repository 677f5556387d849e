"""Which streams are silent, measured by the host's clock and only while it was listening."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LONGEST_NS: Final = 200_000_000
"""A read waits at most half as long.  In a longer pause between reads, the listener itself was stopped."""


class Silence:
    """Measures for how long each stream has been silent while the listener was reading.

    Pauses in which the listener itself was stopped, or its machine asleep, do not count.

    Args:
        streams: their names.
    """

    def __init__(self, streams: Iterable[str]) -> None:
        self._quiet_ns = dict.fromkeys(streams, 0)
        self._listened_ns: int | None = None

    def listen(self, now_ns: int) -> None:
        """A read returned at ``now_ns`` of ``time.monotonic_ns``."""
        if self._listened_ns is not None:
            elapsed_ns = min(now_ns - self._listened_ns, LONGEST_NS)
            for stream in self._quiet_ns:
                self._quiet_ns[stream] += elapsed_ns
        self._listened_ns = now_ns

    def heard(self, stream: str) -> None:
        """That read delivered samples of ``stream``."""
        if stream in self._quiet_ns:
            self._quiet_ns[stream] = 0

    def longer_than(self, patience_ns: int) -> list[str]:
        """The streams that have been silent for more than ``patience_ns``."""
        return [stream for stream, quiet_ns in self._quiet_ns.items() if quiet_ns > patience_ns]
