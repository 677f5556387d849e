"""The amount of movement in a window, which separates signing from rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def activity(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean over features of the standard deviation over time.

    Args:
        windows: normalised frames, float32 ``(n, window_size, features)``.

    Returns:
        One value per window, float32 ``(n,)``; about 1 for an average training recording
        and near 0 when nothing moves.
    """
    deviation: NDArray[np.float32] = windows.std(axis=1, dtype=np.float64).mean(axis=1).astype(np.float32)
    return deviation


def quantised_activity(inputs: NDArray[np.int8], scale: float) -> NDArray[np.float32]:
    """The activity of windows that are already quantised, bit for bit as a device computes it.

    Args:
        inputs: int8 ``(n, window_size, features)``.
        scale: scale of their quantisation.

    Returns:
        One value per window, float32 ``(n,)``.
    """
    _, size, features = inputs.shape
    whole = inputs.astype(np.int64)
    spread = size * (whole * whole).sum(axis=1) - whole.sum(axis=1) ** 2
    roots = np.sqrt(spread.astype(np.float32))
    # accumulate adds one feature after the other, as C does; sum would add in pairs.
    totals = np.add.accumulate(roots, axis=1)[:, -1]
    result: NDArray[np.float32] = totals * np.float32(activity_scale(size, features, scale))
    return result


def activity_scale(window_size: int, features: int, scale: float) -> float:
    """What turns the sum over features of ``sqrt(n * sum(q^2) - sum(q)^2)`` into an activity."""
    return scale / (window_size * features)
