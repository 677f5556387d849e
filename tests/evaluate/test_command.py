"""``kd-edge evaluate`` and ``tune`` as a user runs them, on a small untrained network."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kd_edge.bundle import open_bundle
from kd_edge.cli import main
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset

LITTLE = ["--rest-minutes", "0.05", "--movement-minutes", "0.05", "--engine", "litert"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture(scope="module")
def data(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recordings that the bundle was made from; beside them ``walks.npz``, which shows other things."""
    folder = tmp_path_factory.mktemp("recordings")
    save_dataset(tiny_dataset, folder / "tiny.npz")
    save_dataset(replace(tiny_dataset, name="walks", labels=("walk", "stand", "sit")), folder / "walks.npz")
    return folder / "tiny.npz"


def test_other_movement_is_played_and_judged_on_what_nothing_was_chosen_on(
    tiny_export: Path, data: Path, tmp_path: Path
) -> None:
    bundle = shutil.copytree(tiny_export, tmp_path / "tiny")
    walks = data.with_name("walks.npz")
    done = run("evaluate", bundle, data, "--streaming", *LITTLE, "--other", walks, "--json")
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)["movements"]) == {"pieces of signs", "walks"}
    done = run("tune", bundle, data, *LITTLE, "--split", "loso-0", "--other", walks, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert done.stderr.count("note: the bundle was trained with split within") == 1
    later = run(
        *("evaluate", bundle, data, "--streaming", *LITTLE, "--split", "loso-0", "--half", "second"),
        *("--other", walks, "--json"),
    )
    assert json.loads(later.stdout) == said["after"]
    assert said["chosen_on"]["movements"]["walks"]["hours"] == said["after"]["movements"]["walks"]["hours"] > 0
    assert open_bundle(bundle).manifest.decision.votes == said["decision"]["votes"]


@pytest.mark.parametrize("command", ["evaluate", "tune"])
def test_signs_are_no_other_movement(tiny_export: Path, data: Path, command: str) -> None:
    streaming = ["--streaming"] if command == "evaluate" else []
    done = run(command, tiny_export, data, *streaming, *LITTLE, "--other", data)
    assert done.exit_code == 15
    assert "Nobody makes a sign that the bundle knows in tiny" in done.output
    assert "Remedy: leave these recordings out" in done.output


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--orders", "1"], "--orders"),
        (["--other", "DATA"], "--other"),
        (["--rest-minutes", "1", "--movement-minutes", "1"], "--rest-minutes, --movement-minutes"),
        (["--seed", "0"], "--seed"),
        (["--on", "host"], "--on"),
        (["--stateful"], "--stateful"),
        (["--port", "/dev/null"], "--port"),
        (["--confusion", "c.png"], "--confusion"),
        (["--streaming", "--port", "/dev/null"], "--port"),
        (["--streaming", "--on", "board", "--stateful"], "--stateful"),
        (["--streaming", "--on", "board", "--engine", "c"], "--engine"),
        (["--streaming", "--stateful", "--engine", "litert"], "--engine"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    tiny_export: Path, data: Path, options: list[str], named: str
) -> None:
    done = run("evaluate", tiny_export, data, *(str(data) if word == "DATA" else word for word in options))
    assert done.exit_code == 2
    assert f"Error: {named}: " in done.output


@pytest.mark.parametrize(
    ("split", "said"), [((), False), (("--split", "within"), False), (("--split", "loso-0"), True)]
)
def test_takes_that_may_have_trained_are_said_to_have(
    tiny_export: Path, data: Path, split: tuple[str, ...], said: bool
) -> None:
    done = run("evaluate", tiny_export, data, "--engine", "litert", "--json", *split)
    assert done.exit_code == 0, done.output
    assert ("trained with split within, so" in done.stderr) == said
