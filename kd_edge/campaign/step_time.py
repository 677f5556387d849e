"""The time of a distillation step here, and with Keras's own recipe.

Keras's ``Distiller`` runs the teacher at every step of ``fit``.  Here the teacher
scores a bank of augmented copies once, a whole epoch is one compiled call, and
the windows of the next epoch are made meanwhile.
Both sides train the same student from the same weights on the same windows in
the same process, taking turns in blocks of epochs so that a busy machine slows
both alike.

    kd-edge campaign step-time DATA TEACHER_RUN
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.distill.ahead import made_ahead
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.loop import Trainer, optimizer, predict_logits
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Run
from kd_edge.distill.wearers import run_data
from kd_edge.model.build import build_model
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset

BLOCK = 10
"""Epochs per turn; the first turn compiles and is not timed."""


class StepTime(Struct, frozen=True):
    """Time and resulting accuracy of one side.

    Attributes:
        step_ms: wall time per step, median over turns, augmentation included.
        teacher_ms_per_step: wall time of scoring the bank, spread over all steps.
        accuracy: on the held-out windows after the last epoch.
    """

    step_ms: float
    teacher_ms_per_step: float
    accuracy: float

    @property
    def total_ms(self) -> float:
        """Everything, per step."""
        return self.step_ms + self.teacher_ms_per_step


class Comparison(Struct, frozen=True):
    """Both sides, and where they were measured."""

    student: str
    teacher: str
    epochs: int
    steps_per_epoch: int
    here: StepTime
    keras: StepTime
    ratio: float
    origin: Origin


def compare(dataset: Dataset, teacher: Run, *, preset: str, epochs: int, seed: int = 0) -> Comparison:
    """Distil ``preset`` from ``teacher`` both ways for ``epochs`` epochs."""
    signal, data = teacher.config.signal, run_data(teacher.config, dataset)
    training = window_dataset(data.dataset, replace(signal, normalisation=None), data.split.train)
    test = window_dataset(data.dataset, signal, data.split.test)
    recipe, distillation = Recipe(epochs=epochs, outliers=0), Distillation()
    judge = teacher.load_model()
    layout: dict[str, Any] = {"augmentation": Settings().augmentation, "seed": seed}
    taught = EpochSource(training.frames, training.labels, signal, teacher=judge, distillation=distillation, **layout)
    plain = EpochSource(training.frames, training.labels, signal, **layout)
    ours, theirs = (
        build_model(preset, signal.window_size, signal.feature_count, len(dataset.labels), seed) for _ in "ab"
    )
    trainer = Trainer(ours, recipe, len(training), distillation)
    batches = _Batches(plain, distillation.bank, recipe.batch_size, len(training))
    distiller = _distiller(judge, theirs, recipe, distillation, len(batches))

    judged_s, ours_s, theirs_s = 0.0, [], []
    for first in range(0, epochs, BLOCK):
        last = min(first + BLOCK, epochs)
        judged_s += sum(_judging_s(taught, copy) for copy in range(first, min(last, distillation.bank)))
        started = time.perf_counter()
        for epoch, batch in made_ahead(taught.batch, range(first, last)):
            trainer.epoch(batch, taught.shuffle(epoch))
        ours_s.append((time.perf_counter() - started) / (last - first))
        started = time.perf_counter()
        distiller.fit(batches, initial_epoch=first, epochs=last, verbose=0)
        theirs_s.append((time.perf_counter() - started) / (last - first))
    steps = len(batches)
    here = StepTime(
        step_ms=1e3 * float(np.median(ours_s[1:])) / steps,
        teacher_ms_per_step=1e3 * judged_s / (epochs * steps),
        accuracy=accuracy(predict_logits(ours, test.frames), test.labels, test.subjects).pooled,
    )
    there = StepTime(
        step_ms=1e3 * float(np.median(theirs_s[1:])) / steps,
        teacher_ms_per_step=0.0,
        accuracy=accuracy(predict_logits(theirs, test.frames), test.labels, test.subjects).pooled,
    )
    return Comparison(
        student=preset,
        teacher=teacher.config.network,
        epochs=epochs,
        steps_per_epoch=steps,
        here=here,
        keras=there,
        ratio=there.total_ms / here.total_ms,
        origin=origin_of(dataset),
    )


def table(results: Sequence[Comparison]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of both sides for every seed, and the mean accuracies of several."""
    header = ("seed", "recipe", "ms a step", "for the teacher", "accuracy")
    sides = [("here", [result.here for result in results]), ("Keras", [result.keras for result in results])]
    rows: list[tuple[str, ...]] = [
        (str(seed), name, f"{side.step_ms:.2f}", f"{side.teacher_ms_per_step:.2f}", f"{side.accuracy:.4f}")
        for seed in range(len(results))
        for name, side in ((name, every[seed]) for name, every in sides)
    ]
    for name, every in sides if len(results) > 1 else ():
        reached = [side.accuracy for side in every]
        rows.append(("all", name, "", "", f"{np.mean(reached):.4f} ± {np.std(reached, ddof=1):.4f}"))
    return header, rows


def _judging_s(source: EpochSource, copy: int) -> float:
    """Seconds that the teacher takes for a ``copy`` that it has not scored yet; asked again, it is only made again."""
    started = time.perf_counter()
    source.batch(copy)
    scored = time.perf_counter()
    source.batch(copy)
    return 2 * scored - started - time.perf_counter()


class _Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """The same augmented windows, in the form that ``fit`` takes."""

    def __init__(self, source: EpochSource, bank: int, batch_size: int, windows: int) -> None:
        super().__init__()
        self._source, self._bank, self._batch_size, self._windows = source, bank, batch_size, windows
        self._epoch = 0
        self._load()

    def __len__(self) -> int:
        return self._windows // self._batch_size

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        rows = slice(index * self._batch_size, (index + 1) * self._batch_size)
        return self._frames[rows], self._labels[rows]

    def on_epoch_end(self) -> None:
        """Move on to the next augmented copy, in a new order."""
        self._epoch += 1
        self._load()

    def _load(self) -> None:
        batch = self._source.batch(self._epoch % self._bank)
        order = self._source.shuffle(self._epoch).permutation(self._windows)
        self._frames, self._labels = batch.frames[order], batch.labels[order]


def _distiller(
    teacher: keras.Model, student: keras.Model, recipe: Recipe, distillation: Distillation, steps: int
) -> keras.Model:
    """Keras's recipe with the same loss; its string ``"kl_divergence"`` would leave out softmax and T squared."""
    distiller = keras.distillation.Distiller(
        teacher=teacher,
        student=student,
        distillation_losses=keras.distillation.LogitsDistillation(
            temperature=distillation.temperature, loss=keras.losses.KLDivergence()
        ),
        student_loss_weight=1 - distillation.alpha,
    )
    distiller.compile(
        optimizer=optimizer(recipe, steps), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    return distiller
