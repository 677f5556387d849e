"""What a stream contains between signs: recordings of rest, and windows made from two signs.

Recordings of signs hold one each, but a live window slides from one sign to the next.
A network that was trained on whole signs only is often confident about a partial
one.  Training it for low confidence on such windows is called outlier exposure (D. Hendrycks, M. Mazeika,
T. Dietterich, "Deep anomaly detection with outlier exposure", ICLR 2019).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.recordings.splits import TRAIN_FRACTION, Split
from kd_edge.signal.windows import cut_windows, recording_frames

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


def rest_windows(dataset: Dataset, signal: SignalSpec, split: Split) -> Frames:
    """All windows of the recordings of rest that may train under ``split``.

    A person who only tests gives none; one who also trains gives the earlier takes, as with signs.

    Args:
        dataset: its recordings with the label ``REST`` are meant.
        signal: how frames are made; normalised if it says how.
        split: who trains and who tests.

    Returns:
        float32 ``(windows, window_size, features)``, perhaps none.
    """
    training, testing = ({dataset.recordings[index].subject for index in part} for part in (split.train, split.test))
    parts = [np.empty((0, signal.window_size, signal.feature_count), np.float32)]
    for recording in dataset.recordings:
        early = recording.repetition < TRAIN_FRACTION * recording.repetitions
        trains = recording.subject not in testing or (recording.subject in training and early)
        if recording.label == REST and trains:
            parts.append(cut_windows(recording_frames(recording, signal), signal.window_size, signal.window_increment))
    return np.concatenate(parts)
