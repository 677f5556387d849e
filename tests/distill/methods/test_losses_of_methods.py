"""Every method of distillation against values worked out by hand, and its gradient against finite differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations
from typing import get_args

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.distill.losses import UNLABELLED
from kd_edge.distill.methods.decoupled import other_loss, target_loss
from kd_edge.distill.methods.hinton import soft_loss
from kd_edge.distill.methods.interface import Lesson, Opinion
from kd_edge.distill.methods.registry import RULES, rule_of
from kd_edge.distill.methods.relational import angle_loss, distance_loss
from kd_edge.distill.methods.settings import Decoupled, Hinton, Hints, LogitRegression, Method, Relational
from kd_edge.recordings.recording import REST

TEACHER = [5.0, 9.0, 7.0]
STUDENT = [9.0, 5.0, 7.0]
METHODS: list[Method] = [Hinton(), LogitRegression(), Decoupled(), Hints(), Relational()]


def softmax(logits: Sequence[float], temperature: float) -> list[float]:
    powers = [math.exp(value / temperature) for value in logits]
    return [power / sum(powers) for power in powers]


def divergence(teacher: Sequence[float], student: Sequence[float]) -> float:
    return sum(p * math.log(p / q) for p, q in zip(teacher, student, strict=True))


def lesson(
    labels: Sequence[int],
    teacher: NDArray[np.float32],
    student: tf.Tensor,
    features: tuple[NDArray[np.float32], tf.Tensor] | None = None,
    progress: float = 0.5,
) -> Lesson:
    seen, own = features or (None, None)
    opinion = Opinion(tf.constant(teacher, tf.float32), None if seen is None else tf.constant(seen, tf.float32))
    return Lesson(tf.constant(labels, tf.int64), opinion, Opinion(student, own), 3.0, tf.constant(progress))


def value(method: Method, given: Lesson) -> NDArray[np.float32]:
    return np.asarray(rule_of(method).loss(method, given))


def one(label: int, **more: float) -> Lesson:
    return lesson([label], np.array([TEACHER], np.float32), tf.constant([STUDENT]), **more)  # type: ignore[arg-type]


def test_every_method_has_a_rule() -> None:
    assert set(RULES) == set(get_args(Method)) == {type(method) for method in METHODS}


def test_logit_regression_is_half_the_squared_distance() -> None:
    """(9 - 5)^2 + (5 - 9)^2 + (7 - 7)^2 = 32."""
    assert value(LogitRegression(), one(1)) == pytest.approx([16.0])


def test_decoupled_is_the_two_terms_with_their_weights() -> None:
    """By the paper's equations 5 and 6: the true class against the rest, and the others among themselves."""
    label, temperature = 1, 3.0
    teacher, student = softmax(TEACHER, temperature), softmax(STUDENT, temperature)
    target = divergence([teacher[label], 1 - teacher[label]], [student[label], 1 - student[label]])
    others = divergence(softmax([5.0, 7.0], temperature), softmax([9.0, 7.0], temperature))
    found = value(Decoupled(target_weight=0.5, other_weight=4.0), one(label))
    assert found == pytest.approx([9 * (0.5 * target + 4.0 * others)], rel=1e-5)


def test_the_terms_of_decoupled_add_up_to_hintons_loss() -> None:
    """The paper's equation 7: KL = target + (1 - p) * others, for any logits and labels."""
    rng = np.random.default_rng(0)
    teacher, student = rng.normal(0, 3, (2, 50, 6)).astype(np.float32)
    labels = rng.integers(6, size=50)
    p = tf.gather(tf.nn.softmax(teacher), labels, batch_dims=1)
    whole = target_loss(labels, teacher, student) + (1 - p) * other_loss(labels, teacher, student)
    np.testing.assert_allclose(whole, soft_loss(teacher, student, 1.0), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("label", [REST, UNLABELLED])
def test_decoupled_without_a_true_class_is_hintons_loss(label: int) -> None:
    np.testing.assert_allclose(value(Decoupled(), one(label)), value(Hinton(), one(label)), rtol=1e-6)


def test_hints_come_first_and_logits_after_them() -> None:
    """Features differ by 1 and 3: (1 + 9) / 2 / 2 = 2.5."""
    features = (np.array([[1.0, 5.0]]), tf.constant([[2.0, 2.0]]))
    teacher, student = np.array([TEACHER]), tf.constant([STUDENT])
    early, late = (lesson([1], teacher, student, features, progress) for progress in (0.29, 0.3))
    assert value(Hints(first=0.3), early) == pytest.approx([2.5])
    np.testing.assert_allclose(value(Hints(first=0.3), late), value(Hinton(), one(1)), rtol=1e-6)
    assert rule_of(Hints()).labels_from(Hints(first=0.3)) == 0.3


def huber(difference: float) -> float:
    return difference**2 / 2 if abs(difference) < 1 else abs(difference) - 0.5


def cosine(points: NDArray[np.float64], first: int, corner: int, last: int) -> float:
    one, other = points[first] - points[corner], points[last] - points[corner]
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_relations_are_those_of_the_paper_pair_by_pair() -> None:
    rng = np.random.default_rng(1)
    teacher, student = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)) * 7
    pairs = list(permutations(range(5), 2))
    apart = [{(i, j): np.linalg.norm(points[i] - points[j]) for i, j in pairs} for points in (teacher, student)]
    means = [float(np.mean(list(distances.values()))) for distances in apart]
    by_hand = float(np.mean([huber(apart[0][pair] / means[0] - apart[1][pair] / means[1]) for pair in pairs]))
    ours = [tf.constant(points, tf.float32) for points in (teacher, student)]
    assert float(distance_loss(*ours)) == pytest.approx(by_hand, rel=1e-4)
    triples = list(permutations(range(5), 3))
    by_hand = float(np.mean([huber(cosine(teacher, *triple) - cosine(student, *triple)) for triple in triples]))
    assert float(angle_loss(*ours)) == pytest.approx(by_hand, rel=1e-4)


