"""One trial: its recordings, its training or compression, its measurement. This is what imports TensorFlow."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

import keras
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.compress.compress import compress_run
from kd_edge.compress.passes import parse_pass
from kd_edge.distill import runs
from kd_edge.distill.recipe import Distillation
from kd_edge.distill.runs import Run, load_run
from kd_edge.distill.train import distil_student, resume, train_teacher
from kd_edge.errors import TrainingError
from kd_edge.files import atomic_folder, write_bytes
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.sweep.folders import folder_of
from kd_edge.sweep.outcome import OUTCOME, load_outcome, measure_outcome, with_instructions
from kd_edge.sweep.task import Task


def make_trial(task: Task, root: Path) -> None:
    """Train, compress and measure the task's trial into the folder ``root / task.name``, or go on where it stopped.

    Raises:
        TrainingError: other recordings than the sweep began with, or settings that they do not allow.
        ExportError: a student that cannot be exported.
    """
    dataset = _dataset(task)
    run = _run(task, root, dataset)
    write_bytes(
        run.folder / OUTCOME,
        contract.encode(
            measure_outcome(run, dataset, calibration=task.trial.calibration, instructions=task.instructions)
        ),
    )
    keras.backend.clear_session()


def count_instructions(task: Task) -> None:
    """Add the instructions to the outcome of a complete trial that was measured without them."""
    run = load_run(folder_of(task.sweep, task.name))
    outcome = load_outcome(run.folder)
    counted = with_instructions(outcome, run, _dataset(task), task.trial.calibration)
    if counted != outcome:
        write_bytes(run.folder / OUTCOME, contract.encode(counted))


def _dataset(task: Task) -> Dataset:
    dataset = _loaded(task.data)
    if dataset.fingerprint() != task.dataset_fingerprint:
        raise TrainingError(
            "All trials of a sweep learn from the same recordings",
            found=f"{task.data} with another fingerprint",
            remedy="give every machine the same file, or choose another folder with --out",
        )
    return dataset


@lru_cache(maxsize=1)
def _loaded(path: Path) -> Dataset:
    return load_dataset(path)


def _run(task: Task, root: Path, dataset: Dataset) -> Run:
    """The trained run ``root / task.name``: finished before, resumed, or new."""
    trial, folder = task.trial, root / task.name
    sources = [load_run(folder_of(task.sweep, name)) for name in task.before]
    if trial.teacher is not None and not trial.passes and trial.calibration == "min-max":
        for teacher in sources:
            _link(root, teacher)
    if (folder / runs.METRICS).is_file():
        return load_run(folder)
    if (folder / runs.CONFIG).is_file():
        return resume(load_run(folder), dataset)
    if folder.exists():  # killed before its run.json was written
        shutil.rmtree(folder)
    if trial.calibration != "min-max":
        return _copied(sources[0], folder)
    if trial.passes:
        assert trial.fine_tuning is not None
        passes = [parse_pass(text) for text in trial.passes]
        return compress_run(sources[0], dataset, root, passes=passes, recipe=trial.fine_tuning, name=task.name)
    settings = replace(trial.settings, name=task.name, dataset_path=str(task.data))
    if trial.role == "teacher":
        return train_teacher(dataset, root, network=trial.network, settings=settings)
    return distil_student(
        dataset,
        root,
        teacher=sources or None,
        network=trial.network,
        distillation=trial.distillation or Distillation(),
        settings=settings,
    )


def _link(root: Path, teacher: Run) -> None:
    """Let a run that is resumed find its teacher beside it."""
    link = root / teacher.folder.name
    if not link.is_symlink():
        link.symlink_to(Path("..") / teacher.folder.name)


def _copied(source: Run, folder: Path) -> Run:
    """The same network, to be measured in another way."""
    with atomic_folder(folder) as temporary:
        for name in (runs.HISTORY, runs.PLOT, runs.MODEL, runs.METRICS):
            shutil.copy(source.folder / name, temporary)
        runs.save_config(Run(temporary, replace(source.config, name=folder.name)))
    return load_run(folder)
