"""A sweep with real trainings, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import confusion_matrix

from kd_edge.campaign.measure import measure_deployed
from kd_edge.cli import main
from kd_edge.distill.runs import load_run
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.sweep.local import LocalWorkers
from kd_edge.sweep.outcome import confusion
from kd_edge.sweep.sweep import load_sweep, run_sweep
from kd_edge.sweep.trial import Trial

SPACE = """
[trial]
preset = "compact-small"
recipe.epochs = 1
fine_tuning.epochs = 1
[[grid]]
teacher = [{preset = "compact-small", recipe.epochs = 1}]
passes = [[], ["prune=0.5"]]
"""


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.slow
def test_teacher_student_and_compressed_student_are_made_once_and_measured(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    data, space, out = tmp_path / "tiny.npz", tmp_path / "space.toml", tmp_path / "out"
    save_dataset(tiny_dataset, data)
    space.write_text(SPACE)
    command = ("sweep", data, "--space", space, "--out", out, "--jobs", 2, "--json")
    code, output, errors = run(*command, "--dry-run")
    assert code == 0, errors
    assert len(json.loads(output)["left"]) == 3
    code, output, errors = run(*command, "--holding", 0, "--holding", 1)
    assert code == 0, errors
    result = json.loads(output)
    assert result["counts"] == {"found_done": 0, "made": 3, "failed": 0}
    whole, pruned = result["points"]
    assert pruned["file_bytes"] < whole["file_bytes"]
    assert result["fronts"]["file_bytes"][0] == pruned["label"] == result["smallest"][0]["point"]
    student = load_run(out / "trials" / whole["trials"][0])
    (teacher,) = student.config.teachers
    assert load_run(out / "trials" / teacher).config.role == "teacher"
    deployed = measure_deployed(student, load_dataset(data))
    assert (deployed.accuracy, deployed.int8_bytes) == (whole["accuracy"], whole["file_bytes"])
    written = {path: path.stat().st_mtime_ns for path in out.glob("trials/*/model.keras")}
    assert len(written) == 3
    again = json.loads(run(*command)[1])
    assert again["points"] == result["points"]
    assert again["counts"] == {"found_done": 3, "made": 0, "failed": 0}
    printed = run(*command[:-1])[1]
    assert "trials: 3 found done, 0 made, 0 failed" in printed
    assert "Pareto front" in printed
    assert {path: path.stat().st_mtime_ns for path in out.glob("trials/*/model.keras")} == written
    space.write_text(SPACE.replace('["prune=0.5"]', '["prune=0.5"], ["prune=0.9"]'))
    plan = json.loads(run(*command, "--dry-run")[1])
    assert (plan["asked"], plan["trials"], len(plan["left"])) == (3, 4, 1), "a larger space only adds what is new"


@pytest.mark.parametrize(
    ("trial", "found"),
    [
        (Trial(network="compakt"), "compakt.*write compact or"),
        (Trial(passes=("pruune=0.5",)), "pruune.*write prune"),
        (Trial(seed=2**32), "4,294,967,296"),
    ],
)
def test_a_misspelt_setting_is_found_before_anything_trains(
    trial: Trial, found: str, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    with pytest.raises(TrainingError, match=found):
        run_sweep(tmp_path / "tiny.npz", [Trial(), trial], tmp_path / "out", LocalWorkers(1))
    assert not (tmp_path / "out").exists()
    with pytest.raises(TrainingError, match="kd-edge sweep"):
        load_sweep(tmp_path / "out")


def test_a_file_where_the_folder_should_be_is_found_before_anything_trains(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    (tmp_path / "space.toml").touch()
    (tmp_path / "out").write_text("mine")
    for place in ("out", "out/deeper"):
        command = ("sweep", tmp_path / "tiny.npz", "--space", tmp_path / "space.toml", "--out", tmp_path / place)
        for more in ((), ("--dry-run",)):
            code, _, errors = run(*command, *more)
            assert (code, "choose another folder" in errors) == (13, True), errors
    assert (tmp_path / "out").read_text() == "mine"


def test_confusion_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    scores, truth = rng.integers(-128, 128, (200, 4)), rng.integers(0, 4, 200)
    assert np.array_equal(confusion(scores, truth, 4), confusion_matrix(truth, scores.argmax(axis=1)))


def test_jobs_and_a_scheduler_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "space.toml").touch()
    options = ("--jobs", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert run("sweep", tmp_path / "x.npz", "--space", tmp_path / "space.toml", *options)[0] == 2
