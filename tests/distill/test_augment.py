"""Augmentation: what each change keeps, and that a seed fixes it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.distill.augment import (
    Augmentation,
    augment,
    mix_pairs,
    resample,
    ring_shift_matrices,
    rotation_matrices,
)

OFF = Augmentation(**dict.fromkeys(Augmentation.__struct_fields__, 0.0))
SIGNAL = SignalSpec(
    streams=(
        StreamSpec("emg", 5_000_000, tuple(f"e{index}" for index in range(8)), ring=True),
        StreamSpec("imu", 20_000_000, ("ax", "ay", "az", "gx", "gy", "gz"), bodies=(((0, 1, 2), (3, 4, 5)),)),
    ),
    frame_period_ns=20_000_000,
    window_size=20,
    window_increment=5,
)
NEUTRAL = np.arange(14, dtype=np.float32)


@pytest.fixture
def frames() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(50, 20, 14)).astype(np.float32)


def changed(frames: np.ndarray, seed: int = 0, **settings: float) -> np.ndarray:
    return augment(frames, SIGNAL, replace(OFF, **settings), np.random.default_rng(seed), NEUTRAL)


def test_all_off_changes_nothing(frames: np.ndarray) -> None:
    np.testing.assert_allclose(changed(frames), frames, atol=1e-6)


def test_defaults_keep_shape_and_type_and_leave_the_input_alone(frames: np.ndarray) -> None:
    before = frames.copy()
    result = augment(frames, SIGNAL, Augmentation(), np.random.default_rng(0), NEUTRAL)
    assert result.shape == frames.shape
    assert result.dtype == np.float32
    assert not np.array_equal(result, frames)
    assert np.array_equal(frames, before)


def test_a_seed_fixes_every_number(frames: np.ndarray) -> None:
    first, again, other = (
        augment(frames, SIGNAL, Augmentation(), np.random.default_rng(seed), NEUTRAL) for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_rotation_keeps_norms_and_turns_both_sensors_of_a_body_alike(frames: np.ndarray) -> None:
    frames[:, :, 11:14] = 2 * frames[:, :, 8:11]  # a gyroscope that repeats its accelerometer
    turned = changed(frames, rotation_deg=40.0)
    assert not np.allclose(turned[:, :, 8:11], frames[:, :, 8:11], atol=0.1)
    np.testing.assert_allclose(
        np.linalg.norm(turned[:, :, 8:11], axis=2), np.linalg.norm(frames[:, :, 8:11], axis=2), rtol=1e-4
    )
    np.testing.assert_allclose(turned[:, :, 11:14], 2 * turned[:, :, 8:11], atol=1e-4)
    np.testing.assert_allclose(turned[:, :, :8], frames[:, :, :8], atol=1e-6)


def test_rodrigues_turns_y_into_z_about_x() -> None:
    matrix = rotation_matrices(np.array([[2.0, 0, 0]]), np.array([np.pi / 2]))[0]
    np.testing.assert_allclose(matrix @ [0, 1, 0], [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-12)


@pytest.mark.parametrize("shift", [-9, -1, 0, 3, 8])
def test_a_whole_ring_shift_is_a_permutation(shift: int) -> None:
    matrix = ring_shift_matrices(8, np.array([float(shift)]))[0]
    assert np.array_equal(np.arange(8) @ matrix, np.roll(np.arange(8), shift))


def test_a_fractional_ring_shift_interpolates_and_keeps_the_sum() -> None:
    pattern = np.array([0, 8, 0, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(pattern @ ring_shift_matrices(8, np.array([0.25]))[0], [0, 6, 2, 0, 0, 0, 0, 0])


def test_a_shifted_ring_rolls_the_body_about_the_limb(frames: np.ndarray) -> None:
    """The part along the limb stays; the rest turns by the angle that the electrodes moved."""
    frames[:, :, :8] = np.eye(8, dtype=np.float32)[0]
    turned = changed(frames, ring_shift=2.0)
    np.testing.assert_allclose(turned[:, :, 8], frames[:, :, 8], atol=1e-5)
    before = frames[:, 0, 9] + 1j * frames[:, 0, 10]
    after = turned[:, 0, 9] + 1j * turned[:, 0, 10]
    electrodes = np.angle(after / before) / (2 * np.pi / 8)
    centre = (turned[:, 0, :8] * np.array([0, 1, 2, 3, 4, -3, -2, -1])).sum(axis=1)
    np.testing.assert_allclose(electrodes, centre, atol=1e-3)


def test_gain_scales_muscles_and_spares_gravity(frames: np.ndarray) -> None:
    louder = changed(frames, gain=0.5)
    ratio = louder[:, :, :8] / frames[:, :, :8]
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1, :1], ratio.shape), rtol=1e-3)
    assert ratio.std() > 0.1
    np.testing.assert_allclose(louder[:, :, 8:], frames[:, :, 8:], atol=1e-6)


def test_a_dropped_channel_shows_its_mean(frames: np.ndarray) -> None:
    result = changed(frames, channel_dropout=0.3)
    dropped = (result == NEUTRAL).all(axis=1)
    assert 0.15 < dropped.mean() < 0.45
    np.testing.assert_allclose(result[:, 0][~dropped], frames[:, 0][~dropped], atol=1e-6)


def test_time_is_moved_for_all_features_together() -> None:
    ramp = np.broadcast_to(np.arange(20, dtype=np.float32)[None, :, None], (30, 20, 14))
    moved = changed(ramp, time_shift=0.2, time_scale=0.1, time_warp=0.05)
    np.testing.assert_allclose(moved, np.broadcast_to(moved[:, :, :1], moved.shape), atol=1e-5)
    assert moved.min() >= 0
    assert moved.max() <= 19
    assert (np.diff(moved[:, :, 0]) >= -1e-5).all(), "time runs backwards"


def test_resampling_interpolates_and_holds_the_ends() -> None:
    frames = np.array([[[0.0], [10.0], [20.0]]], np.float32)
    times = np.array([[-3.0, 0.25, 9.0]], np.float32)
    np.testing.assert_allclose(resample(frames, times)[0, :, 0], [0.0, 2.5, 20.0])


def test_pairs_are_mixed_by_shares_of_the_beta_distribution() -> None:
    """Windows hold their own number, so the mean of a window and its partner can be told by hand."""
    numbers = np.arange(4000, dtype=np.float32)
    frames = np.broadcast_to(numbers[:, None, None], (4000, 2, 3))
    mixed = mix_pairs(frames, 0.2, np.random.default_rng(0))
    assert sorted(mixed.partners) == list(range(4000))
    expected = mixed.shares * numbers + (1 - mixed.shares) * numbers[mixed.partners]
    np.testing.assert_allclose(mixed.frames, np.broadcast_to(expected[:, None, None], frames.shape), rtol=1e-5)
    assert mixed.shares.min() >= 0.5
    assert mixed.shares.max() <= 1
    # Var of Beta(a, a) is 1 / (4 (2a + 1)), and that is what folding at one half leaves about one half.
    np.testing.assert_allclose(np.mean((mixed.shares - 0.5) ** 2), 1 / (4 * 1.4), rtol=0.05)
