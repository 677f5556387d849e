"""`kd-edge train` and `kd-edge distill` from the outside."""

from __future__ import annotations

import json
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


def test_direct_with_a_teacher_is_a_usage_error(data: str) -> None:
    assert run("distill", data, "--direct", "--teacher", "x")[0] == 2
