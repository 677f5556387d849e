"""The synthetic rig against physics and statistics that its code does not use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import welch
from scipy.spatial.transform import Rotation

from kd_edge.errors import RecordingError
from kd_edge.recordings.checks import check_dataset
from kd_edge.recordings.recording import REST, Dataset, Recording
from kd_edge.recordings.synth.kinematics import inertial_readings, orientations
from kd_edge.recordings.synth.lexicon import make_lexicon
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import Difficulty, SynthSpec

SPEC = SynthSpec(signs=6, subjects=2, repetitions=3, rest_repetitions=2)


@pytest.fixture(scope="module")
def rig() -> Dataset:
    return synthesise(SPEC)


def _bytes(recording: Recording) -> bytes:
    return b"".join(recording.streams[name].samples.tobytes() for name in ("emg", "imu"))


def _find(dataset: Dataset, label: int, subject: int, repetition: int) -> Recording:
    key = (label, f"synthetic-{subject}", repetition)
    return next(r for r in dataset.recordings if (r.label, r.subject, r.repetition) == key)


def _acc_g(recording: Recording, sensor: int) -> NDArray[np.float64]:
    return recording.streams["imu"].samples[:, 6 * sensor : 6 * sensor + 3] / 2048


def test_layout_of_the_reference_rig(rig: Dataset) -> None:
    check_dataset(rig)
    assert rig.synthetic
    assert "SYNTHETIC" in rig.description
    assert rig.signal.feature_count == 42
    assert (rig.signal.window_size, rig.signal.frame_rate_hz) == (150, 50)
    assert len(rig.recordings) == SPEC.takes == 2 * (6 * 3 + 2)
    for recording in rig.recordings:
        emg, imu = recording.streams["emg"], recording.streams["imu"]
        assert (emg.sample_period_ns, imu.sample_period_ns) == (900_000, 6_700_000)
        assert emg.duration_s == pytest.approx(3.0, abs=0.001)
        assert emg.samples.dtype == imu.samples.dtype == np.int16
        assert 0 <= imu.start_ns < 6_700_000
    assert len({recording.streams["imu"].start_ns for recording in rig.recordings}) > 30


def test_equal_seeds_give_equal_takes_whatever_else_is_made(rig: Dataset) -> None:
    again = synthesise(replace(SPEC, subjects=1, repetitions=2, rest_repetitions=1))
    for recording in again.recordings:
        same = _find(rig, recording.label, 0, recording.repetition)
        assert _bytes(recording) == _bytes(same)
    assert synthesise(SPEC).fingerprint() == rig.fingerprint()
    assert synthesise(replace(SPEC, seed=1)).fingerprint() != rig.fingerprint()


def test_fewer_sensors_are_the_first_sensors_of_the_rig() -> None:
    two = synthesise(replace(SPEC, sensors=2, subjects=1))
    assert two.signal.feature_count == 14
    assert two.recordings[0].streams["emg"].samples.shape[1] == 2
    check_dataset(two)


def test_emg_is_band_limited_noise_with_hum_and_drift(rig: Dataset) -> None:
    emg = np.concatenate([r.streams["emg"].samples.astype(float) for r in rig.recordings if r.label != REST])
    frequency_hz, power = welch(emg, 1e9 / 900_000, nperseg=4096, axis=0)

    def density(low_hz: float, high_hz: float) -> NDArray[np.float64]:
        return power[(frequency_hz >= low_hz) & (frequency_hz < high_hz)].mean(axis=0)

    assert (density(60, 120) > 50 * density(400, 550)).all()
    assert (density(60, 120) > 5 * density(8, 14)).all()
    assert (density(0.3, 1) > 3 * density(8, 14)).all()
    assert (density(49.5, 50.5) > 1.5 * density(60, 120)).sum() >= 3


def test_muscles_work_while_signing(rig: Dataset) -> None:
    def rms_mv(recording: Recording) -> float:
        centred = recording.streams["emg"].samples[500:2500] * (11 / 32768)
        return float(centred.std(axis=0).mean())

    signing = [rms_mv(r) for r in rig.recordings if r.label != REST]
    resting = [rms_mv(r) for r in rig.recordings if r.label == REST]
    assert min(signing) > 1.5 * max(resting)
    assert 0.02 < np.median(signing) < 1.0


def test_resting_sensors_feel_gravity(rig: Dataset) -> None:
    for recording in (r for r in rig.recordings if r.label == REST):
        for sensor in range(6):
            acc_g = _acc_g(recording, sensor)
            assert np.linalg.norm(acc_g, axis=1).mean() == pytest.approx(1.0, abs=0.02)


def _swing(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth movement in all nine angles."""
    return np.sin(2 * np.pi * time_s[:, None] * np.linspace(0.3, 0.9, 9)) * np.linspace(20, 60, 9)


