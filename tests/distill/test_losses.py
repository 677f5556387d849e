"""The distillation loss against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import tensorflow as tf

from kd_edge.distill.losses import UNLABELLED, Labels, distillation_loss, hard_loss, label_loss
from kd_edge.distill.methods.hinton import soft_loss
from kd_edge.distill.methods.interface import Lesson, Opinion
from kd_edge.distill.methods.settings import Hints
from kd_edge.distill.recipe import Distillation
from kd_edge.recordings.recording import REST

TEACHER = [5.0, 9.0, 7.0]
STUDENT = [9.0, 5.0, 7.0]


def softmax(logits: list[float], temperature: float) -> list[float]:
    powers = [math.exp(value / temperature) for value in logits]
    return [power / sum(powers) for power in powers]


def lesson(labels: tf.Tensor, student: tf.Tensor, temperature: float, progress: float = 0.5) -> Lesson:
    features = tf.zeros((1, 2))
    teacher, opinion = Opinion(tf.constant([TEACHER]), features), Opinion(student, features)
    return Lesson(labels, teacher, opinion, temperature, tf.constant(progress))


def test_soft_loss_is_the_known_value() -> None:
    """T = 3: p = softmax(5/3, 3, 7/3), q = softmax(3, 5/3, 7/3); 9 * sum p log(p / q) = 4.973."""
    teacher, student = softmax(TEACHER, 3), softmax(STUDENT, 3)
    by_hand = 9 * sum(p * math.log(p / q) for p, q in zip(teacher, student, strict=True))
    assert by_hand == pytest.approx(4.973, abs=5e-4)
    measured = soft_loss(tf.constant([TEACHER]), tf.constant([STUDENT]), 3.0).numpy()
    assert measured == pytest.approx([by_hand], rel=1e-5)


@pytest.mark.parametrize("temperature", [1.0, 2.0, 10.0])
def test_soft_loss_vanishes_only_for_the_same_distribution(temperature: float) -> None:
    shifted = [value + 4 for value in TEACHER]
    assert soft_loss(tf.constant([TEACHER]), tf.constant([shifted]), temperature).numpy() == pytest.approx(0, abs=1e-4)
    assert soft_loss(tf.constant([TEACHER]), tf.constant([STUDENT]), temperature).numpy() > 0.1


def test_hard_loss_is_the_negative_log_probability() -> None:
    expected = -math.log(softmax(STUDENT, 1)[2])
    assert hard_loss(tf.constant([2]), tf.constant([STUDENT])).numpy() == pytest.approx([expected], rel=1e-5)


def test_label_smoothing_spreads_the_target() -> None:
    logs = [math.log(p) for p in softmax(STUDENT, 1)]
    expected = -(0.8 * logs[0] + 0.1 * logs[1] + 0.1 * logs[2])
    measured = hard_loss(tf.constant([0]), tf.constant([STUDENT]), label_smoothing=0.3).numpy()
    assert measured == pytest.approx([expected], rel=1e-5)


def test_between_signs_every_class_is_wanted_alike() -> None:
    expected = -sum(math.log(p) for p in softmax(STUDENT, 1)) / 3
    losses = hard_loss(tf.constant([REST, 2]), tf.constant([STUDENT, STUDENT])).numpy()
    assert losses == pytest.approx([expected, -math.log(softmax(STUDENT, 1)[2])], rel=1e-5)


def test_what_only_the_teacher_labels_has_no_hard_loss() -> None:
    losses = hard_loss(tf.constant([UNLABELLED, UNLABELLED]), tf.constant([STUDENT, TEACHER]), label_smoothing=0.1)
    assert losses.numpy() == pytest.approx([0.0, 0.0])


def test_a_mixed_window_has_both_labels_by_their_shares() -> None:
    first, second, share = tf.constant([2]), tf.constant([0]), tf.constant([0.7])
    logs = [math.log(p) for p in softmax(STUDENT, 1)]
    measured = label_loss(Labels(first, second, share), tf.constant([STUDENT])).numpy()
    assert measured == pytest.approx([-0.7 * logs[2] - 0.3 * logs[0]], rel=1e-5)


@pytest.mark.parametrize(("progress", "counted"), [(0.2, 0.0), (0.3, 1.0)])
def test_labels_count_once_the_hints_are_over(progress: float, counted: float) -> None:
    """Features are the same here, so that in the first part nothing is left to learn."""
    labels, student = tf.constant([1]), tf.constant([STUDENT])
    method = Distillation(method=Hints(first=0.25), alpha=0.5)
    total = distillation_loss(Labels(labels), lesson(labels, student, 3.0, progress), method).numpy()
    soft, hard = soft_loss(tf.constant([TEACHER]), student, 3.0).numpy()[0], hard_loss(labels, student).numpy()[0]
    assert total == pytest.approx(counted * (soft + hard) / 2, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_alpha_weighs_soft_against_hard(alpha: float) -> None:
    labels, teacher, student = tf.constant([1]), tf.constant([TEACHER]), tf.constant([STUDENT])
    given = lesson(labels, student, 3.0)
    total = distillation_loss(Labels(labels), given, Distillation(temperature=3.0, alpha=alpha)).numpy()
    soft, hard = soft_loss(teacher, student, 3.0).numpy()[0], hard_loss(labels, student).numpy()[0]
    assert total == pytest.approx(alpha * soft + (1 - alpha) * hard, rel=1e-5)


def test_gradient_is_what_the_paper_derives() -> None:
    """d(T^2 KL)/d(student logit) = T (q - p): the T^2 keeps its size when T changes."""
    student = tf.Variable([STUDENT])
    with tf.GradientTape() as tape:
        labels = tf.constant([1])
        given = lesson(labels, tf.convert_to_tensor(student), 4.0)
        loss = distillation_loss(Labels(labels), given, Distillation(temperature=4.0, alpha=1.0))
    expected = 4 * (np.array(softmax(STUDENT, 4)) - np.array(softmax(TEACHER, 4)))
    np.testing.assert_allclose(tape.gradient(loss, student).numpy()[0], expected, atol=1e-5)


def test_extreme_logits_stay_finite() -> None:
    loss = soft_loss(tf.constant([[1e4, -1e4, 0.0]]), tf.constant([[-1e4, 1e4, 0.0]]), 1.0).numpy()
    assert np.isfinite(loss).all()
