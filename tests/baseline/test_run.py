"""Classical methods on splits: what is trained on, how folds are joined, and what a network is compared with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.baseline.run import Baseline, Figure, find_baseline, measure_baseline, save_baseline
from kd_edge.baseline.standing import standing
from kd_edge.baseline.worn import canonical
from kd_edge.cli import main
from kd_edge.contract import ContractError, WearerProfile
from kd_edge.distill.runs import Metrics
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.wearer.worn import wearers_of
from tests.wearer.worn_persons import make_persons


@pytest.fixture(scope="module")
def within(tiny_dataset: Dataset) -> Baseline:
    return measure_baseline(tiny_dataset, "within", seeds=2)


def test_signs_that_differ_are_told_apart(within: Baseline) -> None:
    assert {figure.method for figure in within.figures} == {"lda", "extra-trees"}
    assert within.best.accuracy > 0.9
    assert all(len(figure.accuracies) == 2 for figure in within.figures)


def test_held_out_takes_have_no_part_in_the_training(tiny_dataset: Dataset, within: Baseline) -> None:
    """With every held-out label moved on by one, decisions that do not know them are wrong where they were right."""
    held_out = set(named_split(tiny_dataset, "within").test.tolist())
    signs = len(tiny_dataset.labels)
    moved = [
        replace(recording, label=(recording.label + 1) % signs) if index in held_out else recording
        for index, recording in enumerate(tiny_dataset.recordings)
    ]
    figures = measure_baseline(replace(tiny_dataset, recordings=moved), "within", seeds=1).figures
    for figure, before in zip(figures, within.figures, strict=True):
        assert figure.accuracies[0] <= 1 - before.accuracies[0]


def test_all_folds_together_are_the_folds_one_by_one(tiny_dataset: Dataset) -> None:
    together = measure_baseline(tiny_dataset, "loso", seeds=1)
    folds = [measure_baseline(tiny_dataset, f"loso-{fold}", seeds=1) for fold in range(2)]
    assert together.test_windows == sum(fold.test_windows for fold in folds)
    for index, figure in enumerate(together.figures):
        hits = sum(fold.figures[index].accuracies[0] * fold.test_windows for fold in folds)
        assert figure.accuracies[0] == pytest.approx(hits / together.test_windows)
        persons = {key: value for fold in folds for key, value in fold.figures[index].per_subject.items()}
        assert figure.per_subject == persons
        assert figure.macro_accuracies[0] == pytest.approx(np.mean(list(persons.values())))


def test_one_seed_at_least(tiny_dataset: Dataset) -> None:
    with pytest.raises(TrainingError, match="at least one seed"):
        measure_baseline(tiny_dataset, "within", seeds=0)


def run_beside(root: Path, baseline: Baseline, accuracy: float) -> Any:
    """What a comparison reads of a run on the same data and split."""
    config = SimpleNamespace(
        dataset=baseline.dataset,
        dataset_fingerprint=baseline.dataset_fingerprint,
        split=baseline.split,
        signal=SimpleNamespace(window_size=baseline.window_size, window_increment=baseline.window_increment),
        wearers=None,
    )
    return SimpleNamespace(
        folder=root / "student", config=config, metrics=Metrics(accuracy, accuracy, {}, 1.0, 1, 1, 0.0)
    )


def figure(method: str, *accuracies: float) -> Figure:
    return Figure(method, accuracies, accuracies, {}, 0.0)


_FIGURES = Baseline(
    "tiny", "0123456789abcdef", "within", 45, 15, 1, 1, 1, (figure("lda", 0.8), figure("trees", 0.8, 0.9))
)


@pytest.mark.parametrize(
    ("accuracy", "ready", "sentence"),
    [
        (0.84, False, "not ready: 1.0 points behind trees (0.8500)"),
        (0.85, True, "level with trees (0.8500)"),
        (0.90, True, "5.0 points ahead of trees (0.8500)"),
    ],
)
def test_a_network_that_loses_to_the_best_method_is_not_ready(
    tmp_path: Path, accuracy: float, ready: bool, sentence: str
) -> None:
    run = run_beside(tmp_path, _FIGURES, accuracy)
    assert standing(run) is None
    save_baseline(_FIGURES, tmp_path)
    place = standing(run)
    assert place is not None
    assert (place.ready, place.sentence) == (ready, sentence)


def test_a_baseline_serves_only_its_own_data_and_split(tmp_path: Path) -> None:
    save_baseline(_FIGURES, tmp_path)
    data = {"dataset": "tiny", "dataset_fingerprint": "0123456789abcdef", "windows": (45, 15)}
    own = {**data, "split": "within", "wearer": "as-recorded"}
    assert find_baseline(tmp_path, **own) == _FIGURES
    assert find_baseline(tmp_path, **{**own, "split": "loso-0"}) is None
    assert find_baseline(tmp_path, **{**own, "wearer": "canonical"}) is None
    assert find_baseline(tmp_path, **{**own, "windows": (45, 30)}) is None
    assert find_baseline(tmp_path, **{**own, "dataset_fingerprint": "f" * 16}) is None
    for path in (tmp_path / "baselines").iterdir():
        path.write_text("{")
    with pytest.raises(ContractError):
        find_baseline(tmp_path, **own)


def test_the_command_keeps_what_a_training_is_compared_with(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data, runs = tmp_path / "tiny.npz", tmp_path / "runs"
    save_dataset(tiny_dataset, data)
    result = CliRunner().invoke(main, ["baseline", str(data), "--seeds", "1", "--runs", str(runs), "--json"])
    assert result.exit_code == 0, result.output
    kept = json.loads(result.stdout)
    assert Path(kept["file"]).is_file()
    quick = ["--preset", "compact", "--epochs", "1", "--direct", "--runs", str(runs)]
    trained = CliRunner().invoke(main, ["distill", str(data), *quick])
    assert trained.exit_code == 0, trained.output
    assert "not ready: " in trained.stdout
    exported = CliRunner().invoke(main, ["export", "--float32", "--runs", str(runs), "--out", str(tmp_path / "out")])
    assert exported.exit_code == 0, exported.output
    assert "tiny-compact-direct-within-s0 is not ready: " in exported.stderr


def test_classical_methods_take_profiles_too() -> None:
    """A person with the armband on the other arm is enrolled, and not tested on what enrolled."""
    how = {"anna": WearerProfile(), "bert": WearerProfile(roll_deg=90), "nina": WearerProfile(mirror=True, roll_deg=90)}
    dataset = make_persons(how, repetitions=5)
    turned, signal, split = canonical(dataset, named_split(dataset, "loso-2"), seconds=3.0)
    profiles = wearers_of(turned)
    assert profiles["nina"].mirror != profiles["anna"].mirror == profiles["bert"].mirror
    assert signal.wearer == WearerProfile()
    assert len(named_split(dataset, "loso-2").test) - len(split.test) == 7  # 3 s in takes of 0.48 s
    measured = measure_baseline(dataset, "loso-2", seeds=1, wearer="canonical", enrol_seconds=3.0)
    assert measured.test_windows == len(split.test)
    assert measured.wearer == "canonical"
    assert measured.best.accuracy > 0.9
