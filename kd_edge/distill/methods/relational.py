"""Relational distillation: how windows lie to each other, not where they lie.

W. Park, D. Kim, Y. Lu, M. Cho, "Relational knowledge distillation" (CVPR 2019).  Distances and angles between the
windows of a batch do not depend on the width of the features, so nothing needs to be mapped.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.distill.methods.hinton import soft_loss
from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.settings import Relational

_SMALLEST = 1e-12
"""Squared distances below count as this much: the root of 0 has no gradient."""


def distance_loss(teacher: tf.Tensor, student: tf.Tensor) -> tf.Tensor:
    """Mean Huber difference of the distances of all pairs, each network's divided by their mean.

    Args:
        teacher: features, float32 ``(windows, width)``.
        student: features, float32 ``(windows, another width)``.

    Returns:
        float32, one number.
    """
    apart = _different(teacher)
    return _mean(_huber(_relative_distances(teacher) - _relative_distances(student)), apart)


def angle_loss(teacher: tf.Tensor, student: tf.Tensor) -> tf.Tensor:
    """Mean Huber difference of the cosines of all angles between three windows; as :func:`distance_loss`."""
    apart = _different(teacher)
    triples = apart[:, :, None] * apart[None, :, :] * apart[:, None, :]  # a corner, and two other windows
    return _mean(_huber(_cosines(teacher) - _cosines(student)), triples)


def relational_loss(settings: Relational, lesson: Lesson) -> tf.Tensor:
    """Both relations, one number for the batch, added to Hinton's loss of every window ``(windows,)``."""
    teacher, student = lesson.teacher.features, lesson.student.features
    relations = settings.distance_weight * distance_loss(teacher, student)
    relations += settings.angle_weight * angle_loss(teacher, student)
    soft = soft_loss(lesson.teacher.logits, lesson.student.logits, lesson.temperature)
    return settings.soft_weight * soft + relations


def _differences(features: tf.Tensor) -> tf.Tensor:
    return features[:, None, :] - features[None, :, :]


def _different(features: tf.Tensor) -> tf.Tensor:
    """1 where two windows are not the same one, else 0: float32 ``(windows, windows)``."""
    return 1 - tf.eye(tf.shape(features)[0])


def _relative_distances(features: tf.Tensor) -> tf.Tensor:
    squared = tf.reduce_sum(tf.square(_differences(features)), axis=-1)
    distances = tf.sqrt(tf.maximum(squared, _SMALLEST))
    return distances / _mean(distances, _different(features))


def _cosines(features: tf.Tensor) -> tf.Tensor:
    """``[i, j, k]``: of the angle at ``j`` between ``i`` and ``k``."""
    differences = _differences(features)
    squared = tf.reduce_sum(tf.square(differences), axis=-1, keepdims=True)
    directions = differences * tf.math.rsqrt(tf.maximum(squared, _SMALLEST))
    return tf.einsum("ijd,kjd->ijk", directions, directions)


def _huber(difference: tf.Tensor) -> tf.Tensor:
    size = tf.abs(difference)
    return tf.where(size < 1, tf.square(difference) / 2, size - 0.5)


def _mean(values: tf.Tensor, counted: tf.Tensor) -> tf.Tensor:
    return tf.math.divide_no_nan(tf.reduce_sum(values * counted), tf.reduce_sum(counted))
