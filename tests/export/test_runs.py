"""`kd-edge export` from a run folder: the newest student by default, its own recordings only."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import keras
import pytest
from click.testing import CliRunner
from msgspec.structs import replace as structs_replace

from kd_edge import contract
from kd_edge.bundle import open_bundle
from kd_edge.cli import main
from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.runs import METRICS, MODEL, Metrics, Run, RunConfig, load_run, save_config
from kd_edge.distill.train import distil_student
from kd_edge.errors import ExportError
from kd_edge.export.runs import export_run
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.splits import within
from kd_edge.signal.windows import fit_normalisation
from kd_edge.verify import verify_bundle


@pytest.fixture(scope="module")
def work(tmp_path_factory, tiny_dataset):
    """A folder with recordings and two finished runs, student after teacher."""
    root = tmp_path_factory.mktemp("work")
    save_dataset(tiny_dataset, root / "tiny.npz")
    for started_ns, role in enumerate(("teacher", "student")):
        _finish_run(root, role, started_ns, tiny_dataset)
    return root


def _finish_run(root, role, started_ns, dataset):
    split = within(dataset)
    signal = dataset.signal.normalised(fit_normalisation(dataset, dataset.signal, split.train))
    config = RunConfig(
        name=f"tiny-{role}",
        role=role,
        network="custom",
        dataset=dataset.name,
        dataset_path=str(root / "tiny.npz"),
        dataset_fingerprint=dataset.fingerprint(),
        synthetic=True,
        labels=dataset.labels,
        signal=signal,
        split=split.name,
        seed=0,
        recipe=Recipe(),
        augmentation=None,
        distillation=None,
        teacher=None,
        parameters=1,
        macs=1,
        git_revision="unknown",
        started_ns=started_ns,
    )
    run = Run(root / "runs" / config.name, config)
    run.folder.mkdir(parents=True)
    save_config(run)
    model = keras.Sequential([keras.Input((45, 8)), keras.layers.Conv1D(4, 9), keras.layers.LSTM(4)])
    model.add(keras.layers.Dense(3))
    model.save(run.folder / MODEL)
    metrics = Metrics(0.5, 0.5, {}, 0.5, 24, 12, 1.0)
    (run.folder / METRICS).write_bytes(contract.encode(metrics))
    return run


def test_the_bare_command_exports_the_newest_student(work):
    options = ["--runs", str(work / "runs"), "--out", str(work / "export"), "--goldens", "4", "--json"]
    result = CliRunner().invoke(main, ["export", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    bundle = open_bundle(work / "export" / "tiny-student")
    assert json.loads(result.stdout)["int8_bytes"] == bundle.manifest.metrics["int8_bytes"]
    assert len(bundle.golden) == 4
    assert not [check for check in verify_bundle(bundle.folder).failures if check.name != "argmax-agreement"]


def test_float32_writes_one_file(work):
    options = ["--float32", "--run", "tiny-teacher", "--runs", str(work / "runs"), "--out", str(work / "float")]
    result = CliRunner().invoke(main, ["export", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert [path.name for path in (work / "float").iterdir()] == ["tiny-teacher_float32.tflite"]


def test_other_recordings_than_the_runs_are_refused(work, tiny_dataset):
    save_dataset(replace(tiny_dataset, recordings=tiny_dataset.recordings[:-1]), work / "other.npz")
    run = load_run(work / "runs" / "tiny-student")
    with pytest.raises(ExportError, match="other recordings"):
        export_run(run, work / "export" / "never", data=work / "other.npz")
    assert not (work / "export" / "never").exists()


def test_after_a_training_in_python_the_recordings_are_found_again(work, tmp_path):
    """As in the documentation: the path of the data set is not passed on, but the data set knows it."""
    dataset = load_dataset(work / "tiny.npz")
    model = keras.Sequential([keras.Input((45, 8)), keras.layers.Flatten(), keras.layers.Dense(3)])
    settings = Settings(recipe=Recipe(epochs=1), augmentation=None)
    run = distil_student(dataset, tmp_path / "runs", teacher=None, network=model, settings=settings)
    assert run.config.dataset_path == str(work / "tiny.npz")
    options = ["--runs", str(tmp_path / "runs"), "--out", str(tmp_path / "export"), "--goldens", "2"]
    assert CliRunner().invoke(main, ["export", *options], catch_exceptions=False).exit_code == 0


@pytest.mark.parametrize(("path", "found"), [("", "no note of where they are"), ("gone.npz", "nothing at gone.npz")])
def test_recordings_that_nobody_can_find_are_asked_for(path, found, work, tmp_path):
    run = load_run(work / "runs" / "tiny-student")
    lost = Run(run.folder, structs_replace(run.config, dataset_path=path))
    with pytest.raises(ExportError, match=f"{found}.*--data"):
        export_run(lost, tmp_path / "never")
    assert not (tmp_path / "never").exists()


SAVE_WITH_OWN_LAYER = """
import sys, keras
class Own(keras.layers.Layer):
    def call(self, x):
        return x
model = keras.Sequential([keras.Input((45, 8)), Own(), keras.layers.Flatten(), keras.layers.Dense(3)])
model.save(sys.argv[1])
"""


@pytest.mark.parametrize(
    "script", [SAVE_WITH_OWN_LAYER, SAVE_WITH_OWN_LAYER.replace("Own()", "keras.layers.Lambda(abs)")]
)
def test_a_run_with_a_layer_that_this_process_does_not_know_is_one_clear_error(script, work, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(work / "runs" / "tiny-student", folder)
    subprocess.run([sys.executable, "-c", script, str(folder / MODEL)], check=True, capture_output=True)
    result = CliRunner().invoke(main, ["export", "--run", str(folder), "--out", str(tmp_path / "export")])
    assert result.exit_code == 5
    assert "register_keras_serializable" in result.stderr
    assert not (tmp_path / "export").exists()
