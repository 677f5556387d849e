"""Features by which windows were told apart before networks: statistics of each channel in a few slices of the window.

Mean, root mean square, waveform length and zero crossings are those of Hudgins, Parker and Scott, "A new strategy for
multifunction myoelectric control", IEEE Transactions on Biomedical Engineering 40(1), 1993; the power in a few bands
says more about movements that repeat.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SLICES: Final = 3
"""Of 3, 4, 6, 8, 12 and 16 the best for both methods on the last training repetition of PSL18."""
BANDS: Final = 3
_SHORTEST: Final = 2 * BANDS
"""Frames of the shortest slice: its spectrum without the mean has one line for each band."""
_NO_POWER: Final = 1e-12


def window_features(frames: NDArray[np.float32], slices: int = SLICES) -> NDArray[np.float64]:
    """Statistics of every channel in every slice of every window.

    Args:
        frames: ``(n, window_size, features)``.
        slices: how many, as equal as possible; fewer where a slice would have fewer than 6 frames.

    Returns:
        ``(n, slices * 7 * features)``: for each slice the mean, the root mean square, the mean absolute step, the share
        of steps that cross the slice's mean, and the logarithm of the power in each of three bands of equal width.
    """
    count = max(1, min(slices, frames.shape[1] // _SHORTEST))
    parts = np.array_split(frames.astype(np.float64), count, axis=1)
    return np.concatenate([statistic for part in parts for statistic in _statistics(part)], axis=1)


def _statistics(part: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Each statistic ``(n, features)`` of one slice ``(n, frames, features)``."""
    mean = part.mean(axis=1)
    centred = part - mean[:, np.newaxis]
    steps = max(1, part.shape[1] - 1)
    length = np.abs(np.diff(part, axis=1)).sum(axis=1) / steps
    above = centred > 0
    crossings = (above[:, 1:] != above[:, :-1]).sum(axis=1) / steps
    return [mean, np.sqrt((part**2).mean(axis=1)), length, crossings, *_band_powers(centred)]


def _band_powers(centred: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    power = np.abs(np.fft.rfft(centred, axis=1)[:, 1:]) ** 2 / centred.shape[1]
    return [np.log(band.sum(axis=1) + _NO_POWER) for band in np.array_split(power, BANDS, axis=1)]
