"""The student as a method sees it while it trains."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from kd_edge.distill.methods.features import with_features
from kd_edge.distill.methods.interface import Opinion
from kd_edge.distill.methods.registry import rule_of
from kd_edge.distill.recipe import Distillation
from kd_edge.errors import TrainingError


class Observer:
    """A student's opinions in training, with the features that a method compares.

    Args:
        student: gives logits.
        distillation: with the method; None for training from labels.
        teacher_width: of the teacher's features; needed if the method compares any.

    Raises:
        TrainingError: a method that compares features, and a student without any to be found.
    """

    def __init__(self, student: keras.Model, distillation: Distillation | None, teacher_width: int | None) -> None:
        sees = "logits" if distillation is None else rule_of(distillation.method).sees
        self._student, self._regression = student, None
        self._views = None if sees == "logits" else with_features(student)
        if self._views is None:
            return
        if teacher_width is None:
            raise TrainingError(
                "A method that compares features has those of the teacher",
                found="a teacher that gives logits only",
                remedy="use a method that compares logits only",
            )
        if sees == "regressed":
            initial = keras.initializers.GlorotUniform(seed=0)
            self._regression = keras.layers.Dense(teacher_width, kernel_initializer=initial, name="regression")
            self._regression.build(self._views.output_shape[1])

    @property
    def regression_variables(self) -> list[Any]:
        """Of the regression from student's to teacher's features, which is not part of the student."""
        return [] if self._regression is None else list(self._regression.variables)

    @property
    def trainable_variables(self) -> list[Any]:
        """What training changes."""
        return [*self._student.trainable_variables, *self.regression_variables]

    def __call__(self, frames: tf.Tensor) -> Opinion:
        """The student's opinion on normalised frames ``(windows, window_size, features)``, in training mode."""
        if self._views is None:
            return Opinion(self._student(frames, training=True))
        logits, features = self._views(frames, training=True)
        return Opinion(logits, features if self._regression is None else self._regression(features))
