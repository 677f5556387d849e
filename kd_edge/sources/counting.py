"""Times for samples that come without any: counted at the stated rate, from the first one on."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.contract import StreamSpec
from kd_edge.errors import StreamError


class Counting:
    """A clock that advances by one period with every sample; only a pause of the source makes it jump.

    Whether samples really come at this rate is measured by :class:`~kd_edge.sources.timed.Timed`.

    Args:
        period_ns: the stated nanoseconds from one sample to the next.
    """

    def __init__(self, period_ns: int) -> None:
        self.period_ns = period_ns
        self._next_ns = 0
        self._arrived_ns: int | None = None

    def take(self, count: int, arrived_ns: int) -> int:
        """The time of the first of ``count`` samples."""
        start_ns = self._next_ns
        self._next_ns += count * self.period_ns
        self._arrived_ns = arrived_ns
        return start_ns

    def skip(self, count: int) -> None:
        """So many samples were lost."""
        self._next_ns += count * self.period_ns

    def resume(self, now_ns: int) -> None:
        """The source was away since its last sample: leave as long a gap."""
        if self._arrived_ns is not None:
            self._next_ns += max(0, now_ns - self._arrived_ns)
            self._arrived_ns = now_ns


def one_period(streams: Sequence[StreamSpec], remedy: str) -> int:
    """The period that all of ``streams`` have.

    Raises:
        StreamError: they have different ones.
    """
    if len({stream.sample_period_ns for stream in streams}) != 1:
        rates = ", ".join(f"{stream.name} {stream.sample_rate_hz:.6g}" for stream in streams)
        raise StreamError(
            "All streams that are read from one table have one rate",
            found=f"samples a second: {rates}",
            remedy=remedy,
        )
    return streams[0].sample_period_ns
