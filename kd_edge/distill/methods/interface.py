"""What a method of distillation is: a loss, and what it wants to see of teacher and student."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import tensorflow as tf

Sees = Literal["logits", "features", "regressed"]
"""What a method compares, beside the logits that all of them see: nothing; the features of both networks; or those of
the teacher with a linear regression on those of the student, because their widths differ."""


class Opinion(NamedTuple):
    """What a network says about a batch.

    Attributes:
        logits: float32 ``(windows, ..., classes)``.
        features: float32 ``(windows, width)``, what its last dense layer reads; None unless the method wants them.
            A student's are mapped to the teacher's width if the method sees them ``"regressed"``.
    """

    logits: tf.Tensor
    features: tf.Tensor | None = None


class Lesson(NamedTuple):
    """Everything that a method may look at.

    Attributes:
        labels: int64 ``(windows, ...)``; negative where no class is the right one (``REST``, ``UNLABELLED``).
        teacher: its opinion, a constant.
        student: its opinion, to be changed.
        temperature: divides logits before a softmax.
        progress: share of the training that is over, float32 from 0 to 1.
    """

    labels: tf.Tensor
    teacher: Opinion
    student: Opinion
    temperature: float
    progress: tf.Tensor


class Rule(NamedTuple):
    """How a method teaches.

    Attributes:
        loss: settings and a lesson to the method's loss, float32 ``(windows, ...)`` or one number for the batch.
        sees: what must be computed for it.
        labels_from: share of the training after which the true labels count, too.
    """

    loss: Callable[[Any, Lesson], tf.Tensor]
    sees: Sees = "logits"
    labels_from: Callable[[Any], float] = lambda _: 0.0
