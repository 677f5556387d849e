"""Movement that is no sign: every kind against what it is said to keep and to change."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from scipy.spatial.transform import Rotation

from kd_edge.contract import Butterworth, Envelope, Normalisation, SignalSpec, StreamSpec
from kd_edge.distill.outliers import (
    LONGEST,
    NOISE,
    SHORTEST,
    fragments,
    outlier_windows,
    stillness,
    strangers,
    surrogates,
)
from kd_edge.distill.tumbling import can_tumble, tumbling

SIZE = 50
MUSCLES, MOVEMENT = 4, 6
SIGNAL = SignalSpec(
    streams=(
        StreamSpec("emg", 5_000_000, tuple("abcd"), envelope=Envelope(Butterworth("lowpass", (6.0,)))),
        StreamSpec(
            "imu",
            20_000_000,
            ("ax", "ay", "az", "gx", "gy", "gz"),
            units=("g",) * 3 + ("deg/s",) * 3,
            bodies=(((0, 1, 2), (3, 4, 5)),),
        ),
    ),
    frame_period_ns=20_000_000,
    window_size=SIZE,
    window_increment=5,
    normalisation=Normalisation((0.0,) * 6 + (0.8,) + (0.0,) * 3, (1.0,) * 4 + (2.0, 2.0, 1 / 0.6) + (0.01,) * 3),
)
RNG = np.random.default_rng(7)
SIGNS = np.cumsum(RNG.normal(size=(20, SIZE, MUSCLES + MOVEMENT)), axis=1).astype(np.float32)


def test_fragments_are_pieces_of_signs_with_the_jump_between_them_spread() -> None:
    """Window w counts 1000 * w + 0, 1, 2 ...: differences say where a piece begins, and which way it runs."""
    counting = (1000 * np.arange(9)[:, None] + np.arange(SIZE)).astype(np.float32)[..., None]
    made = fragments(counting, 300, np.random.default_rng(1))[..., 0]
    assert made.shape == (300, SIZE)
    first = made[:, : round(SHORTEST * SIZE)]  # no fragment is shorter, and none precedes it
    steps = np.diff(first, axis=1)
    assert set(np.unique(steps)) == {-1.0, 1.0}
    assert (steps == steps[:, :1]).all(axis=1).all()
    assert 0.2 < (steps[:, 0] == -1).mean() < 0.4
    assert (np.abs(np.diff(made, axis=1)).max(axis=1) > 50).mean() > 0.9, "signs differ by 1000"
    assert np.abs(np.diff(made, axis=1)).max() < 2100, "a jump of up to 8000 at once would be a trace to learn from"
    longest = np.ceil(LONGEST * SIZE)
    straight = np.array([max(map(len, "".join("x" if abs(s) == 1 else " " for s in np.diff(w)).split())) for w in made])
    assert straight.max() <= longest


def test_surrogates_keep_mean_spectrum_and_how_channels_go_together() -> None:
    made = surrogates(SIGNS[:1], 5, np.random.default_rng(2))
    for window in made:
        np.testing.assert_allclose(window.mean(axis=0), SIGNS[0].mean(axis=0), atol=1e-4)
        np.testing.assert_allclose(
            np.abs(np.fft.rfft(window, axis=0)), np.abs(np.fft.rfft(SIGNS[0], axis=0)), atol=1e-2
        )
        np.testing.assert_allclose(np.corrcoef(window.T), np.corrcoef(SIGNS[0].T), atol=1e-4)
        assert np.abs(window - SIGNS[0]).mean() > 1


def test_strangers_have_the_movement_of_one_sign_and_the_muscles_of_another() -> None:
    numbered = np.broadcast_to(np.arange(20, dtype=np.float32)[:, None, None], SIGNS.shape)
    muscles = np.arange(MUSCLES + MOVEMENT) < MUSCLES
    made = strangers(numbered, 200, muscles, np.random.default_rng(3))
    tensed, moved = made[:, 0, 0], made[:, 0, -1]
    assert (made[:, :, :MUSCLES] == tensed[:, None, None]).all()
    assert (made[:, :, MUSCLES:] == moved[:, None, None]).all()
    assert (tensed != moved).mean() > 0.8


def test_tumbling_turns_gravity_as_the_gyroscope_says() -> None:
    """SciPy turns the first direction by every rate of turn: without pushes, the accelerometer must show that."""
    made = tumbling(SIGNS, SIGNAL, np.random.default_rng(4))
    np.testing.assert_array_equal(made[:, :, :MUSCLES], SIGNS[:, :, :MUSCLES])
    norm = SIGNAL.normalisation
    assert norm is not None
    raw = made / np.array(norm.inverse_std) + np.array(norm.mean)
    gravity = np.sqrt(0.8**2 + 0.5**2 + 0.5**2 + 0.6**2)
    closest = []
    for window in raw:
        turned = window[0, 4:7]
        errors = []
        for felt, rates in zip(window[1:, 4:7], np.deg2rad(window[:-1, 7:10]), strict=True):
            turned = Rotation.from_rotvec(-rates * 0.02).apply(turned)
            errors.append(np.linalg.norm(felt - turned))
        closest.append(np.mean(errors) / gravity)
    assert min(closest) < 0.1, "where the body is hardly pushed, only gravity is felt"
    assert np.median(np.linalg.norm(raw[:, :, 4:7], axis=2)) == pytest.approx(gravity, rel=0.2)


@pytest.mark.parametrize("count", [0, 1, 7, 240])
def test_as_many_as_asked_for_and_equal_from_equal_generators(count: int) -> None:
    first, second = (outlier_windows(SIGNS, count, SIGNAL, np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (count, SIZE, MUSCLES + MOVEMENT)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, second)


def test_a_layout_without_bodies_or_muscles_has_the_other_kinds() -> None:
    plain = replace(SIGNAL, streams=(replace(SIGNAL.streams[1], bodies=()),), normalisation=None)
    assert not can_tumble(plain)
    unknown_unit = replace(SIGNAL.streams[1], units=("g",) * 3 + ("turns",) * 3)
    assert not can_tumble(replace(plain, streams=(unknown_unit,)))
    assert outlier_windows(SIGNS[:, :, MUSCLES:], 60, plain, np.random.default_rng(6)).shape == (60, SIZE, MOVEMENT)


def test_stillness_is_one_frame_of_a_sign_and_little_noise() -> None:
    made = stillness(SIGNS, 400, np.random.default_rng(8))
    spread = made.std(axis=1).mean(axis=1)
    assert NOISE[0] * 0.7 < spread.min() < 0.02
    assert 0.15 < spread.max() < NOISE[1] * 1.3
    quietest = made[spread.argmin()].mean(axis=0)
    assert np.abs(SIGNS - quietest).max(axis=2).min() < 0.02
