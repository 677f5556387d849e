"""The true rate of one stream, and how far its device's clock drifts from this computer's.

Two things are measured.  How many samples there are for each second of the samples' own times, without the gaps.
And how these times advance against the times at which samples arrive: a sample never arrives early, so the smallest
delay within a quarter of a second is the truest, as in NTP's clock filter (Mills, RFC 5905, section 10); the slope
through these is a median over pairs (Theil 1950, Sen 1968), so that a burst or a pause of the listener moves nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.source import Samples

SPAN_NS: Final = 3 * NS_PER_S
"""A rate is measured over at least this long."""

_BUCKET_NS: Final = NS_PER_S // 4
_BUCKETS: Final = 480
_STEPS: Final = 1024


@dataclass(frozen=True)
class Rate:
    """A measured rate.

    Attributes:
        step_ns: nanoseconds of the samples' own times from one sample to the next.
        step_error: share by which ``step_ns`` may be wrong.
        slope: nanoseconds of this computer for one nanosecond of the samples' own times.
        slope_error: by how much ``slope`` may be wrong.
    """

    step_ns: float
    step_error: float
    slope: float
    slope_error: float


class RateMeter:
    """Measures one stream.

    Args:
        period_ns: the stated nanoseconds from one sample to the next.
    """

    def __init__(self, period_ns: int) -> None:
        self._period_ns = period_ns
        self.reset()

    def reset(self) -> None:
        """Forget everything: the device may have been restarted."""
        self._last: Samples | None = None
        self._first: tuple[int, int] | None = None  # times of the first sample, and of its arrival
        self._steps: deque[tuple[int, int]] = deque(maxlen=_STEPS)  # samples, and the time to the next block
        self._delays: deque[tuple[float, float]] = deque(maxlen=_BUCKETS)  # time and least delay of each bucket
        self._bucket = -1

    def add(self, samples: Samples, arrived_ns: int) -> None:
        """Take samples that arrived at ``arrived_ns`` of this computer's monotonic clock."""
        last, self._last = self._last, samples
        if last is not None:
            step_ns = samples.start_ns - last.start_ns
            if step_ns <= -self._period_ns * len(last.values):
                self.reset()
                self._last = samples
            elif step_ns > 0:
                self._steps.append((len(last.values), step_ns))
        if self._first is None:
            self._first = samples.newest_ns, arrived_ns
        time_ns = samples.newest_ns - self._first[0]
        delay_ns = arrived_ns - self._first[1] - time_ns
        if time_ns // _BUCKET_NS != self._bucket:
            self._bucket = time_ns // _BUCKET_NS
            self._delays.append((time_ns, delay_ns))
        elif delay_ns < self._delays[-1][1]:
            self._delays[-1] = (time_ns, delay_ns)

    def rate(self) -> Rate | None:
        """The rate so far; None before there is enough to measure."""
        if len(self._steps) < 2 or len(self._delays) < 4 or self._delays[-1][0] - self._delays[0][0] < SPAN_NS:
            return None
        counts, steps, step_ns = self._without_gaps()
        odd_ns = float(np.abs(steps - step_ns * counts).max())
        times, delays = np.array(self._delays).T
        half = len(times) // 2
        slope = float(np.median((delays[half:] - delays[: len(times) - half]) / (times[half:] - times[:-half])))
        rest = np.abs(delays - slope * times - np.median(delays - slope * times))
        half_span_ns = float(times[-1] - times[0]) / 2
        return Rate(
            step_ns=step_ns,
            step_error=odd_ns / float(steps.sum()),
            slope=1 + slope,
            slope_error=float(np.quantile(rest, 0.8)) / half_span_ns,
        )

    def _without_gaps(self) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Samples and lengths of the steps in which nothing is missing, and the time of one sample.

        A gap only makes a step longer, by one frame or more, so the estimate grows from the shorter steps.  A frame is
        as long as the shortest blocks: longer ones are frames that a receiver joined, and breaks between them are gaps.
        """
        counts, steps = np.array(self._steps, dtype=np.float64).T
        frame = float(np.quantile(counts, 0.1))
        step_ns = float(np.quantile(steps / counts, 0.15))
        for _ in range(12):
            kept = np.abs(steps - step_ns * counts) < 0.5 * frame * step_ns
            if not kept.any():
                break
            step_ns = float(steps[kept].sum() / counts[kept].sum())
        return (counts[kept], steps[kept], step_ns) if kept.any() else (counts, steps, step_ns)
