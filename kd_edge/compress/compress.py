"""A trained student through a list of passes, into a new run that remembers them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
from msgspec.structs import replace as changed

from kd_edge import contract
from kd_edge.compress.passes import Draft, Pass, apply_pass
from kd_edge.distill import runs
from kd_edge.distill.ahead import made_ahead
from kd_edge.distill.history import write_csv, write_plot
from kd_edge.distill.loop import Progress, Trainer
from kd_edge.distill.material import training_source
from kd_edge.distill.methods.registry import comparing_logits
from kd_edge.distill.recipe import FINE_TUNING, Distillation, Recipe
from kd_edge.distill.recordings import require_recordings
from kd_edge.distill.runs import Run, RunConfig, load_run
from kd_edge.distill.teachers import open_teachers
from kd_edge.distill.train import OnEpoch, finite, measure
from kd_edge.distill.wearers import run_data
from kd_edge.errors import TrainingError
from kd_edge.files import atomic_folder, check_name
from kd_edge.network.check import read_exportable
from kd_edge.network.macs import macs
from kd_edge.provenance import git_revision
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_features
from kd_edge.signal.windows import window_dataset


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
    require_recordings(run.config, dataset)
    folder = root / check_name(
        name or "-".join([run.config.name, *map(_in_name, passes)]), "The name of a run", TrainingError
    )
    if folder.exists():
        raise TrainingError("A new run has a name of its own", found=str(folder), remedy="choose another with --name")
    started = time.monotonic()
    draft, tuner = _draft(run, dataset), _Tuner(run, dataset, recipe, len(passes), on_epoch)
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
    """Trains drafts on frames with all features of the teacher, or of the first network; each draft picks its own."""

    def __init__(self, run: Run, dataset: Dataset, recipe: Recipe, passes: int, on_epoch: OnEpoch | None) -> None:
        teachers = _teachers(run)
        signal = teachers[0].config.signal if teachers else run.config.signal
        # Layers whose features a method compares may have lost their units, so only logits are compared from here on.
        distillation = run.config.distillation and comparing_logits(run.config.distillation)
        self.history: list[Progress] = []
        self._config = config = changed(run.config, signal=signal, distillation=distillation)
        self._recipe, self._passes, self._on_epoch = recipe, passes, on_epoch
        self._source = training_source(config, dataset, open_teachers(teachers, config, dataset, Distillation()))

    def tune(self, draft: Draft) -> None:
        """Train the draft's model in place."""
        features = self._config.signal.features
        picked = [features.index(feature) for feature in draft.signal.features]
        window = keras.Input((draft.signal.window_size, len(features)))
        whole = keras.Model(window, draft.model(keras.ops.take(window, np.array(picked), axis=-1)))
        trainer = Trainer(whole, self._recipe, len(self._source), self._config.distillation)
        for _, batch in made_ahead(self._source.batch, range(self._recipe.epochs)):
            progress = trainer.epoch(batch, self._source.shuffle(len(self.history)))
            self.history.append(finite(progress, len(self.history)))
            if self._on_epoch:
                self._on_epoch(len(self.history), self._passes * self._recipe.epochs, progress)
        last = self._recipe.epochs - 1
        trainer.settle_statistics(self._source.batch(last), self._source.shuffle(last))


def _draft(run: Run, dataset: Dataset) -> Draft:
    signal = run.config.signal
    data = run_data(run.config, dataset)
    training = window_dataset(data.dataset, signal, data.split.train)
    return Draft(run.load_model(), signal, training.frames, training.labels, run.config.seed)


def _teachers(run: Run) -> list[Run]:
    """The runs that ``run`` learnt from, which may read channels that ``run`` has lost; none if it had no teacher."""
    root = run.folder.parent
    missing = [str(root / name) for name in run.config.teachers if not (root / name).is_dir()]
    if missing:
        raise TrainingError(
            "A distilled network is compressed beside the run of its teacher",
            found=f"no {', '.join(missing)}",
            remedy="bring all of them into one folder; a student of a Keras model of your own has no such run: "
            "distil it from one of `kd-edge train`",
        )
    teachers = [load_run(root / name) for name in run.config.teachers]
    for teacher in teachers:
        if select_features(teacher.config.signal, run.config.signal.features) != run.config.signal:
            raise TrainingError(
                "A network is compressed with the teacher that it learnt from",
                found=f"{teacher.folder} with another signal path",
                remedy="bring the old teacher back, or distil the student again",
            )
    return teachers


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
