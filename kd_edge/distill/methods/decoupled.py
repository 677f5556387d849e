"""Decoupled knowledge distillation: the two terms of Hinton's loss, weighed apart.

B. Zhao, Q. Cui, R. Song, Y. Qiu, J. Liang, "Decoupled knowledge distillation" (CVPR 2022).
With ``p`` the teacher's softened probability of the true class,

    KL(teacher || student) = target term + (1 - p) * other term.

The factor silences the other term exactly where the teacher is sure; here a constant takes its place.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.distill.methods.hinton import soft_loss
from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.settings import Decoupled

_NEVER = 1e9
"""Subtracted from a logit it leaves the class no probability, and stays finite."""


def target_loss(labels: tf.Tensor, teacher: tf.Tensor, student: tf.Tensor) -> tf.Tensor:
    """``KL`` of "the true class, or another": the paper's TCKD without ``T**2``.

    Args:
        labels: int64 ``(windows, ...)``, none of them negative.
        teacher: logits divided by the temperature, float32 ``(windows, ..., classes)``.
        student: the same of the student.

    Returns:
        float32 ``(windows, ...)``.
    """
    true = tf.one_hot(labels, teacher.shape[-1])

    def logs(logits: tf.Tensor) -> tf.Tensor:
        logits -= tf.reduce_logsumexp(logits, axis=-1, keepdims=True)
        own = tf.reduce_sum(true * logits, axis=-1)
        return tf.stack([own, tf.reduce_logsumexp(logits - _NEVER * true, axis=-1)])

    of_teacher, of_student = logs(teacher), logs(student)
    return tf.reduce_sum(tf.exp(of_teacher) * (of_teacher - of_student), axis=0)


def other_loss(labels: tf.Tensor, teacher: tf.Tensor, student: tf.Tensor) -> tf.Tensor:
    """``KL`` over the classes that are not the true one: the paper's NCKD without ``T**2``; as :func:`target_loss`."""
    true = tf.one_hot(labels, teacher.shape[-1])
    of_teacher = tf.nn.log_softmax(teacher - _NEVER * true)
    of_student = tf.nn.log_softmax(student - _NEVER * true)
    return tf.reduce_sum((1 - true) * tf.exp(of_teacher) * (of_teacher - of_student), axis=-1)


def decoupled_loss(settings: Decoupled, lesson: Lesson) -> tf.Tensor:
    """``T**2 * (target_weight * target + other_weight * other)``, float32 ``(windows, ...)``.

    Windows without a true class have nothing to decouple: Hinton's loss.
    """
    temperature = lesson.temperature
    teacher, student = lesson.teacher.logits / temperature, lesson.student.logits / temperature
    labels = tf.maximum(lesson.labels, 0)
    decoupled = settings.target_weight * target_loss(labels, teacher, student)
    decoupled += settings.other_weight * other_loss(labels, teacher, student)
    whole = soft_loss(lesson.teacher.logits, lesson.student.logits, temperature)
    return tf.where(lesson.labels < 0, whole, temperature**2 * decoupled)
