"""A student through its passes, on tiny recordings: what is written, exported and refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge.bundle import open_bundle
from kd_edge.cli import main
from kd_edge.compress.compress import compress_run
from kd_edge.compress.passes import KINDS, Pass, parse_pass
from kd_edge.distill.epochs import predict_logits as real
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Run, save_config
from kd_edge.distill.train import distil_student, train_teacher
from kd_edge.errors import TrainingError
from kd_edge.export.runs import export_run
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.verify import verify_bundle
from tests.conftest import make_tiny_dataset

QUICK = Recipe(epochs=2, warmup_epochs=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "tiny.npz"
    save_dataset(make_tiny_dataset(), path)
    return path


@pytest.fixture(scope="module")
def dataset(data: Path) -> Dataset:
    return load_dataset(data)


@pytest.fixture(scope="module")
def student(dataset: Dataset, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Distilled, so that the passes need its teacher."""
    root, settings = tmp_path_factory.mktemp("runs"), Settings(recipe=QUICK, dataset_path=str(data))
    teacher = train_teacher(dataset, root, network="compact", settings=settings)
    return distil_student(dataset, root, teacher=teacher, distillation=Distillation(bank=2), settings=settings)


@pytest.fixture(scope="module")
def smaller(student: Run, dataset: Dataset) -> Run:
    passes = [Pass("prune", 0.5), Pass("channels", 4), Pass("low-rank", 0.2)]
    return compress_run(student, dataset, student.folder.parent, passes=passes, recipe=QUICK)


def test_a_new_run_says_where_it_comes_from(student: Run, smaller: Run) -> None:
    config = smaller.config
    assert config.parent == student.config.name
    assert config.passes == ("prune=0.5", "channels=4", "low-rank=0.2")
    assert config.signal.feature_count == 4
    assert set(config.signal.features) < set(student.config.signal.features)
    assert config.parameters < student.config.parameters / 2
    assert smaller.load_model().input_shape == (None, 45, 4)
    assert {path.name for path in smaller.folder.iterdir()} == {path.name for path in student.folder.iterdir()}
    assert len((smaller.folder / "history.csv").read_text().splitlines()) == 1 + 3 * QUICK.epochs


def test_the_bundle_reads_only_the_channels_that_are_left(smaller: Run, tmp_path: Path) -> None:
    bundle = open_bundle(export_run(smaller, tmp_path / "small", goldens=8))
    assert bundle.manifest.signal.features == smaller.config.signal.features
    failed = {check.name for check in verify_bundle(bundle.folder).checks if check.status == "failed"}
    assert failed <= {"argmax-agreement"}  # two epochs leave the scores close together


def test_a_compressed_run_can_be_compressed_again(
    smaller: Run, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads 4 of 8 channels by now; its teacher still has all, and goes on teaching."""
    shapes = []
    monkeypatch.setattr(
        "kd_edge.distill.epochs.predict_logits",
        lambda model, frames: shapes.append(frames.shape) or real(model, frames),
    )
    again = compress_run(smaller, dataset, smaller.folder.parent, passes=[Pass("prune", 0.3)], recipe=QUICK)
    assert again.config.passes[-2:] == ("low-rank=0.2", "prune=0.3")
    assert again.config.parent == smaller.config.name
    assert {shape[-1] for shape in shapes} == {8}


def test_a_student_whose_teacher_is_gone_says_so(student: Run, dataset: Dataset) -> None:
    """A student of a Keras model has a teacher that is no run."""
    orphan = Run(student.folder, replace(student.config, teacher="(Keras model)"))
    with pytest.raises(TrainingError, match="beside the run of its teacher"):
        compress_run(orphan, dataset, student.folder.parent, passes=[Pass("prune", 0.5)], name="orphan")
    assert not (student.folder.parent / "orphan").exists()


def test_recordings_that_nobody_can_find_are_asked_for(student: Run, tmp_path: Path) -> None:
    lost = tmp_path / "runs"
    shutil.copytree(student.folder.parent, lost)
    config = replace(student.config, dataset_path="")
    save_config(Run(lost / student.folder.name, config))
    arguments = ["compress", student.config.name, "--pass", "prune=0.5", "--runs", str(lost)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 5
    assert "--data" in result.stderr


def test_other_recordings_and_a_name_that_is_taken_are_refused(student: Run, smaller: Run, dataset: Dataset) -> None:
    root = student.folder.parent
    with pytest.raises(TrainingError, match="recordings that it was trained on"):
        compress_run(student, make_tiny_dataset(repetitions=5), root, passes=[Pass("prune", 0.5)], recipe=QUICK)
    with pytest.raises(TrainingError, match="name of its own"):
        compress_run(student, dataset, root, passes=[Pass("prune", 0.5)], name=smaller.config.name)


@pytest.mark.parametrize("text", ["prune", "prune=", "prune=1", "prune=nan", "low-rank=1.5", "channels=0", "trim=3"])
def test_what_no_pass_takes_is_refused(text: str) -> None:
    with pytest.raises(TrainingError):
        parse_pass(text)


def test_passes_are_read_as_they_are_written() -> None:
    for name in KINDS:
        text = f"{name}=0.5" if KINDS[name].fits(0.5) else f"{name}=4"
        assert str(parse_pass(text)) == text


def test_a_selection_of_all_is_refused(student: Run, dataset: Dataset) -> None:
    with pytest.raises(TrainingError, match="fewer than the 8"):
        compress_run(student, dataset, student.folder.parent, passes=[Pass("channels", 8)], name="all")
    assert not (student.folder.parent / "all").exists()


def test_the_command(student: Run) -> None:
    arguments = ["compress", student.config.name, "--pass", "gated-channels=5", "--epochs", "1"]
    result = CliRunner().invoke(main, [*arguments, "--runs", str(student.folder.parent)])
    assert result.exit_code == 0, result.stderr
    assert "reads: " in result.stdout
    result = CliRunner().invoke(main, ["compress", "--pass", "trim=3", "--runs", str(student.folder.parent)])
    assert result.exit_code == 5
