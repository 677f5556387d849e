"""Runs beside one another, on folders that are written by hand: nothing is trained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.cli import main
from kd_edge.distill.comparison import differences, remove_runs
from kd_edge.distill.recipe import Recipe
from kd_edge.distill.runs import METRICS, Metrics, Run, RunConfig, load_run, save_config
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.recordings.recording import Dataset

CONFUSION = ((2, 0, 0), (1, 1, 0), (0, 0, 0))
METRICS_OF_TWO = Metrics(
    0.75, 0.7, {"anna": 0.6, "bert": 0.8}, 1.0, 10, 4, 1.0, confusion=((2, 0, 0), (1, 1, 0), (0, 0, 0))
)


def write_run(root: Path, recordings: Dataset, name: str, **changes: object) -> Run:
    config = RunConfig(
        name=name,
        role="student",
        network="compact",
        dataset="tiny",
        dataset_path="",
        dataset_fingerprint="f" * 64,
        synthetic=True,
        labels=recordings.labels,
        signal=recordings.signal,
        split="within",
        seed=0,
        recipe=Recipe(),
        augmentation=None,
        distillation=None,
        teacher=None,
        parameters=100,
        macs=1000,
        git_revision="abc",
        started_ns=1,
    )
    run = Run(root / name, replace(config, **changes))
    run.folder.mkdir(parents=True)
    save_config(run)
    write_bytes(run.folder / METRICS, contract.encode(METRICS_OF_TWO))
    return load_run(run.folder)


def test_what_differs_is_named_as_in_a_file(tiny_dataset: Dataset, tmp_path: Path) -> None:
    one = write_run(tmp_path, tiny_dataset, "one").config
    two = replace(one, name="two", started_ns=2, seed=1, recipe=replace(one.recipe, epochs=3))
    assert differences([one, two]) == {"seed": ("0", "1"), "recipe.epochs": ("200", "3")}
    assert differences([one, replace(one, name="other")]) == {}


def test_a_run_that_others_were_made_from_stays(tiny_dataset: Dataset, tmp_path: Path) -> None:
    teacher = write_run(tmp_path, tiny_dataset, "teacher", role="teacher")
    student = write_run(tmp_path, tiny_dataset, "student", teacher="teacher")
    small = write_run(tmp_path, tiny_dataset, "small", parent="student")
    for needed in (teacher, student):
        with pytest.raises(TrainingError, match="others were made from"):
            remove_runs(tmp_path, [needed])
    assert teacher.folder.is_dir()
    remove_runs(tmp_path, [teacher, student, small])
    assert list(tmp_path.iterdir()) == []


def test_the_commands(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path, tiny_dataset, "one")
    write_run(tmp_path, tiny_dataset, "two", seed=1, started_ns=2)

    def told(*words: str) -> str:
        done = CliRunner().invoke(main, ["runs", *words, "--runs", str(tmp_path)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert [Path(run["folder"]).name for run in json.loads(told("list", "--json"))] == ["one", "two"]
    assert json.loads(told("compare", "one", "two", "--json"))["differences"] == {"seed": ["0", "1"]}
    shown = told("show", "one")
    for text in ("0.7500", "anna", "0.8000", "SIGN1", "0.5000", "SIGN0 (1)"):
        assert text in shown
    assert "seed" in told("compare", "one", "two")
    told("remove", "two", "--yes")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize("absolute", [True, False])
def test_nothing_outside_the_folder_of_runs_is_removed(tiny_dataset: Dataset, tmp_path: Path, absolute: bool) -> None:
    outside = write_run(tmp_path / "other", tiny_dataset, "teacher").folder
    write_run(tmp_path / "runs", tiny_dataset, "mine")
    name = str(outside) if absolute else "../other/teacher"
    done = CliRunner().invoke(main, ["runs", "remove", name, "--runs", str(tmp_path / "runs"), "--yes"])
    assert done.exit_code != 0
    assert "The name of a run" in done.output
    assert outside.is_dir()


def test_a_run_that_is_named_twice_is_removed_once(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path, tiny_dataset, "mine")
    done = CliRunner().invoke(main, ["runs", "remove", "mine", "mine", "--runs", str(tmp_path), "--yes"])
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "mine").exists()


def test_a_damaged_run_is_named_and_hides_no_other(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path, tiny_dataset, "whole")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{")
    told = CliRunner().invoke(main, ["runs", "list", "--runs", str(tmp_path)], catch_exceptions=False)
    assert told.exit_code == 0
    assert "whole" in told.stdout
    assert "left out: " in told.stderr
    assert str(tmp_path / "broken") in told.stderr
