"""Profiles that are known are found again; gravity, information and enrolments by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import SignalError
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import fit_normalisation, window_dataset
from kd_edge.wearer.candidates import candidates, gains, orientations
from kd_edge.wearer.discriminant import Discriminant, Sums, features
from kd_edge.wearer.enrolment import draw_enrolment
from kd_edge.wearer.estimate import Predict, estimate_profile, mutual_information
from kd_edge.wearer.gravity import across_limb, reference_directions, roll_deg
from kd_edge.wearer.population import population_profiles
from kd_edge.wearer.worn import wearers_of, wearing_of, worn
from tests.wearer.worn_persons import SPEC, make_persons

HOW = {
    "anna": WearerProfile(),
    "bert": WearerProfile(roll_deg=90),
    "carl": WearerProfile(mirror=True, roll_deg=-45),
    "dora": WearerProfile(reverse=True, roll_deg=45),
    "emil": WearerProfile(mirror=True, reverse=True),
}


def turned(profile: WearerProfile) -> tuple[bool, bool]:
    return profile.mirror, profile.reverse


def discriminant_of(dataset: Dataset, signal: SignalSpec) -> Predict:
    cut = window_dataset(dataset, signal, range(len(dataset.recordings)))
    judge = Discriminant(Sums.of(features(cut.frames), cut.labels, len(dataset.labels)))
    return lambda frames: np.exp(judge.log_probabilities(features(frames)))


def test_persons_who_train_are_turned_to_each_other() -> None:
    dataset = make_persons(HOW)
    found = population_profiles(dataset, SPEC, range(len(dataset.recordings)))
    # The population may lie in any orientation, as long as it is the same for everybody.
    common = turned(found["anna"])
    for name, how in HOW.items():
        expected = (how.mirror != common[0], how.reverse != common[1])
        assert turned(found[name]) == expected, name
    plain = worn(dataset, found)
    frames = window_dataset(plain, SPEC, range(len(dataset.recordings))).frames
    means = frames.reshape(len(HOW), -1, 14).mean(axis=1)
    recorded = window_dataset(dataset, SPEC, range(len(dataset.recordings))).frames.reshape(len(HOW), -1, 14)
    assert np.abs(means - means[0]).max() < 0.1 < np.abs(recorded.mean(axis=1) - recorded.mean(axis=1)[0]).max()


@pytest.mark.parametrize(
    "how",
    [*HOW.values(), WearerProfile(mirror=True, roll_deg=135), WearerProfile(roll_deg=45, gain=(0.5,) * 8 + (1.0,) * 6)],
    ids=str,
)
def test_a_new_person_is_found_from_unlabelled_windows(how: WearerProfile) -> None:
    training = make_persons({"anna": WearerProfile(), "bert": WearerProfile()})
    signal = SPEC.normalised(fit_normalisation(training, SPEC, range(len(training.recordings))))
    new = window_dataset(make_persons({"nina": how}, repetitions=2), SPEC, range(12))
    found = estimate_profile(new.frames, signal, discriminant_of(training, signal))
    assert turned(found.profile) == turned(how)
    assert abs((found.profile.roll_deg - how.roll_deg + 180) % 360 - 180) < 6
    assert not found.ambiguous
    assert found.windows == 12
    gain = how.gain or (1.0,) * 14
    np.testing.assert_allclose(found.profile.gain, gain, rtol=0.1)


def test_a_network_that_hears_nothing_leaves_the_orientation_open() -> None:
    training = make_persons({"anna": WearerProfile(), "bert": WearerProfile()})
    signal = SPEC.normalised(fit_normalisation(training, SPEC, range(len(training.recordings))))
    windows = window_dataset(training, SPEC, range(4)).frames
    found = estimate_profile(windows, signal, lambda frames: np.full((len(frames), 6), 1 / 6))
    assert found.ambiguous
    assert found.offset_deg == 0
    assert found.profile.roll_deg == pytest.approx(0, abs=20)  # gravity alone


@pytest.mark.parametrize(("windows", "normalised"), [(0, True), (2, False)])
def test_an_enrolment_needs_windows_and_a_population(windows: int, normalised: bool) -> None:
    training = make_persons({"anna": WearerProfile(), "bert": WearerProfile()}, repetitions=1)
    signal = SPEC.normalised(fit_normalisation(training, SPEC, range(12))) if normalised else SPEC
    with pytest.raises(SignalError, match="enrolled with at least one window"):
        estimate_profile(np.zeros((windows, 24, 14), np.float32), signal, lambda frames: frames)


def test_sensors_that_cannot_be_turned_have_gains_only() -> None:
    stream = SPEC.streams[0]
    spec = replace(SPEC, streams=(replace(stream, channels=("a", "b"), ring=False, ring_z=0),))
    ways = candidates(np.array([2.0, 1.0]), spec, np.array([1.0, 3.0]))
    assert ways.profiles == (WearerProfile(gain=(0.5, 3.0)),)
    assert ways.offsets_deg.tolist() == [0]


def test_a_ring_alone_has_two_orientations() -> None:
    assert orientations(replace(SPEC, streams=SPEC.streams[:1])) == [WearerProfile(), WearerProfile(mirror=True)]
    assert len(orientations(SPEC)) == 4


def test_gains_stay_within_limits_and_leave_movement_alone() -> None:
    mean, population = np.ones(14), np.ones(14)
    mean[0], mean[1], mean[2], mean[9] = 0.0, 1e-6, 1e6, 0.25
    found = gains(mean, SPEC, population)
    np.testing.assert_allclose(found, [1, 5, 0.2] + [1] * 11)  # a silent electrode is not amplified
    assert gains(mean[8:], replace(SPEC, streams=SPEC.streams[1:]), population[8:]) is None


def test_gravity_shows_the_roll() -> None:
    level, steep = np.zeros(14), np.zeros(14)
    level[8:11] = 0.3, 1.0, 0.0
    steep[8:11] = 0.9, 0.5 * np.cos(np.pi / 6), 0.5 * np.sin(np.pi / 6)
    assert roll_deg(across_limb(steep, SPEC), across_limb(level, SPEC)) == pytest.approx(30)
    emg = replace(SPEC, streams=SPEC.streams[:1])
    assert roll_deg(across_limb(level[:8], emg), across_limb(level[:8], emg)) == 0


def test_the_reference_has_the_mean_of_all_rolls() -> None:
    directions = [np.exp(1j * np.deg2rad(np.array([angle, angle + 40]))) for angle in (350.0, 10.0, 30.0)]
    reference = reference_directions(directions)
    np.testing.assert_allclose(np.rad2deg(np.angle(reference)), [10, 50], atol=1e-6)


def test_information_is_the_variety_of_sure_answers() -> None:
    sure, varied = np.eye(4), np.full((4, 4), 0.25)
    alike = np.tile(sure[0], (4, 1))
    np.testing.assert_allclose(mutual_information(np.stack([sure, varied, alike])), [np.log(4), 0, 0], atol=1e-9)


@given(takes=st.integers(0, 9), seed=st.integers(0, 99))
def test_an_enrolment_takes_whole_recordings_of_new_persons_only(takes: int, seed: int) -> None:
    seconds = takes * 24 * 0.02 - 0.1  # recordings have 24 samples, 20 ms apart
    dataset = make_persons({name: WearerProfile() for name in ("anna", "bert", "nina")}, repetitions=2)
    drawn = draw_enrolment(dataset, range(5, 36), {"anna"}, seconds, seed)
    assert drawn.tolist() == sorted(set(drawn.tolist()))
    assert np.array_equal(drawn, draw_enrolment(dataset, range(5, 36), {"anna"}, seconds, seed))
    for name in ("bert", "nina"):
        mine = [index for index in drawn if wearing_of(dataset.recordings[index]) == name]
        assert len(mine) == min(6, takes)  # half of the 12 recordings at most
    assert not {"anna"} & {wearing_of(dataset.recordings[index]) for index in drawn}


def test_profiles_go_to_recordings_by_wearing() -> None:
    dataset = make_persons({"anna": WearerProfile(), "bert": WearerProfile()}, repetitions=1)
    given_to_bert = worn(dataset, {"bert": WearerProfile(mirror=True), "nobody": WearerProfile()})
    assert wearers_of(given_to_bert) == {"bert": WearerProfile(mirror=True)}
    assert wearers_of(dataset) == {}


def test_a_wearing_is_a_person_in_a_session() -> None:
    recording = make_persons({"anna": WearerProfile()}, repetitions=1).recordings[0]
    assert wearing_of(recording) == "anna"
    assert wearing_of(dataclasses.replace(recording, session="day-2")) == "anna/day-2"
    assert wearing_of(dataclasses.replace(recording, session="anna-2")) == "anna-2"
