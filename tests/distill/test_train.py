"""Training end to end on tiny recordings: artefacts, seeds, kills, and statistics from training data only."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.distill.augment import Augmentation
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.opinions import Opinions
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Run, list_runs, load_run, newest_run
from kd_edge.distill.train import distil_student, resume, train_teacher
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import within
from kd_edge.signal.windows import fit_normalisation

QUICK = Settings(recipe=Recipe(epochs=3, warmup_epochs=1))
PRESET = "compact"


@pytest.fixture(scope="module")
def teacher(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train_teacher(tiny_dataset, tmp_path_factory.mktemp("runs"), network=PRESET, settings=QUICK)


@pytest.fixture(scope="module")
def student(tiny_dataset: Dataset, teacher: Run) -> Run:
    return distil_student(
        tiny_dataset, teacher.folder.parent, teacher=teacher, distillation=Distillation(bank=2), settings=QUICK
    )


def weights(run: Run) -> list[np.ndarray]:
    return run.load_model().get_weights()


def same_weights(first: Run, second: Run) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(weights(first), weights(second), strict=True))


def dense_model(activation: str | None = None, classes: int = 3) -> keras.Model:
    head = keras.layers.Dense(classes, activation=activation, kernel_initializer=keras.initializers.GlorotUniform(1))
    return keras.Sequential([keras.Input((45, 8)), keras.layers.Flatten(), head], name="mine")


def test_a_run_leaves_the_documented_artefacts(student: Run) -> None:
    names = {path.name for path in student.folder.iterdir()}
    assert names == {"run.json", "history.csv", "history.png", "model.keras", "metrics.json"}
    assert (student.folder / "history.png").read_bytes().startswith(b"\x89PNG")
    rows = (student.folder / "history.csv").read_text().splitlines()
    assert rows[0] == "epoch,loss,accuracy"
    assert len(rows) == 1 + 3


def test_a_run_is_found_again_with_its_teacher(student: Run, teacher: Run) -> None:
    root = student.folder.parent
    assert load_run(student.folder).config == student.config
    assert student.config.teacher == teacher.config.name
    assert newest_run(root, role="student").folder == student.folder
    assert newest_run(root, role="teacher").folder == teacher.folder
    shutil.copytree(teacher.folder, root / ".left-over")
    assert len(list_runs(root)) == 2
    shutil.rmtree(root / ".left-over")
    assert list_runs(root, complete=False) == []


def test_normalisation_comes_from_the_training_recordings_only(student: Run, tiny_dataset: Dataset) -> None:
    split = within(tiny_dataset)
    fitted = student.config.signal.normalisation
    assert fitted == fit_normalisation(tiny_dataset, tiny_dataset.signal, split.train)
    everything = np.concatenate([split.train, split.test])
    assert fitted != fit_normalisation(tiny_dataset, tiny_dataset.signal, everything)


def test_a_seed_fixes_the_whole_training(tiny_dataset: Dataset, tmp_path: Path) -> None:
    first, again, other = (
        train_teacher(tiny_dataset, tmp_path / str(take), network=dense_model(), settings=replace(QUICK, seed=seed))
        for take, seed in enumerate((1, 1, 2))
    )
    assert same_weights(first, again)
    assert not same_weights(first, other)


def test_a_taken_name_gets_a_number(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=Recipe(epochs=1), augmentation=None, name="run")
    folders = [train_teacher(tiny_dataset, tmp_path, network=dense_model(), settings=settings).folder for _ in "ab"]
    assert [folder.name for folder in folders] == ["run", "run-2"]


@pytest.mark.parametrize(("dataset_name", "run_name"), [("../../escaped", None), ("tiny", "../escaped")])
def test_a_run_never_leaves_its_folder(
    dataset_name: str, run_name: str | None, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    dataset = dataclasses.replace(tiny_dataset, name=dataset_name)
    with pytest.raises(TrainingError, match=r"The name of a run.*escaped"):
        train_teacher(dataset, tmp_path / "deep" / "runs", network=PRESET, settings=replace(QUICK, name=run_name))
    assert not list(tmp_path.iterdir())


def test_any_keras_model_can_be_teacher_and_student(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = distil_student(tiny_dataset, tmp_path, teacher=dense_model(), network=dense_model(), settings=QUICK)
    assert run.config.network == "mine"
    assert run.load_model().count_params() == 45 * 8 * 3 + 3


TRAIN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import load_run
from kd_edge.distill.train import distil_student
from kd_edge.recordings.archive import load_dataset

data, root, teacher = map(Path, sys.argv[1:])
settings = Settings(recipe=Recipe(epochs=12, warmup_epochs=1), name="killed")
distil_student(
    load_dataset(data), root, teacher=load_run(teacher), distillation=Distillation(bank=5), settings=settings,
    on_epoch=lambda epoch, epochs, progress: epoch == 4 and os.kill(os.getpid(), signal.SIGKILL),
)
"""


