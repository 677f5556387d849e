"""Features of the classical methods, against numbers worked out by hand and SciPy's periodogram."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import periodogram

from kd_edge.baseline.features import BANDS, window_features

FRAMES = 12


def one_slice(values: list[float]) -> np.ndarray:
    return window_features(np.array(values, np.float32).reshape(1, -1, 1), slices=1)[0]


def test_statistics_of_a_slice_by_hand() -> None:
    mean, rms, length, crossings, *_ = one_slice([1, 3, 1, 3, 1, 3, 1, 3, 5, 5, 5, 5])
    assert mean == 3
    assert rms == pytest.approx(np.sqrt((4 * 1 + 4 * 9 + 4 * 25) / 12))
    assert length == pytest.approx((7 * 2 + 2) / 11)
    assert crossings == pytest.approx(1 / 11)  # about the mean, 3, and only 5 lies above it


def test_crossings_do_not_depend_on_an_offset() -> None:
    wave = [1.0, -1.0] * 6
    assert one_slice(wave)[3] == one_slice([value + 100 for value in wave])[3] == 1


def test_bands_hold_the_power_that_scipy_finds() -> None:
    values = np.random.default_rng(0).normal(size=FRAMES).astype(np.float32)
    _, power = periodogram(values.astype(float), detrend="constant", scaling="density", return_onesided=False)
    lines = power[1 : FRAMES // 2 + 1]
    expected = [np.log(band.sum()) for band in np.array_split(lines, BANDS)]
    np.testing.assert_allclose(one_slice(values.tolist())[4:], expected, rtol=1e-6)


def test_every_slice_sees_its_own_frames_and_every_channel_itself() -> None:
    frames = np.zeros((2, 4 * FRAMES, 3), np.float32)
    frames[1, FRAMES : 2 * FRAMES, 2] = 5
    features = window_features(frames, slices=4).reshape(2, 4, 7, 3)
    assert features[1, 1, 0].tolist() == [0, 0, 5]
    changed = np.argwhere(features[0] != features[1])
    assert {(part, channel) for part, _, channel in changed} == {(1, 2)}


def test_a_short_window_has_fewer_slices() -> None:
    assert window_features(np.zeros((1, 13, 2), np.float32)).shape == (1, 2 * 7 * 2)
    assert np.isfinite(window_features(np.ones((1, 4, 2), np.float32))).all()
