"""Recordings without labels, as further material that only the teacher labels.

Where labels are scarce a teacher can still say what it sees in any movement: J. Ba, R. Caruana (NIPS 2014) and
C. Bucila, R. Caruana, A. Niculescu-Mizil, "Model compression" (KDD 2006).
"""

from __future__ import annotations

import hashlib

import numpy as np

from kd_edge.contract import SignalSpec
from kd_edge.distill.background import Frames
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.recordings.splits import Split
from kd_edge.signal.windows import cut_windows, recording_frames


def unlabelled_windows(unlabelled: Dataset, signal: SignalSpec, dataset: Dataset, split: Split) -> Frames:
    """All windows of ``unlabelled``, whose labels are not looked at.

    Args:
        unlabelled: recordings of the same sensors.
        signal: how frames are made, without normalisation.
        dataset: the recordings that train and test.
        split: which of them test.

    Returns:
        float32 ``(windows, window_size, features)``.

    Raises:
        TrainingError: other sensors, a recording that is tested, or none that fills a window.
    """
    if unlabelled.signal.streams != dataset.signal.streams:
        raise TrainingError(
            "Recordings without labels come from the same sensors",
            found=f"{unlabelled.name} with other streams than {dataset.name}",
            remedy="give recordings of this rig, or leave them out",
        )
    tested = {_content(dataset.recordings[index]) for index in split.test}
    again = [recording.source for recording in unlabelled.recordings if _content(recording) in tested]
    if again:
        raise TrainingError(
            "What is tested does not train, not even without its label",
            found=f"{len(again)} held-out recordings in {unlabelled.name}, such as {again[0]}",
            remedy="take them out",
        )
    parts = [
        cut_windows(recording_frames(recording, signal), signal.window_size, signal.window_increment)
        for recording in unlabelled.recordings
    ]
    frames = np.concatenate([np.empty((0, signal.window_size, signal.feature_count), np.float32), *parts])
    if not len(frames):
        raise TrainingError(
            f"Recordings without labels fill a window of {signal.window_size} frames",
            found=f"none of the {len(unlabelled.recordings)} of {unlabelled.name}",
            remedy="record longer",
        )
    return frames


def _content(recording: Recording) -> str:
    digest = hashlib.sha256()
    for name, stream in sorted(recording.streams.items()):
        digest.update(repr((name, stream.samples.shape)).encode())
        digest.update(np.ascontiguousarray(stream.samples).tobytes())
    return digest.hexdigest()
