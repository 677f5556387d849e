"""Wearers in the population's orientation: signs and electrodes by hand, the rest by what must come out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kd_edge.contract import SignalSpec, StreamSpec, WearerProfile
from kd_edge.distill.augment import ring_shift_matrices, rotation_matrices
from kd_edge.errors import ContractError, RecordingError
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_features
from kd_edge.signal.path import SignalPath
from kd_edge.signal.wearing import apply_profile, wearing_matrix
from kd_edge.signal.windows import recording_frames, window_dataset

MS = 1_000_000
BODY = (((0, 1, 2), (3, 4, 5)),)
AXES = ("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z")


def armband(electrodes: int = 8, ring_z: float = 3) -> SignalSpec:
    ring = StreamSpec("emg", 20 * MS, tuple(f"e{n}" for n in range(electrodes)), "float32", ring=True, ring_z=ring_z)
    imu = StreamSpec("imu", 20 * MS, AXES, "float32", bodies=BODY)
    return SignalSpec((ring, imu), 20 * MS, 4, 2)


SPEC = armband()
FRAME = np.arange(1, 15, dtype=np.float32)  # electrodes 1 to 8, acceleration 9, 10, 11, rate 12, 13, 14

profiles = st.builds(
    WearerProfile,
    mirror=st.booleans(),
    reverse=st.booleans(),
    roll_deg=st.floats(-360, 360, width=32),
    gain=st.none() | st.lists(st.floats(0.25, 4, width=32), min_size=14, max_size=14).map(tuple),
)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (WearerProfile(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
        # The mirror turns y of an acceleration, and x and z of a rate.  Electrode 3 (value 4) and its opposite stay.
        (WearerProfile(mirror=True), [7, 6, 5, 4, 3, 2, 1, 8, 9, -10, 11, -12, 13, -14]),
        (WearerProfile(reverse=True), [7, 6, 5, 4, 3, 2, 1, 8, -9, -10, 11, -12, -13, 14]),
        (WearerProfile(mirror=True, reverse=True), [1, 2, 3, 4, 5, 6, 7, 8, -9, 10, 11, 12, -13, -14]),
        # What lies along y now lay along z: two of eight electrodes further.
        (WearerProfile(roll_deg=90), [3, 4, 5, 6, 7, 8, 1, 2, 9, 11, -10, 12, 14, -13]),
        (WearerProfile(mirror=True, roll_deg=90), [5, 4, 3, 2, 1, 8, 7, 6, 9, 11, 10, -12, -14, -13]),
        (WearerProfile(gain=(2.0,) * 14), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28]),
    ],
)
def test_signs_and_electrodes(profile: WearerProfile, expected: list[float]) -> None:
    np.testing.assert_allclose(apply_profile(FRAME, SPEC, profile), expected, atol=1e-6)


def test_a_turned_ring_lies_between_two_electrodes() -> None:
    turned = apply_profile(FRAME, SPEC, WearerProfile(roll_deg=22.5))[:8]
    np.testing.assert_allclose(turned, [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 4.5])


def test_the_z_axis_may_lie_between_two_electrodes() -> None:
    turned = apply_profile(np.arange(10, dtype=np.float32), armband(4, ring_z=0.5), WearerProfile(mirror=True))
    assert turned[:4].tolist() == [1, 0, 3, 2]


def test_nobody_is_changed_by_the_population_s_profile() -> None:
    frames = np.random.default_rng(0).normal(size=(50, 14)).astype(np.float32)
    frames[::3] = 0.0
    frames[1::3, ::2] = -0.0
    assert apply_profile(frames, SPEC, WearerProfile()).tobytes() == frames.tobytes()


@given(roll=st.floats(-360, 360), seed=st.integers(0, 99))
def test_a_roll_undoes_what_augmentation_calls_a_roll(roll: float, seed: int) -> None:
    """Turned by the matrices with which training shakes sensors, a frame is found again; electrodes to whole places."""
    frame = np.random.default_rng(seed).normal(size=14)
    turn = rotation_matrices(np.eye(3)[:1], np.deg2rad([roll]))[0]
    worn = np.concatenate([frame[:8], turn @ frame[8:11], turn @ frame[11:]]).astype(np.float32)
    back = apply_profile(worn, SPEC, WearerProfile(roll_deg=roll))
    np.testing.assert_allclose(back[8:], frame[8:], atol=1e-5)
    shifted = frame[:8] @ ring_shift_matrices(8, np.array([-roll / 45]))[0]
    np.testing.assert_allclose(back[:8], shifted, atol=1e-5)


@given(profile=profiles)
def test_three_terms_are_the_matrix_and_keep_lengths(profile: WearerProfile) -> None:
    frames = np.random.default_rng(1).normal(size=(3, 5, 14)).astype(np.float32)
    turned = apply_profile(frames, SPEC, profile)
    np.testing.assert_allclose(turned, frames @ wearing_matrix(SPEC, profile), rtol=1e-4, atol=1e-5)
    if profile.gain is None:
        for triple in (slice(8, 11), slice(11, 14)):
            lengths = np.linalg.norm(frames[..., triple], axis=-1)
            np.testing.assert_allclose(np.linalg.norm(turned[..., triple], axis=-1), lengths, rtol=1e-5)


@given(profile=profiles)
def test_the_path_applies_it_before_normalisation(profile: WearerProfile) -> None:
    rng = np.random.default_rng(2)
    emg, imu = rng.normal(size=(20, 8)).astype(np.float32), rng.normal(size=(20, 6)).astype(np.float32)
    path = SignalPath(SPEC.worn(profile))
    path.push("emg", emg)
    frames = path.push("imu", imu)
    assert frames.tobytes() == apply_profile(np.concatenate([emg, imu], axis=1), SPEC, profile).tobytes()


def test_a_spec_without_ring_and_bodies_has_only_gains() -> None:
    spec = replace(SPEC, streams=(StreamSpec("emg", 20 * MS, ("a", "b"), "float32"),))
    profile = WearerProfile(mirror=True, reverse=True, roll_deg=50, gain=(1.0, 0.5))
    assert apply_profile(np.array([4, 4], np.float32), spec, profile).tolist() == [4, 2]


def test_each_recording_may_have_a_wearer(tiny_dataset: Dataset) -> None:
    gain = (0.5,) * tiny_dataset.signal.feature_count
    recordings = list(tiny_dataset.recordings[:2])
    recordings[1] = dataclasses.replace(recordings[1], wearer=WearerProfile(gain=gain))
    worn = dataclasses.replace(tiny_dataset, recordings=recordings)
    spec = tiny_dataset.signal.worn(WearerProfile(gain=(2.0,) * tiny_dataset.signal.feature_count))
    plain = [recording_frames(recording, tiny_dataset.signal) for recording in tiny_dataset.recordings[:2]]
    windows = window_dataset(worn, spec, [0, 1])
    np.testing.assert_array_equal(windows.frames[0], 2 * plain[0][: spec.window_size])
    np.testing.assert_array_equal(windows.frames[windows.recordings == 1][0], plain[1][: spec.window_size] / 2)


def test_gains_are_one_for_each_feature() -> None:
    for gain in ((), (1.0,)):
        with pytest.raises(ContractError, match="covers every feature"):
            SPEC.worn(WearerProfile(gain=gain))
        with pytest.raises(ContractError, match="covers every feature"):
            apply_profile(FRAME, SPEC, WearerProfile(gain=gain))


def test_the_z_axis_points_to_a_place_on_the_ring() -> None:
    with pytest.raises(ContractError, match="ring_z of stream 'emg' lies on its ring of 4 electrodes"):
        armband(4, ring_z=4)


def test_sensors_that_a_profile_turns_stay_whole() -> None:
    worn = SPEC.worn(WearerProfile(mirror=True, gain=tuple(map(float, range(1, 15)))))
    kept = select_features(worn, SPEC.features[8:11])
    assert kept.wearer == WearerProfile(mirror=True, gain=(9.0, 10.0, 11.0))
    with pytest.raises(RecordingError, match="keep all channels of a ring and all axes of a body"):
        select_features(worn, SPEC.features[1:])
    assert select_features(SPEC, SPEC.features[1:]).features == SPEC.features[1:]


def test_a_part_of_a_ring_is_none_whose_z_axis_lies_anywhere() -> None:
    """Electrode 3 of 8 lies over the z axis; the three that are left have no such place."""
    [emg] = select_features(SPEC, SPEC.features[:3]).streams
    assert not emg.ring
    assert emg.ring_z == 0
