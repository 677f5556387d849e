"""Fewer channels: the layout follows, and the frames are those columns of the frames of all."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_channels, select_features
from kd_edge.signal.windows import fit_normalisation, window_dataset


def test_frames_are_columns_of_the_frames_of_all(tiny_dataset: Dataset) -> None:
    """Up to the grid: a stream that is left out may have been the last to start."""
    signal = tiny_dataset.signal.normalised(fit_normalisation(tiny_dataset, tiny_dataset.signal, range(6)))
    kept = ["emg.emg_1", "imu.acc_y", "imu.gyro_x"]
    small = select_features(signal, kept)
    whole = window_dataset(tiny_dataset, signal, range(4))
    part = window_dataset(select_channels(tiny_dataset, small), small, range(4))
    np.testing.assert_array_equal(part.frames, whole.frames[:, :, [1, 3, 5]])


def test_rings_and_bodies_follow(tiny_dataset: Dataset) -> None:
    features = tiny_dataset.signal.features
    imu = select_features(tiny_dataset.signal, features[2:5] + features[6:]).stream("imu")
    assert imu.channels == ("acc_x", "acc_y", "acc_z", "gyro_y", "gyro_z")
    assert imu.bodies == (((0, 1, 2),),)
    assert imu.scale == (1 / 2048,) * 3 + (1 / 16,) * 2
    only_emg = select_features(tiny_dataset.signal, features[:2])
    assert [stream.name for stream in only_emg.streams] == ["emg"]
    assert only_emg.streams[0] == tiny_dataset.signal.streams[0]


@pytest.mark.parametrize("kept", [[], ["emg.emg_9"]])
def test_unknown_features_and_none_are_refused(tiny_dataset: Dataset, kept: list[str]) -> None:
    with pytest.raises(RecordingError, match="Features that stay"):
        select_features(tiny_dataset.signal, kept)
