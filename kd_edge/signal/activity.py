"""How much moves in a window: what tells signing from rest."""

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
