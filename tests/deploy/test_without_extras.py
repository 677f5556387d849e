"""Commands on a host that has kd-edge alone, without its extras: they work, or say which extra they need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = """
import sys

class Installed:
    finders = list(sys.meta_path)

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {absent}:
            return None
        return next((spec for finder in self.finders if (spec := finder.find_spec(name, path, target))), None)

sys.meta_path[:] = [Installed()]
from kd_edge.cli import main
main({arguments}, prog_name="kd-edge")
"""

EXTRAS = {"tensorflow", "keras", "flatbuffers", "matplotlib", "tflite_micro", "elftools", "psutil", "pyocd", "ziglang"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = WITHOUT.format(absent=EXTRAS, arguments=list(arguments))
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_boards_and_doctor_start() -> None:
    boards = run("boards", "--json")
    assert boards.returncode == 0, boards.stderr
    assert [remark.split(": ")[-1] for remark in json.loads(boards.stdout)["remarks"]] == [
        "pip install 'kd-edge[deploy]'",
        "pip install 'kd-edge[probe]'",
    ]
    doctor = run("doctor", "--json")
    assert doctor.returncode in (0, 11), doctor.stderr
    found = {tool["name"]: tool["found"] for tool in json.loads(doctor.stdout)}
    assert found["zig"] is None


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["train", "{archive}", "--epochs", "1"], "train"),
        (["export", "--run", "{run}"], "train"),
        (["data", "inspect", "{archive}", "--plots", "{folder}"], "plot"),
        (["build", "export/reference", "--board", "mps2-an386"], "deploy"),
    ],
)
def test_a_command_that_needs_an_extra_names_it(
    arguments: list[str], extra: str, tmp_path_factory: pytest.TempPathFactory, tiny_archive: str, tiny_run: str
) -> None:
    folder = tmp_path_factory.mktemp("out")
    result = run(*(word.format(archive=tiny_archive, folder=folder, run=tiny_run) for word in arguments))
    assert result.returncode == 12, result.stderr
    assert f"pip install 'kd-edge[{extra}]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def tiny_archive(tmp_path_factory: pytest.TempPathFactory, tiny_dataset: object) -> str:
    from kd_edge.recordings.archive import save_dataset
    from kd_edge.recordings.recording import Dataset

    assert isinstance(tiny_dataset, Dataset)
    path = tmp_path_factory.mktemp("data") / "tiny.npz"
    save_dataset(tiny_dataset, path)
    return str(path)


@pytest.fixture(scope="module")
def tiny_run(tmp_path_factory: pytest.TempPathFactory, tiny_archive: str) -> str:
    """The folder of a run as training leaves it, as far as `export` looks before it needs TensorFlow."""
    from kd_edge.distill.recipe import Recipe
    from kd_edge.distill.runs import Run, RunConfig, save_config
    from kd_edge.recordings.archive import load_dataset

    dataset = load_dataset(Path(tiny_archive))
    config = RunConfig(
        name="tiny", role="student", network="compact", dataset=dataset.name, dataset_path=tiny_archive,
        dataset_fingerprint=dataset.fingerprint(), synthetic=True, labels=dataset.labels, signal=dataset.signal,
        split="within", seed=0, recipe=Recipe(), augmentation=None, distillation=None, teacher=None, parameters=1,
        macs=1, git_revision="", started_ns=0,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("runs") / "tiny"
    folder.mkdir()
    save_config(Run(folder, config))
    return str(folder)
