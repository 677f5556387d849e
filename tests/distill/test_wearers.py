"""Training in one orientation: who is enrolled with what, what is tested, and what a bundle remembers."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from scipy.special import softmax

from kd_edge import contract
from kd_edge.bundle import open_bundle
from kd_edge.cli import main
from kd_edge.contract import WearerProfile
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Run
from kd_edge.distill.train import distil_student, train_teacher
from kd_edge.distill.wearers import finished_data, run_data, with_strangers
from kd_edge.errors import SignalError
from kd_edge.export.runs import export_run
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.enrol import enrol_person
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import window_dataset
from kd_edge.verify.subject import held_out_windows
from kd_edge.wearer.worn import wearers_of
from tests.wearer.worn_persons import make_persons

HOW = {
    "anna": WearerProfile(),
    "bert": WearerProfile(roll_deg=90),
    "carl": WearerProfile(mirror=True, roll_deg=-45),
    "dora": WearerProfile(reverse=True, roll_deg=45),
    "nina": WearerProfile(mirror=True, roll_deg=90),
}
SETTINGS = Settings(
    split="loso-4",
    recipe=Recipe(epochs=12, warmup_epochs=1, background=0),
    augmentation=Augmentation(ring_shift=0.2, rotation_deg=2, time_shift=0.02),
    wearer="canonical",
    enrol_seconds=3.0,
)


@pytest.fixture(scope="module")
def persons() -> Dataset:
    return make_persons(HOW)


@pytest.fixture(scope="module")
def run(persons: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("runs")
    save_dataset(persons, folder / "worn.npz")
    return train_teacher(
        dataclasses.replace(persons, path=str(folder / "worn.npz")), folder, network="pooled-small", settings=SETTINGS
    )


def test_a_new_person_is_turned_into_the_population(run: Run) -> None:
    assert set(run.config.wearers or {}) == set(HOW) - {"nina"}
    assert run.config.signal.wearer == WearerProfile()
    found = run.metrics.enrolled["nina"]
    assert list(run.metrics.enrolled) == ["nina"]
    assert found.windows == 7  # 3 s in recordings of 0.48 s
    anna = (run.config.wearers or {})["anna"]
    assert found.profile.mirror != anna.mirror
    assert found.profile.reverse == anna.reverse
    assert run.metrics.as_recorded is not None
    assert run.metrics.accuracy > 0.9 > run.metrics.as_recorded.accuracy


def test_enrolment_is_never_tested_on(run: Run, persons: Dataset) -> None:
    data = run_data(run.config, persons)
    assert len(data.enrolment) == 7
    assert not set(data.enrolment) & (set(data.split.test) | set(data.split.train))
    assert set(data.enrolment) | set(data.split.test) == set(named_split(persons, "loso-4").test)
    assert run.metrics.test_windows == len(data.split.test)


def test_labels_of_new_persons_do_not_matter(run: Run, persons: Dataset, tmp_path: Path) -> None:
    """Whoever is enrolled is known by movement alone: other labels give the same profile."""
    shuffled = [
        dataclasses.replace(recording, label=(recording.label + 1) % 6) if recording.subject == "nina" else recording
        for recording in persons.recordings
    ]
    again = train_teacher(
        dataclasses.replace(persons, recordings=shuffled), tmp_path, network="pooled-small", settings=SETTINGS
    )
    assert again.metrics.enrolled == run.metrics.enrolled
    assert again.metrics.accuracy < 0.5


def test_a_student_shares_the_persons_of_its_teacher(run: Run, persons: Dataset) -> None:
    student = distil_student(
        persons,
        run.folder.parent,
        teacher=run,
        network="pooled-small",
        distillation=Distillation(bank=4),
        settings=SETTINGS,
    )
    assert student.config.wearers == run.config.wearers
    assert student.config.signal == run.config.signal


def test_a_bundle_knows_who_was_how(run: Run, persons: Dataset, tmp_path: Path) -> None:
    bundle = open_bundle(export_run(run, tmp_path / "bundle", data=run.folder.parent / "worn.npz"))
    held_out = held_out_windows(bundle, persons)
    data = finished_data(run, persons)
    np.testing.assert_array_equal(held_out.recordings, data.split.test)
    expected = window_dataset(data.dataset, run.config.signal, data.split.test)
    np.testing.assert_array_equal(held_out.frames, expected.frames)
    assert bundle.manifest.metrics["float32_accuracy"] == pytest.approx(run.metrics.accuracy)


def test_a_bundle_enrols_a_new_person(run: Run, persons: Dataset, tmp_path: Path) -> None:
    """With its int8 network, from the command line: the same arm and direction as the float network found."""
    export_run(run, tmp_path / "bundle", data=run.folder.parent / "worn.npz")
    recordings, out = tmp_path / "new.npz", tmp_path / "nina.json"
    save_dataset(dataclasses.replace(persons, recordings=persons.recordings[-12:]), recordings)
    options = ["--bundle", str(tmp_path / "bundle"), "--out", str(out), "--engine", "tflm", "--json"]
    told = CliRunner().invoke(main, ["enrol", str(recordings), *options], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    profile = contract.decode(out.read_bytes(), WearerProfile, source="nina.json")
    expected = run.metrics.enrolled["nina"].profile
    assert (profile.mirror, profile.reverse) == (expected.mirror, expected.reverse)
    assert profile.roll_deg == pytest.approx(expected.roll_deg, abs=25)
    with pytest.raises(SignalError, match="One person is enrolled at a time"):
        enrol_person(open_bundle(tmp_path / "bundle"), cast(Any, None), persons)
    classifier = LiveClassifier(open_bundle(tmp_path / "bundle"), cast(Any, None), profile)
    assert classifier.spec.wearer == profile


def test_a_network_of_sensors_as_recorded_takes_no_profile(tiny_export: Path) -> None:
    with pytest.raises(SignalError, match="A profile is for a network"):
        LiveClassifier(open_bundle(tiny_export), cast(Any, None), WearerProfile())


def test_recordings_without_labels_are_turned_by_the_teacher(run: Run, persons: Dataset) -> None:
    """A stranger on the other arm is enrolled; who trains keeps the profile that training found."""
    model = run.load_model()
    more = make_persons({"anna": HOW["anna"], "olga": WearerProfile(mirror=True, roll_deg=90)}, repetitions=2)
    turned = with_strangers(more, run.config, lambda frames: softmax(predict_logits(model, frames), axis=-1))
    profiles = wearers_of(turned)
    known = (run.config.wearers or {})["anna"]
    assert profiles["anna"] == known
    assert profiles["olga"].mirror != known.mirror
    assert with_strangers(more, replace(run.config, wearers=None), lambda frames: frames) is more


def test_persons_of_training_need_no_enrolment(persons: Dataset, tmp_path: Path) -> None:
    within = train_teacher(
        make_persons(HOW, repetitions=5), tmp_path, network="pooled-small", settings=replace(SETTINGS, split="within")
    )
    assert within.metrics.enrolled == {}
    assert within.metrics.as_recorded is None
    assert set(within.config.wearers or {}) == set(HOW)
