"""Samples at a stream's true rate, interpolated to the rate that a bundle was trained with."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.source import Samples, StreamInfo

FURTHEST: Final = 2.0
"""The largest factor between true and wanted rate: beyond it, interpolation would alias or invent too much."""

_GAP_NS: Final = NS_PER_S // 2
"""Nothing is interpolated across a longer gap, which makes the signal path start anew."""


class Resampler:
    """Interpolates one stream linearly onto a grid of ``info.period_ns``, whatever blocks it comes in.

    A linear interpolation damps what lies close to the Nyquist frequency: at a quarter of the rate by at most 3.9 dB.
    Integers are rounded to the nearest.
    """

    def __init__(self, info: StreamInfo) -> None:
        self._info = info
        self._next_ns = 0  # own time that the next block should have
        self._at_ns = 0.0  # true time of the newest sample
        self._slot_ns = 0  # the next time on the grid
        self._newest: NDArray[np.float64] | None = None

    def push(self, samples: Samples, own_ns: float, true_ns: float) -> Samples | None:
        """The samples of the grid that ``samples`` complete; None if there are none.

        Args:
            samples: as they came.
            own_ns: step of their own times from one to the next.
            true_ns: the true step.
        """
        values = samples.values.astype(np.float64)
        gap_ns = (samples.start_ns - self._next_ns) * true_ns / own_ns
        self._next_ns = samples.start_ns + round(len(values) * own_ns)
        if self._newest is None or not -own_ns * 2 <= gap_ns <= _GAP_NS:
            start_ns = samples.start_ns if self._newest is None or gap_ns < 0 else self._at_ns + true_ns + gap_ns
            self._slot_ns = self._slot_after(start_ns) if self._newest is not None and gap_ns > 0 else round(start_ns)
            times = start_ns + true_ns * np.arange(len(values))
        else:
            start_ns = max(self._at_ns + true_ns + gap_ns, self._at_ns + true_ns / 8)
            times = np.concatenate([[self._at_ns], start_ns + true_ns * np.arange(len(values))])
            values = np.concatenate([self._newest, values])
        self._newest, self._at_ns = values[-1:], float(times[-1])
        count = math.floor((self._at_ns - self._slot_ns) / self._info.period_ns) + 1
        if count <= 0:
            return None
        slots = self._slot_ns + self._info.period_ns * np.arange(count)
        columns = [np.interp(slots, times, values[:, channel]) for channel in range(values.shape[1])]
        made = np.stack(columns, axis=1)
        if self._info.dtype.kind == "i":
            made = np.rint(made)
        first_ns, self._slot_ns = self._slot_ns, int(slots[-1]) + self._info.period_ns
        return Samples(samples.stream, made.astype(self._info.dtype), first_ns, int(slots[-1]))

    def _slot_after(self, time_ns: float) -> int:
        return self._slot_ns + math.ceil((time_ns - self._slot_ns) / self._info.period_ns) * self._info.period_ns
