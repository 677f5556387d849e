"""What a stream shows between signs, made from windows that show one.

Recordings hold one sign each, but a live window slides from one sign to the next.
A network that has only seen whole signs is often sure of a half one.  Teaching it to
be unsure of such windows is outlier exposure (D. Hendrycks, M. Mazeika,
T. Dietterich, "Deep anomaly detection with outlier exposure", ICLR 2019).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]  # (windows, window_size, features)

LEAST_SHIFT: Final = 0.3
MOST_SHIFT: Final = 0.8
"""How far a window has slid past its sign, as fractions of the window."""

LONGEST_PAUSE: Final = 0.5
"""How long the signer holds still before the next sign, at most, as a fraction of the window."""


def between_signs(frames: Frames, count: int, rng: np.random.Generator) -> Frames:
    """Windows in which no sign is complete: the end of one, a pause that holds its last frame, the start of another.

    Args:
        frames: windows of whole signs, float32 ``(windows, window_size, features)``.
        count: windows to make.
        rng: the only source of randomness.

    Returns:
        float32 ``(count, window_size, features)``.
    """
    size = frames.shape[1]
    before, after = rng.integers(len(frames), size=(2, count))
    shift = np.round(rng.uniform(LEAST_SHIFT, MOST_SHIFT, (count, 1)) * size).astype(np.int64)
    pause = np.round(rng.uniform(0, LONGEST_PAUSE, (count, 1)) * size).astype(np.int64)
    time = shift + np.arange(size)  # on the clock of the first window
    ending = frames[before[:, None], np.minimum(time, size - 1)]
    starting = frames[after[:, None], np.maximum(time - size - pause, 0)]
    windows: Frames = np.where((time < size + pause)[..., None], ending, starting)
    return windows
