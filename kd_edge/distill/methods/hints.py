"""Hints: the student first learns what the teacher's last dense layer reads.

A. Romero et al., "FitNets: hints for thin deep nets" (ICLR 2015).  As in the paper there are two stages, and
a regression that is thrown away afterwards maps the student's features to the width of the teacher's.  The paper
chooses a layer in the middle of deep networks; ours are shallow, and the guided layer is the one before the last.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.distill.methods.hinton import soft_loss
from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.settings import Hints


def hint_loss(teacher_features: tf.Tensor, regressed: tf.Tensor) -> tf.Tensor:
    """Half the mean squared difference of features ``(windows, width)``, float32 ``(windows,)``.

    The paper takes the sum; the mean makes it independent of the teacher's width.
    """
    return tf.reduce_mean(tf.square(teacher_features - regressed), axis=-1) / 2


def hints_loss(settings: Hints, lesson: Lesson) -> tf.Tensor:
    """:func:`hint_loss` in the first part of the training, then Hinton's loss, float32 ``(windows,)``."""
    hints = hint_loss(lesson.teacher.features, lesson.student.features)
    soft = soft_loss(lesson.teacher.logits, lesson.student.logits, lesson.temperature)
    return tf.where(lesson.progress < settings.first, hints, soft)