def test_a_killed_training_resumes_to_the_same_bits(tiny_dataset: Dataset, teacher: Run, tmp_path: Path) -> None:
    root, data = teacher.folder.parent, tmp_path / "tiny.npz"
    save_dataset(tiny_dataset, data)
    arguments = [sys.executable, "-c", TRAIN_AND_DIE, str(data), str(root), str(teacher.folder)]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    unfinished = newest_run(root, complete=False)
    assert unfinished.config.name == "killed"
    with pytest.raises(TrainingError, match="--resume"):
        unfinished.load_model()

    epochs: list[int] = []
    resumed = resume(unfinished, tiny_dataset, on_epoch=lambda epoch, total, progress: epochs.append(epoch))
    assert epochs == list(range(5, 13)), "it starts after the last epoch that was saved"

    settings = Settings(recipe=Recipe(epochs=12, warmup_epochs=1), name="whole")
    whole = distil_student(tiny_dataset, root, teacher=teacher, distillation=Distillation(bank=5), settings=settings)
    assert same_weights(resumed, whole)
    assert (resumed.folder / "history.csv").read_bytes() == (whole.folder / "history.csv").read_bytes()
    assert {path.name for path in resumed.folder.iterdir()} == {path.name for path in whole.folder.iterdir()}


def test_students_of_one_teacher_ask_it_once(
    tiny_dataset: Dataset, teacher: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second student asks nothing and learns the same; another seed has other copies, so it asks."""
    asked: list[int] = []

    def counted(model: keras.Model, frames: np.ndarray) -> np.ndarray:
        asked.append(len(frames))
        return predict_logits(model, frames)

    monkeypatch.setattr("kd_edge.distill.epochs.predict_logits", counted)
    opinions = Opinions()

    def student(seed: int, opinions: Opinions | None) -> list[np.ndarray]:
        settings = Settings(seed=seed, recipe=Recipe(epochs=2, warmup_epochs=0))
        run = distil_student(tiny_dataset, tmp_path, teacher=teacher, settings=settings, opinions=opinions)
        return list(run.load_model().get_weights())

    first, count = student(0, opinions), len(asked)
    again = student(0, opinions)
    assert len(asked) == count > 0
    student(1, opinions)
    assert len(asked) == 2 * count
    for one, other, alone in zip(first, again, student(0, None), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, alone)


def test_resuming_a_complete_run_returns_it(student: Run, tiny_dataset: Dataset) -> None:
    before = time.time_ns()
    assert resume(student, tiny_dataset) is student
    assert (student.folder / "model.keras").stat().st_mtime_ns < before


def test_learning_works(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=Recipe(epochs=40, batch_size=8, outliers=0), augmentation=Augmentation(gain=0.05))
    run = train_teacher(tiny_dataset, tmp_path, network=dense_model(), settings=settings)
    assert run.metrics.accuracy == 1.0


@pytest.mark.parametrize(
    ("network", "rule"),
    [
        (lambda: dense_model("softmax"), "Models give logits"),
        (lambda: dense_model(classes=4), "A model for these data maps"),
        (lambda: "no-such-preset", "A preset is one that kd-edge has"),
    ],
)
def test_a_network_that_does_not_fit_is_one_clear_error(
    network: object, rule: str, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match=rule):
        train_teacher(tiny_dataset, tmp_path, network=network(), settings=QUICK)  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []


def test_a_teacher_that_saw_the_test_recordings_is_refused(tiny_dataset: Dataset, teacher: Run, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="share recordings, split"):
        distil_student(tiny_dataset, tmp_path, teacher=teacher, settings=Settings(split="loso-0"))


def test_a_loss_that_explodes_is_one_clear_error(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=Recipe(epochs=5, learning_rate=1e30, warmup_epochs=0, clip_norm=1e30))
    with pytest.raises(TrainingError, match="The loss stays a number"):
        train_teacher(tiny_dataset, tmp_path, network=dense_model(), settings=settings)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", b"{}"])
def test_a_damaged_checkpoint_is_one_clear_error(
    damage: bytes, student: Run, teacher: Run, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    for run in (teacher, student):
        shutil.copytree(run.folder, tmp_path / run.folder.name)
    unfinished = load_run(tmp_path / student.folder.name)
    (unfinished.folder / "metrics.json").unlink()
    (unfinished.folder / "checkpoint.npz").write_bytes(damage)
    with pytest.raises(TrainingError, match="checkpoint"):
        resume(unfinished, tiny_dataset)


@pytest.mark.parametrize("text", ["{", "{}", '{"name": 3}'])
def test_a_damaged_run_json_is_one_clear_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(TrainingError, match=r"run\.json"):
        load_run(tmp_path)


def test_a_folder_without_runs_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="kd-edge train"):
        newest_run(tmp_path, role="teacher")
    with pytest.raises(TrainingError, match=r"run\.json"):
        load_run(tmp_path)
