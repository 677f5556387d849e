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
_LAG: Final = 32
_BURSTS: Final = 0.01
"""Share of steps that are far too short: more of them are bursts."""


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

    def add(self, samples: Samples, arrived_ns: int | None) -> None:
        """Take samples that arrived at ``arrived_ns`` of this computer's monotonic clock; None: that is not known."""
        last, self._last = self._last, samples
        if last is not None:
            step_ns = samples.start_ns - last.start_ns
            if step_ns <= -self._period_ns * len(last.values):
                self.reset()
                self._last = samples
            else:
                self._steps.append((len(last.values), step_ns))
        if arrived_ns is None:
            return
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
        with np.errstate(all="ignore"):  # times that make no sense are no rate
            rate = self._measured()
        return rate if rate.step_ns > 0 and 0 < rate.slope < np.inf else None

    def _measured(self) -> Rate:
        step_ns, step_error = self._step()
        times, delays = np.array(self._delays).T
        half = len(times) // 2
        slope = float(np.median((delays[half:] - delays[: len(times) - half]) / (times[half:] - times[:-half])))
        rest = np.abs(delays - slope * times - np.median(delays - slope * times))
        half_span_ns = float(times[-1] - times[0]) / 2
        return Rate(
            step_ns=step_ns,
            step_error=step_error,
            slope=1 + slope,
            slope_error=float(np.quantile(rest, 0.8)) / half_span_ns,
        )

    def _step(self) -> tuple[float, float]:
        """The time of one sample, and the share by which it may be wrong."""
        counts, steps = np.array(self._steps, dtype=np.float64).T
        usual_ns = float(np.median(steps / counts))
        are_bursts = (steps < 0.25 * usual_ns * counts).mean() > _BURSTS
        return _over_bursts(counts, steps) if are_bursts else _without_gaps(counts, steps)


def _without_gaps(counts: NDArray[np.float64], steps: NDArray[np.float64]) -> tuple[float, float]:
    """From the steps in which nothing is missing.

    A gap only makes a step longer, by one frame or more, so the estimate grows from the shorter steps.  A frame is
    as long as the shortest blocks: longer ones are frames that a receiver joined, and breaks between them are gaps.
    """
    frame = float(np.quantile(counts, 0.1))
    step_ns = float(np.quantile(steps / counts, 0.15))
    for _ in range(12):
        kept = np.abs(steps - step_ns * counts) < 0.5 * frame * step_ns
        if not kept.any():
            return step_ns, 1.0
        step_ns = float(steps[kept].sum() / counts[kept].sum())
    return step_ns, float(np.abs(steps[kept] - step_ns * counts[kept]).max() / steps[kept].sum())


def _over_bursts(counts: NDArray[np.float64], steps: NDArray[np.float64]) -> tuple[float, float]:
    """From longer stretches: some samples got their times late, and those after them all at once."""
    lag = max(1, min(_LAG, len(steps) // 8))
    times, numbers = np.cumsum(steps), np.cumsum(counts)
    slopes = (times[lag:] - times[:-lag]) / (numbers[lag:] - numbers[:-lag])
    step_ns = float(np.median(slopes))
    spread = float(np.median(np.abs(slopes - step_ns)))
    return step_ns, 2 * spread / step_ns / float(np.sqrt(len(steps) / lag))
