"""Hinton's distillation loss, on logits.

G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network"
(arXiv:1503.02531).  The soft term carries ``temperature**2``, so that its gradient
keeps its size when the temperature changes.
"""

from __future__ import annotations

import tensorflow as tf

from kd_edge.recordings.recording import REST


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


def hard_loss(labels: tf.Tensor, logits: tf.Tensor, label_smoothing: float = 0.0) -> tf.Tensor:
    """Cross-entropy with the true labels, per window.

    Args:
        labels: int ``(windows, ...)``; ``REST`` asks for the same probability for every class.
        logits: float32 ``(windows, ..., classes)``.
        label_smoothing: share of the probability that is spread evenly over all classes.

    Returns:
        float32 ``(windows, ...)``.
    """
    classes = logits.shape[-1]
    smoothing = tf.where(labels == REST, 1.0, label_smoothing)[..., None]
    target = tf.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    return -tf.reduce_sum(target * tf.nn.log_softmax(logits), axis=-1)


def distillation_loss(
    labels: tf.Tensor,
    teacher_logits: tf.Tensor,
    student_logits: tf.Tensor,
    *,
    temperature: float,
    alpha: float,
    label_smoothing: float = 0.0,
) -> tf.Tensor:
    """``alpha * soft_loss + (1 - alpha) * hard_loss``, averaged over the windows."""
    soft = soft_loss(teacher_logits, student_logits, temperature)
    hard = hard_loss(labels, student_logits, label_smoothing)
    return tf.reduce_mean(alpha * soft + (1 - alpha) * hard)
