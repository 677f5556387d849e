"""Hinton's distillation: the teacher's probabilities, softened.

G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network"
(arXiv:1503.02531).  The loss carries ``temperature**2``, so that its gradient
keeps its size when the temperature changes.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.settings import Hinton


def soft_loss(teacher_logits: tf.Tensor, student_logits: tf.Tensor, temperature: float) -> tf.Tensor:
    """``T**2 * KL(softmax(teacher / T) || softmax(student / T))`` per window.

    Args:
        teacher_logits: float32 ``(windows, ..., classes)``.
        student_logits: float32 ``(windows, ..., classes)``.
        temperature: above 1 it shows how the teacher ranks the wrong classes.

    Returns:
        float32 ``(windows, ...)``, never negative.
    """
    teacher = tf.nn.log_softmax(teacher_logits / temperature)
    student = tf.nn.log_softmax(student_logits / temperature)
    return temperature**2 * tf.reduce_sum(tf.exp(teacher) * (teacher - student), axis=-1)


def hinton_loss(_: Hinton, lesson: Lesson) -> tf.Tensor:
    """:func:`soft_loss` of a lesson."""
    return soft_loss(lesson.teacher.logits, lesson.student.logits, lesson.temperature)
