"""One teacher or several: opened, checked, and averaged to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

import keras
import tensorflow as tf

from kd_edge.distill.methods.features import with_features
from kd_edge.distill.methods.registry import rule_of
from kd_edge.distill.networks import open_teacher_model, open_teacher_run
from kd_edge.distill.recipe import Distillation
from kd_edge.distill.runs import Run, RunConfig, load_run
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset

Teacher: TypeAlias = Run | keras.Model
Teachers: TypeAlias = Teacher | Sequence[Teacher] | None

KERAS_TEACHER: Final = "(Keras model)"
"""Stands in ``run.json`` for a teacher that is no run."""


def listed(teachers: Teachers) -> tuple[Teacher, ...]:
    """``teachers`` as a tuple, empty for None."""
    if teachers is None:
        return ()
    return (teachers,) if isinstance(teachers, (Run, keras.Model)) else tuple(teachers)


def names_of(teachers: Sequence[Teacher]) -> str | tuple[str, ...] | None:
    """How ``run.json`` tells them: one name, several, or None."""
    names = tuple(teacher.folder.name if isinstance(teacher, Run) else KERAS_TEACHER for teacher in teachers)
    return names[0] if len(names) == 1 else names or None


def open_teachers(
    teachers: Sequence[Teacher], student: RunConfig, dataset: Dataset, distillation: Distillation
) -> keras.Model | None:
    """One model that gives the averaged logits of all ``teachers``; None if there are none.

    Args:
        teachers: runs, or Keras models that give logits or probabilities.
        student: what is to be trained.
        dataset: the recordings.
        distillation: its method says whether features are needed, too.

    Raises:
        TrainingError: a teacher of other data, windows or classes; several teachers, or one whose features cannot
            be seen, for a method that compares features.
    """
    models = [
        open_teacher_run(teacher, student) if isinstance(teacher, Run) else open_teacher_model(teacher, dataset)
        for teacher in teachers
    ]
    if models and rule_of(distillation.method).sees != "logits":
        if len(models) > 1:
            raise TrainingError(
                "Hints and relations come from one teacher",
                found=f"{len(models)} teachers, whose features differ in meaning",
                remedy="name one teacher, or a method that compares logits only",
            )
        with_features(models[0])
    return Average(models) if len(models) > 1 else next(iter(models), None)


class Average(keras.Model):  # type: ignore[misc]
    """The mean of the logits of ``models``, which take the same normalised frames.

    Hinton's paper averages logits or probabilities of an ensemble; logits keep the temperature what it is.  It is
    no functional model, because there two networks of one preset would have the same name.
    """

    def __init__(self, models: Sequence[keras.Model]) -> None:
        super().__init__()
        self._models = list(models)

    def call(self, frames: tf.Tensor) -> tf.Tensor:
        """Logits, float32 ``(windows, classes)``, of frames ``(windows, window_size, features)``."""
        return tf.add_n([model(frames, training=False) for model in self._models]) / len(self._models)


def reopened(config: RunConfig, root: Path, own: Teachers) -> list[Teacher]:
    """The teachers that ``config`` names, to go on with: runs from ``root``, and ``own`` models in their order.

    Raises:
        TrainingError: a model of one's own that is not given, or a run that is no longer there.
    """
    models = iter(listed(own))
    found: list[Teacher] = []
    for name in config.teachers:
        teacher = next(models, None) if name == KERAS_TEACHER else load_run(root / name)
        if teacher is None:
            raise TrainingError("A run with a teacher of your own resumes with it", remedy="pass teacher=")
        found.append(teacher)
    return found