def test_gyroscopes_integrate_to_the_orientation() -> None:
    time_s = np.arange(0, 2, 0.001)
    _, rates_dps = inertial_readings(_swing, time_s)
    for segment, truth in enumerate(orientations(_swing(time_s))):
        turned = truth[0]
        for rate_dps in rates_dps[:-1, segment] / 2 + rates_dps[1:, segment] / 2:
            turned = turned * Rotation.from_rotvec(rate_dps * 0.001, degrees=True)
        error_deg = np.degrees((turned.inv() * truth[-1]).magnitude())
        assert error_deg < 0.1


def test_accelerometers_feel_gravity_and_centripetal_force() -> None:
    """An upper arm that turns about the vertical at a constant rate: w^2 r towards the shoulder, 1 g up."""

    def spin(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        angles = np.zeros((len(time_s), 9))
        angles[:, 3] = 180 * time_s
        return angles

    forces_g, rates_dps = inertial_readings(spin, np.arange(0, 1, 0.001))
    centripetal_g = np.pi**2 * 0.1 / 9.80665
    np.testing.assert_allclose(forces_g[:, 1], np.tile([-centripetal_g, 0, 1], (1000, 1)), atol=1e-4)
    np.testing.assert_allclose(rates_dps[:, 1], np.tile([0, 0, 180], (1000, 1)), atol=1e-3)


def test_lifting_the_limb_turns_gravity() -> None:
    raised = np.zeros(9)
    raised[1] = 90
    forces_g, _ = inertial_readings(lambda time_s: np.tile(raised, (len(time_s), 1)), np.arange(10) * 0.01)
    np.testing.assert_allclose(forces_g[:, 0], np.tile([1, 0, 0], (10, 1)), atol=1e-9)
    np.testing.assert_allclose(forces_g[:, 1], np.tile([0, 0, 1], (10, 1)), atol=1e-9)


def test_signs_and_subjects_differ_more_than_takes() -> None:
    calm = Difficulty(coarticulation_rate=0, late_rate=0, loose_rate=0, minimal_pairs=0)
    rig = synthesise(SynthSpec(signs=4, subjects=3, repetitions=4, difficulty=calm))
    coarse = {
        (r.label, r.subject, r.repetition): np.concatenate([_acc_g(r, sensor)[::20] for sensor in range(6)], axis=1)
        for r in rig.recordings
    }

    def distance(same_sign: bool, same_subject: bool) -> float:
        pairs = [
            np.abs(one - other).mean()
            for (sign, person, take), one in coarse.items()
            for (sign2, person2, take2), other in coarse.items()
            if (sign, person, take) < (sign2, person2, take2)
            and (sign == sign2, person == person2) == (same_sign, same_subject)
        ]
        return float(np.mean(pairs))

    takes = distance(True, True)
    assert distance(True, False) > 1.1 * takes
    assert distance(False, True) > 1.5 * takes


def test_minimal_pairs_differ_in_one_muscle_only() -> None:
    spec = SynthSpec(signs=8, difficulty=Difficulty(minimal_pairs=0.5, pair_tension=0.06))
    scripts = make_lexicon(spec).scripts
    for first, second in ((0, 1), (2, 3)):
        np.testing.assert_array_equal(scripts[first].poses_deg, scripts[second].poses_deg)
        change = scripts[second].tensions - scripts[first].tensions
        np.testing.assert_allclose(change[1:-1, 0], 0.06)
        assert not change[:, 1:].any()
    assert (scripts[4].poses_deg != scripts[5].poses_deg).any()


@pytest.mark.parametrize(("tension", "least", "most"), [(Difficulty().pair_tension, 0.9, 1.0), (0.03, 0.3, 0.7)])
def test_minimal_pairs_are_told_apart_by_how_hard_the_finger_muscle_works(
    tension: float, least: float, most: float
) -> None:
    """By the strength of one electrode's signal alone; a tension below what takes differ by is a coin toss."""
    calm = Difficulty(minimal_pairs=1.0, pair_tension=tension, coarticulation_rate=0, late_rate=0, loose_rate=0)
    rig = synthesise(SynthSpec(signs=2, subjects=3, repetitions=16, difficulty=calm))
    right = []
    for person in {recording.subject for recording in rig.recordings}:
        takes = [recording for recording in rig.recordings if recording.subject == person]
        strength = np.array([np.std(np.diff(take.streams["emg"].samples[:, 0].astype(np.float64))) for take in takes])
        signs = np.array([take.label for take in takes])
        known = np.array([take.repetition for take in takes]) < 8
        threshold = np.mean([strength[known & (signs == sign)].mean() for sign in range(2)])
        right += ((strength > threshold) == signs)[~known].tolist()
    assert least <= np.mean(right) <= most


@pytest.mark.parametrize(
    "sizes", [{"signs": 1}, {"subjects": 0}, {"repetitions": 0}, {"sensors": 7}, {"seed": -1}, {"rest_repetitions": -1}]
)
def test_impossible_sizes_are_one_clear_error(sizes: dict[str, int]) -> None:
    with pytest.raises(RecordingError, match="A synthetic data set has"):
        SynthSpec(**sizes)
