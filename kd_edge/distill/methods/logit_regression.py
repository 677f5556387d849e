"""Regression on the teacher's logits, without a softmax.

J. Ba, R. Caruana, "Do deep nets really need to be deep?" (NIPS 2014): the student learns
the logits themselves by least squares, so that small probabilities count as much as large ones.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.settings import LogitRegression


def logit_regression_loss(_: LogitRegression, lesson: Lesson) -> tf.Tensor:
    """Half the squared distance of student's and teacher's logits, float32 ``(windows, ...)``; no temperature."""
    return tf.reduce_sum(tf.square(lesson.student.logits - lesson.teacher.logits), axis=-1) / 2
