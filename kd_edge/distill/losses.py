"""The loss of a step: what the labels say, mixed with what a method of distillation says."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.distill.methods.interface import Lesson
from kd_edge.distill.methods.registry import rule_of
from kd_edge.distill.recipe import Distillation
from kd_edge.recordings.recording import REST

UNLABELLED: Final = -2
"""Label of a window that only the teacher labels; ``REST`` is a label, and asks for doubt."""


class Labels(NamedTuple):
    """True labels of windows that may be mixed from two (mixup).

    Attributes:
        first: int64 ``(windows, ...)``: of the larger part.
        second: int64 of the same shape, of the smaller part; None if nothing is mixed.
        share: of ``first``, float32 of the same shape, 0.5 to 1; None if nothing is mixed.
        weights: of each class, float32 ``(classes,)``; None for 1.
    """

    first: tf.Tensor
    second: tf.Tensor | None = None
    share: tf.Tensor | None = None
    weights: tf.Tensor | None = None


def class_weights(labels: NDArray[np.int64], classes: int) -> NDArray[np.float32]:
    """Weights of classes that give each the same sum over ``labels``, with a mean over windows of 1.

    Args:
        labels: of the training windows; negative ones are of no class.
        classes: how many there are; one without windows weighs 1.
    """
    counts = np.bincount(labels[labels >= 0], minlength=classes)
    present = np.count_nonzero(counts)
    return np.where(counts > 0, counts.sum() / (np.maximum(counts, 1) * max(present, 1)), 1.0).astype(np.float32)


def hard_loss(labels: tf.Tensor, logits: tf.Tensor, label_smoothing: float = 0.0) -> tf.Tensor:
    """Cross-entropy with the true labels, per window.

    Args:
        labels: int ``(windows, ...)``; ``REST`` asks for the same probability for every class, ``UNLABELLED`` for
            nothing.
        logits: float32 ``(windows, ..., classes)``.
        label_smoothing: share of the probability that is spread evenly over all classes.

    Returns:
        float32 ``(windows, ...)``.
    """
    classes = logits.shape[-1]
    smoothing = tf.where(labels == REST, 1.0, label_smoothing)[..., None]
    target = tf.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    loss = -tf.reduce_sum(target * tf.nn.log_softmax(logits), axis=-1)
    return tf.where(labels == UNLABELLED, 0.0, loss)


def label_loss(labels: Labels, logits: tf.Tensor, label_smoothing: float = 0.0) -> tf.Tensor:
    """:func:`hard_loss`, weighed by share where windows are mixed (H. Zhang et al., "mixup", ICLR 2018)."""
    loss = _weighed(labels.first, logits, label_smoothing, labels.weights)
    if labels.second is None or labels.share is None:
        return loss
    second = _weighed(labels.second, logits, label_smoothing, labels.weights)
    return labels.share * loss + (1 - labels.share) * second


def _weighed(labels: tf.Tensor, logits: tf.Tensor, smoothing: float, weights: tf.Tensor | None) -> tf.Tensor:
    """:func:`hard_loss` times the weight of each window's class; windows of no class weigh 1."""
    loss = hard_loss(labels, logits, smoothing)
    if weights is None:
        return loss
    return loss * tf.where(labels >= 0, tf.gather(weights, tf.maximum(labels, 0)), 1.0)


def distillation_loss(
    labels: Labels, lesson: Lesson, distillation: Distillation, label_smoothing: float = 0.0
) -> tf.Tensor:
    """``alpha * method + (1 - alpha) * label_loss``, averaged over the windows.

    Args:
        labels: the true labels.
        lesson: what the method sees.
        distillation: the method, and alpha.
        label_smoothing: as for :func:`hard_loss`.

    Returns:
        float32, one number.
    """
    rule, alpha = rule_of(distillation.method), distillation.alpha
    hard = label_loss(labels, lesson.student.logits, label_smoothing)
    begun = tf.cast(lesson.progress >= rule.labels_from(distillation.method), tf.float32)
    return tf.reduce_mean(alpha * rule.loss(distillation.method, lesson) + (1 - alpha) * begun * hard)
