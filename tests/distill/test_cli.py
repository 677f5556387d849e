"""`kd-edge train` and `kd-edge distill` from the outside."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def data(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("data") / "tiny.npz"
    save_dataset(tiny_dataset, path)
    return str(path)


def test_train_then_distill_then_resume(data: str, tmp_path: Path) -> None:
    quick = ("--epochs", "1", "--runs", str(tmp_path), "--preset", "compact")
    code, _, errors = run("distill", data, *quick)
    assert code == 5
    assert "kd-edge train" in errors
    code, output, _ = run("train", data, *quick, "--json")
    assert code == 0
    teacher = json.loads(output)["config"]
    assert teacher["dataset_path"] == data
    code, output, errors = run("distill", data, *quick, "--temperature", "2")
    assert code == 0, errors
    assert "tiny-compact-distilled-within-s0" in output
    assert "synthetic recordings" in output
    code, _, errors = run("distill", data, "--runs", str(tmp_path), "--resume")
    assert code == 5
    assert "unfinished student run" in errors


def test_a_method_and_a_chain_from_the_command_line(data: str, tmp_path: Path) -> None:
    quick = ("--epochs", "1", "--runs", str(tmp_path))
    assert run("train", data, *quick, "--preset", "compact", "--mixup", "0.2")[0] == 0
    way = ("--method", "decoupled", "--parameter", "other_weight=4", "--chain", "isl-student", "--spliced", "0.5")
    code, output, errors = run("distill", data, *quick, *way, "--json")
    assert code == 0, errors
    config = json.loads(output)["config"]
    assert config["teacher"] == "tiny-isl-student-distilled-within-s0"
    assert config["distillation"]["method"] == {"type": "decoupled", "target_weight": 1.0, "other_weight": 4.0}
    assert config["distillation"]["spliced"] == 0.5
    code, _, errors = run("distill", data, *quick, "--method", "nonsense")
    assert code == 5
    assert "logit-regression" in errors


@pytest.mark.parametrize(
    "options",
    [
        ("--direct", "--method", "hints"),
        ("--direct", "--alpha", "0"),
        ("--resume", "--chain", "compact"),
        ("--width", "0.5", "--epochs", "1"),
    ],
    ids=" ".join,
)
def test_options_that_would_have_no_effect_are_usage_errors(options: tuple[str, ...], data: str) -> None:
    assert run("distill", data, *options)[0] == 2


def test_direct_with_a_teacher_is_a_usage_error(data: str) -> None:
    assert run("distill", data, "--direct", "--teacher", "x")[0] == 2


def test_what_the_split_never_tests_is_said_before_the_training(tiny_dataset: Dataset, tmp_path: Path) -> None:
    few = [recording for recording in tiny_dataset.recordings if recording.label != 2 or recording.repetition < 2]
    few = [replace(recording, repetitions=2) if recording.label == 2 else recording for recording in few]
    save_dataset(replace(tiny_dataset, recordings=few), tmp_path / "few.npz")
    _, _, errors = run("train", str(tmp_path / "few.npz"), "--preset", "none", "--runs", str(tmp_path / "runs"))
    assert "split within: never tested, for want of takes: SIGN2" in errors
