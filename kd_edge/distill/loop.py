"""The training loop: one compiled call per epoch, and a state that can be saved and restored.

Keras's ``fit`` crosses from Python into TensorFlow at every step; here a whole
epoch is one graph, which for networks this small is several times faster.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.distill.losses import Labels, distillation_loss, label_loss
from kd_edge.distill.methods.interface import Lesson, Opinion
from kd_edge.distill.methods.observer import Observer
from kd_edge.distill.recipe import Distillation, Recipe
from kd_edge.distill.statistics import settle_statistics

XLA_PAYS_FROM_STEPS: Final = 2000
"""Compiling a step with XLA takes about 5 s, and a step of a network with a loop then about a fifth less time."""


class Batch(NamedTuple):
    """Training windows of one epoch.

    Attributes:
        frames: normalised, float32 ``(windows, window_size, features)``.
        labels: int64 ``(windows,)``; ``REST`` where no sign is complete, ``UNLABELLED`` where only the teacher knows.
        teacher_logits: float32 ``(windows, classes)``, or ``None`` to learn from the labels alone.
        teacher_features: float32 ``(windows, width)``, or ``None`` if the method does not compare them.
        second_labels: int64 ``(windows,)``, of the smaller part of mixed windows, or ``None``.
        shares: float32 ``(windows,)``, of the larger part, or ``None``.
    """

    frames: NDArray[np.float32]
    labels: NDArray[np.int64]
    teacher_logits: NDArray[np.float32] | None = None
    teacher_features: NDArray[np.float32] | None = None
    second_labels: NDArray[np.int64] | None = None
    shares: NDArray[np.float32] | None = None


class Progress(NamedTuple):
    """Means over one epoch's steps; accuracy counts the windows that hold a sign.

    ``validation_accuracy`` is of takes that were held back, after the epoch; NaN if there are none.
    """

    loss: float
    accuracy: float
    validation_accuracy: float = math.nan


class Trainer:
    """A model and its optimiser.

    Args:
        model: gives logits; its weights change in place.
        recipe: the schedule.
        windows: training windows per epoch; what does not fill a batch is left out of that epoch.
        distillation: how to learn from teacher logits, where a batch has them.
        teacher_width: of the teacher's features, for a method that compares them.
        class_weights: of each class in the labels' loss, float32 ``(classes,)``; None for 1.
    """

    def __init__(
        self,
        model: keras.Model,
        recipe: Recipe,
        windows: int,
        distillation: Distillation | None,
        teacher_width: int | None = None,
        class_weights: NDArray[np.float32] | None = None,
    ) -> None:
        self.model = model
        self._class_weights = class_weights
        self._recipe = recipe
        self._distillation = distillation
        self._observer = Observer(model, distillation, teacher_width)
        self._batch_size = min(recipe.batch_size, windows)
        self._steps = windows // self._batch_size
        self._optimizer = optimizer(recipe, self._steps)
        self._optimizer.build(self._observer.trainable_variables)
        compiled = xla_pays(model, recipe.epochs * self._steps) if recipe.xla is None else recipe.xla
        self._run_step = tf.function(self._step, jit_compile=compiled)
        self._run_epoch = tf.function(self._epoch_graph)

    def epoch(self, batch: Batch, rng: np.random.Generator) -> Progress:
        """Shuffle with ``rng`` and take one pass."""
        order = rng.permutation(len(batch.labels))[: self._steps * self._batch_size]
        shape = (self._steps, self._batch_size)
        parts = {name: part for name, part in batch._asdict().items() if part is not None}
        shuffled = {name: tf.constant(part[order].reshape(*shape, *part.shape[1:])) for name, part in parts.items()}
        loss, accuracy = self._run_epoch(shuffled)
        return Progress(float(loss), float(accuracy))

    def settle_statistics(self, batch: Batch, rng: np.random.Generator) -> None:
        """Compute batch normalisation's statistics for the current weights, over ``batch`` in the order of ``rng``."""
        order = rng.permutation(len(batch.labels))[: self._steps * self._batch_size]
        settle_statistics(self.model, np.split(batch.frames[order], self._steps))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that the next epoch depends on: weights, dropout seeds, optimiser."""
        return {f"{position:04d}": np.asarray(variable) for position, variable in enumerate(self._variables())}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Restore what :meth:`state` returned."""
        for position, variable in enumerate(self._variables()):
            variable.assign(state[f"{position:04d}"])

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self._observer.regression_variables, *self._optimizer.variables]

    def _epoch_graph(self, parts: dict[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        loss, hits = tf.constant(0.0), tf.constant(0, tf.int64)
        for step in tf.range(self._steps):
            step_loss, step_hits = self._run_step({name: part[step] for name, part in parts.items()})
            loss, hits = loss + step_loss, hits + step_hits
        return loss / self._steps, hits / tf.math.count_nonzero(parts["labels"] >= 0)

    def _step(self, parts: dict[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            student = self._observer(parts["frames"])
            loss = self._loss(parts, student)
        variables = self._observer.trainable_variables
        self._optimizer.apply(tape.gradient(loss, variables), variables)
        return loss, tf.math.count_nonzero(tf.equal(tf.argmax(student.logits, axis=-1), parts["labels"]))

    def _loss(self, parts: dict[str, tf.Tensor], student: Opinion) -> tf.Tensor:
        weights = None if self._class_weights is None else tf.constant(self._class_weights)
        labels = Labels(parts["labels"], parts.get("second_labels"), parts.get("shares"), weights)
        smoothing = self._recipe.label_smoothing
        if "teacher_logits" not in parts or self._distillation is None:
            return tf.reduce_mean(label_loss(labels, student.logits, smoothing))
        lesson = Lesson(
            labels=labels.first,
            teacher=Opinion(parts["teacher_logits"], parts.get("teacher_features")),
            student=student,
            temperature=self._distillation.temperature,
            progress=tf.cast(self._optimizer.iterations, tf.float32) / (self._recipe.epochs * self._steps),
        )
        return distillation_loss(labels, lesson, self._distillation, smoothing)


def xla_pays(model: keras.Model, steps: int) -> bool:
    """Whether XLA shortens a training of ``steps`` steps.

    It does where many small operations run one after another, as in a recurrent layer.  Its convolutions are
    slower than TensorFlow's own: a step of a residual network takes half as long again, and the gradient of a
    depthwise convolution six times as long.
    """
    layers = list(_layers(model))
    loops = any(isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional) for layer in layers)
    depthwise = any(isinstance(layer, keras.layers.DepthwiseConv1D | keras.layers.SeparableConv1D) for layer in layers)
    return steps >= XLA_PAYS_FROM_STEPS and loops and not depthwise


def _layers(model: keras.Model) -> Iterator[keras.layers.Layer]:
    """Every layer of ``model`` and of models inside it."""
    for layer in model.layers:
        yield layer
        if isinstance(layer, keras.Model):
            yield from _layers(layer)


def predict_logits(model: keras.Model, frames: NDArray[np.float32], batch_size: int = 1024) -> NDArray[np.float32]:
    """Logits of normalised frames, in inference mode, float32 ``(windows, classes)``."""
    parts = [frames[first : first + batch_size] for first in range(0, len(frames), batch_size)]
    return np.concatenate([model.predict_on_batch(part) for part in parts])


def predict_features(
    model: keras.Model, frames: NDArray[np.float32], batch_size: int = 1024
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits and features, of a model of both, as :func:`predict_logits`."""
    parts = [frames[first : first + batch_size] for first in range(0, len(frames), batch_size)]
    logits, features = zip(*(model.predict_on_batch(part) for part in parts), strict=True)
    return np.concatenate(logits), np.concatenate(features)


def optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """AdamW as ``recipe`` says, for ``steps`` steps per epoch."""
    warmup = round(min(recipe.warmup_epochs, recipe.epochs / 4) * steps)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else recipe.learning_rate,
        max(recipe.epochs * steps - warmup, 1),
        alpha=0.01,
        warmup_target=recipe.learning_rate if warmup else None,
        warmup_steps=warmup,
    )
    return keras.optimizers.AdamW(schedule, weight_decay=recipe.weight_decay, clipnorm=recipe.clip_norm)