def test_relations_do_not_change_when_features_are_turned_moved_and_scaled() -> None:
    rng = np.random.default_rng(2)
    features = rng.normal(size=(6, 4)).astype(np.float32)
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0].astype(np.float32)
    moved = 3 * features @ turn + 5
    assert float(distance_loss(features, moved)) == pytest.approx(0, abs=1e-6)
    assert float(angle_loss(features, moved)) == pytest.approx(0, abs=1e-6)


def test_relational_adds_its_terms_to_hintons_loss() -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(4, 5)), tf.constant(rng.normal(size=(4, 2)), tf.float32)
    logits = rng.normal(size=(4, 3)).astype(np.float32)
    student = tf.constant(rng.normal(size=(4, 3)), tf.float32)
    given = lesson([0, 1, 2, REST], logits, student, features)
    seen = tf.constant(features[0], tf.float32)
    relations = 2 * float(distance_loss(seen, features[1])) + 3 * float(angle_loss(seen, features[1]))
    expected = 0.5 * soft_loss(logits, student, 3.0).numpy() + relations
    found = value(Relational(distance_weight=2, angle_weight=3, soft_weight=0.5), given)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_same_window_twice_leaves_relations_and_their_gradient_finite() -> None:
    features = tf.Variable(np.ones((4, 3), np.float32))
    with tf.GradientTape() as tape:
        teacher = tf.constant(np.eye(4, 3), tf.float32)
        loss = distance_loss(teacher, features) + angle_loss(teacher, features)
    assert np.isfinite(loss)
    assert np.isfinite(tape.gradient(loss, features)).all()


@pytest.mark.parametrize("progress", [0.1, 0.9])
@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_gradients_are_finite_differences(method: Method, progress: float) -> None:
    """For student's logits and features, over four windows of which one has no true class."""
    rng = np.random.default_rng(4)
    teacher, seen = rng.normal(0, 2, (4, 3)), rng.normal(size=(4, 5))
    parts = [rng.normal(0, 2, (4, 3)), rng.normal(size=(4, 5))]

    def loss(logits: tf.Tensor, features: tf.Tensor) -> tf.Tensor:
        given = lesson([0, 2, REST, 1], teacher, logits, (seen, features), progress)
        return tf.reduce_mean(rule_of(method).loss(method, given))

    variables = [tf.Variable(part, dtype=tf.float32) for part in parts]
    with tf.GradientTape() as tape:
        total = loss(*(tf.convert_to_tensor(variable) for variable in variables))
    gradients = tape.gradient(total, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    step = 1e-2
    scale = max(float(np.abs(gradient).max()) for gradient in gradients)
    assert scale > 0
    for position, gradient in enumerate(gradients):
        for index in np.ndindex(parts[position].shape):
            around = []
            for sign in (1, -1):
                moved = [part.copy() for part in parts]
                moved[position][index] += sign * step
                around.append(float(loss(*(tf.constant(part, tf.float32) for part in moved))))
            difference = (around[0] - around[1]) / (2 * step)
            assert float(gradient.numpy()[index]) == pytest.approx(difference, abs=2e-2 * scale)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_a_student_that_gives_what_its_teacher_gives_has_nothing_to_learn(method: Method) -> None:
    rng = np.random.default_rng(5)
    logits, features = rng.normal(0, 3, (4, 3)), rng.normal(size=(4, 5))
    given = lesson([0, 1, 2, 0], logits, tf.constant(logits, tf.float32), (features, tf.constant(features, tf.float32)))
    assert value(method, given) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_sure_teachers_leave_every_loss_finite(method: Method) -> None:
    sure = np.array([[1e4, -1e4, 0.0], [0.0, 50.0, -50.0]])
    features = (np.zeros((2, 4)), tf.zeros((2, 4)))
    student = tf.Variable(-sure, dtype=tf.float32)
    with tf.GradientTape() as tape:
        given = lesson([0, 1], sure, tf.convert_to_tensor(student), features)
        loss = tf.reduce_sum(rule_of(method).loss(method, given))
    assert np.isfinite(loss)
    assert np.isfinite(tape.gradient(loss, student)).all()
