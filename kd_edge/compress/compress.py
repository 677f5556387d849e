"""A trained student through a list of passes, into a new run that remembers them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import keras
import numpy as np
from msgspec.structs import replace as changed

from kd_edge import contract
from kd_edge.compress.passes import Draft, Pass, apply_pass
from kd_edge.contract import SignalSpec
from kd_edge.distill import runs
from kd_edge.distill.background import rest_windows
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.history import write_csv, write_plot
from kd_edge.distill.loop import Progress, Trainer
from kd_edge.distill.networks import open_teacher_run
from kd_edge.distill.recipe import Recipe
from kd_edge.distill.runs import Run, RunConfig, load_run
from kd_edge.distill.train import OnEpoch, measure
from kd_edge.errors import TrainingError
from kd_edge.files import atomic_folder, check_name
from kd_edge.network.check import read_exportable
from kd_edge.network.macs import macs
from kd_edge.provenance import git_revision
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_channels
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import window_dataset

FINE_TUNING: Final = Recipe(epochs=30, learning_rate=5e-4, warmup_epochs=2)
"""The schedule after each pass, unless told otherwise."""


def compress_run(
    run: Run,
    dataset: Dataset,
    root: Path,
    *,
    passes: Sequence[Pass],
    recipe: Recipe = FINE_TUNING,
    name: str | None = None,
    on_epoch: OnEpoch | None = None,
) -> Run:
    """Apply ``passes`` in their order to the network of ``run``, train it further after each, and write a new run.

    It goes on learning from the teacher that it had, found beside it, and from the same augmented recordings; passes
    that select channels leave the teacher its own.  Nothing is written before the last pass has ended.

    Args:
        run: a complete run.
        dataset: the recordings that it was trained on.
        root: folder of runs that takes the new one.
        passes: in the order in which they are applied.
        recipe: the schedule after each pass.
        name: of the new run; by default the old one's with the passes.
        on_epoch: called with the number of each epoch over all passes, their count, and progress.

    Raises:
        TrainingError: other recordings, a pass that finds nothing to do, a name that is taken, or a teacher that is
            no longer there.
        ExportError: what comes out cannot be exported.
    """
    _require_same(run, dataset)
    folder = root / check_name(
        name or "-".join([run.config.name, *map(_in_name, passes)]), "The name of a run", TrainingError
    )
    if folder.exists():
        raise TrainingError("A new run has a name of its own", found=str(folder), remedy="choose another with --name")
    started = time.monotonic()
    data = select_channels(dataset, run.config.signal)
    draft, tuner = _draft(run, data), _Tuner(run, data, recipe, len(passes), on_epoch)
    for chosen in passes:
        draft = apply_pass(draft, chosen)
        read_exportable(draft.model)
        tuner.tune(draft)
    config = _config(run.config, draft, folder.name, passes, recipe)
    root.mkdir(parents=True, exist_ok=True)
    with atomic_folder(folder) as temporary:
        result = Run(temporary, config)
        runs.save_config(result)
        draft.model.save(temporary / runs.MODEL)
        write_csv(tuner.history, temporary / runs.HISTORY)
        write_plot(tuner.history, temporary / runs.PLOT, config.name)
        seconds = time.monotonic() - started
        metrics = measure(draft.model, config, dataset, tuner.history[-1].accuracy, seconds)
        (temporary / runs.METRICS).write_bytes(contract.encode(metrics))
    return load_run(folder)


class _Tuner:
    """Trains drafts on frames with all of the first network's features, of which each draft picks its own."""

    def __init__(self, run: Run, data: Dataset, recipe: Recipe, passes: int, on_epoch: OnEpoch | None) -> None:
        config = run.config
        signal, split = changed(config.signal, normalisation=None), named_split(data, config.split)
        training = window_dataset(data, signal, split.train)
        self.history: list[Progress] = []
        self._config, self._recipe, self._passes, self._on_epoch = config, recipe, passes, on_epoch
        self._source = EpochSource(
            training.frames,
            training.labels,
            config.signal,
            augmentation=config.augmentation,
            seed=config.seed,
            teacher=_teacher(run),
            bank=config.distillation.bank if config.distillation else 1,
            background=config.recipe.background,
            rest=rest_windows(data, signal, split),
        )

    def tune(self, draft: Draft) -> None:
        """Train the draft's model in place."""
        features = self._config.signal.features
        picked = [features.index(feature) for feature in draft.signal.features]
        window = keras.Input((draft.signal.window_size, len(features)))
        whole = keras.Model(window, draft.model(keras.ops.take(window, np.array(picked), axis=-1)))
        trainer = Trainer(whole, self._recipe, len(self._source), self._config.distillation)
        for epoch in range(self._recipe.epochs):
            progress = trainer.epoch(self._source.batch(epoch), self._source.shuffle(len(self.history)))
            if not np.isfinite(progress.loss):
                raise TrainingError("The loss stays a number", found=progress.loss, remedy="lower the learning rate")
            self.history.append(progress)
            if self._on_epoch:
                self._on_epoch(len(self.history), self._passes * self._recipe.epochs, progress)
        last = self._recipe.epochs - 1
        trainer.settle_statistics(self._source.batch(last), self._source.shuffle(last))


def _draft(run: Run, data: Dataset) -> Draft:
    signal: SignalSpec = run.config.signal
    training = window_dataset(data, signal, named_split(data, run.config.split).train)
    return Draft(run.load_model(), signal, training.frames, training.labels, run.config.seed)


def _teacher(run: Run) -> keras.Model | None:
    """The teacher of ``run``, or None if it learnt without one or from other channels than it reads now."""
    if run.config.teacher is None:
        return None
    folder = run.folder.parent / run.config.teacher
    if not folder.is_dir():
        raise TrainingError(
            "A distilled network is compressed beside the run of its teacher",
            found=f"no {folder}",
            remedy="bring both runs into one folder",
        )
    teacher = load_run(folder)
    if teacher.config.signal.features != run.config.signal.features:
        return None
    return open_teacher_run(teacher, run.config)


def _config(old: RunConfig, draft: Draft, name: str, passes: Sequence[Pass], recipe: Recipe) -> RunConfig:
    return changed(
        old,
        name=name,
        role="student",
        signal=draft.signal,
        recipe=recipe,
        parameters=draft.model.count_params(),
        macs=macs(read_exportable(draft.model)),
        parent=old.name,
        passes=(*old.passes, *map(str, passes)),
        git_revision=git_revision(),
        started_ns=time.time_ns(),
    )


def _in_name(chosen: Pass) -> str:
    return f"{chosen.name}-{chosen.value:g}"


def _require_same(run: Run, dataset: Dataset) -> None:
    if dataset.fingerprint() != run.config.dataset_fingerprint:
        raise TrainingError(
            f"Run {run.config.name!r} is compressed with the recordings that it was trained on",
            found=f"{dataset.name} with another fingerprint",
            remedy=f"give it {run.config.dataset_path or 'the original data'}",
        )
