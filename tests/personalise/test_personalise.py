"""A person's takes: whom they help, what is refused, and what a personal bundle contains."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.contract import WearerProfile
from kd_edge.errors import RecordingError, SignalError
from kd_edge.personalise.choose import Estimate, choose
from kd_edge.personalise.personalise import personalise
from kd_edge.personalise.takes import takes_of
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SynthSpec
from kd_edge.render.refresh import rewrite_bundle

REFERENCE = Path(__file__).parents[2] / "export" / "reference"


@pytest.fixture(scope="module")
def nina() -> Dataset:
    """Somebody who makes the reference bundle's signs in another way than its persons: four takes of each."""
    return synthesise(SynthSpec(signs=6, subjects=1, repetitions=4, sensors=2, seed=77, rest_repetitions=1))


@pytest.fixture(scope="module")
def everybody() -> Bundle:
    return open_bundle(REFERENCE)


def test_two_takes_of_each_sign_teach_a_person_s_signs(nina: Dataset, everybody: Bundle, tmp_path: Path) -> None:
    """The signs are other movements than those that the network was trained on; only the last layer is new."""
    report = personalise(everybody, nina, tmp_path / "nina")
    assert report.before is not None
    assert report.after is not None
    assert report.before < 0.5
    assert report.after > report.before + 0.3
    assert (report.way, report.taught, report.held_back, report.unseen) == ("head", report.taught, report.taught, ())
    bundle = open_bundle(tmp_path / "nina")  # written, and verified by the call
    assert bundle.manifest.provenance.personalised == "head"
    assert not {"int8_accuracy", "test_windows"} & set(bundle.manifest.metrics)
    assert len(bundle.read(INT8_MODEL)) == len(everybody.read(INT8_MODEL))
    assert open_bundle(REFERENCE).contents == everybody.contents


def test_takes_with_the_wrong_labels_are_refused_with_advice(nina: Dataset, everybody: Bundle, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    shuffled = [
        dataclasses.replace(take, label=int(rng.integers(6))) if take.label >= 0 else take for take in nina.recordings
    ]
    with pytest.raises(RecordingError, match=r"record .*again"):
        personalise(everybody, dataclasses.replace(nina, recordings=shuffled), tmp_path / "nina", takes=4)
    assert not (tmp_path / "nina").exists()


def test_a_single_take_that_the_network_does_not_know_is_refused(
    nina: Dataset, everybody: Bundle, tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match="labels that do not belong to the movements"):
        personalise(everybody, nina, tmp_path / "nina", takes=1)


def test_what_makes_it_worse_is_refused() -> None:
    accuracy = {"unchanged": 0.9, "profile": 0.85, "head": 0.8}
    with pytest.raises(RecordingError, match="PAIN, take 2"):
        choose(Estimate(2, accuracy, ("PAIN, take 2",)))
    assert choose(Estimate(2, accuracy | {"profile": 0.95}, ())) == "profile"
    assert choose(Estimate(2, accuracy | {"head": 0.95, "profile": 0.95}, ())) == "head"
    assert choose(Estimate(1, {"unchanged": 0.6, "profile": 0.9}, ())) == "head"


def test_takes_are_counted_anew_and_only_of_known_signs(nina: Dataset, everybody: Bundle) -> None:
    found = takes_of(everybody, dataclasses.replace(nina, recordings=nina.recordings[::-1]))
    assert {tuple(pair) for pair in np.stack([found.labels, found.repetitions], axis=1).tolist()} == {
        (label, repetition) for label in range(6) for repetition in range(4)
    }
    renamed = dataclasses.replace(nina, labels=("OTHER", *nina.labels[1:]))
    with pytest.raises(RecordingError, match="OTHER"):
        takes_of(everybody, renamed)
    with pytest.raises(SignalError, match="One person"):
        takes_of(everybody, nina, "ina")


def test_an_enrolment_alone_is_for_networks_in_one_orientation(
    nina: Dataset, everybody: Bundle, tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match="one orientation"):
        personalise(everybody, nina, tmp_path / "nina", enrol_only=True)
    folder = Path(shutil.copytree(REFERENCE, tmp_path / "turned"))
    worn = replace(everybody.manifest, signal=everybody.manifest.signal.worn(WearerProfile()))
    rewrite_bundle(open_bundle(folder), worn)
    report = personalise(open_bundle(folder), nina, tmp_path / "nina", enrol_only=True)
    assert report.way == "profile"
    made = open_bundle(tmp_path / "nina")
    assert made.read(INT8_MODEL) == everybody.read(INT8_MODEL)
    assert made.manifest.signal.wearer not in (None, WearerProfile())


def test_the_command(nina: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "nina.npz"
    save_dataset(nina, path)
    command = ["personalise", str(REFERENCE), str(path), "--out", str(tmp_path / "out"), "--json"]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["after"] > found["before"]
    assert set(found["estimate"]["accuracy"]) == {"unchanged", "profile", "head"}


def test_a_whole_network_is_taken_where_it_does_best(nina: Dataset, everybody: Bundle, tmp_path: Path) -> None:
    """A retraining that only reads the labels off is no better than the layer on takes that it has not seen."""
    calls = []

    class Same:
        float32, int8 = everybody.read(FLOAT_MODEL), everybody.read(INT8_MODEL)

    def retrain(frames: np.ndarray, labels: np.ndarray) -> Same:
        calls.append(sorted(labels.tolist()))
        return Same()

    report = personalise(everybody, nina, tmp_path / "nina", retrain=retrain)
    assert report.way == "head"
    assert calls == [sorted(range(6))] * 2  # once for each repetition that was left out, with the other one
    assert report.estimate.accuracy["network"] == report.estimate.accuracy["unchanged"]
