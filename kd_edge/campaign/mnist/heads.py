"""Students of the published form, all trained at once on the features that they share with their teacher.

A student of this form takes over the teacher's two convolutions as they are; only its hidden layer and its scores are
new. So the convolutions, nearly all of the work, run once for all students. Each head has a loss of its own, and Adam
treats every weight by itself, so what comes out is what training them one by one gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.campaign.mnist.digits import CLASSES
from kd_edge.campaign.mnist.plan import Student, Way

_BATCH: Final = 250
_TEMPERATURE: Final = 3.0
_SOFT: Final = 0.8


class Schedule(NamedTuple):
    """How long the heads train, and from what share of the features they must do without, anew at each step."""

    epochs: int
    learning_rate: float
    dropout: float


SWEEP: Final = Schedule(epochs=6, learning_rate=1e-3, dropout=0.0)
LONGER: Final = Schedule(epochs=14, learning_rate=3e-3, dropout=0.25)
"""The dropout is the teacher's own."""


class Head(NamedTuple):
    """Weights of a student behind the shared features, as Keras orders them."""

    hidden: NDArray[np.float32]  # (features, units)
    hidden_bias: NDArray[np.float32]  # (units,)
    scores: NDArray[np.float32]  # (units, 10)
    scores_bias: NDArray[np.float32]  # (10,)


def shared_features(teacher: keras.Model, images: NDArray[np.float32]) -> NDArray[np.float16]:
    """What the teacher's hidden layer reads, ``(n, 9216)``, in half precision: 60,000 images take 1.1 GB."""
    trunk = keras.Model(teacher.inputs, teacher.get_layer("features").output)
    parts = [trunk.predict_on_batch(images[first : first + 500]) for first in range(0, len(images), 500)]
    return np.concatenate([np.asarray(part, np.float16) for part in parts])


def train_heads(
    features: NDArray[np.float16],
    labels: NDArray[np.int64],
    logits: NDArray[np.float32],
    students: Sequence[Student],
    *,
    schedule: Schedule = SWEEP,
    on_epoch: Callable[[int], None] = lambda epoch: None,
) -> list[Head]:
    """Train a head for each of ``students``, which are of the published form.

    Args:
        features: of the training images, ``(n, features)``.
        labels: their digits ``(n,)``; what the students with the way ``direct`` learn from.
        logits: the teacher's ``(n, 10)``; what the others learn from: ``distilled`` by mean squared error, the logit
            regression of Ba and Caruana (arXiv:1312.6184), ``soft`` by soft targets and labels (Hinton, Vinyals and
            Dean, arXiv:1503.02531; temperature 3, 0.8 of the loss).
        students: who shall be trained.
        schedule: passes over the features, learning rate, dropout.
        on_epoch: called after each with its number, from 1.

    Returns:
        The heads in the order of ``students``.
    """
    stack = _Stack(features.shape[1], students, float(np.std(logits)), schedule.dropout)
    steps = schedule.epochs * -(-len(features) // _BATCH)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(schedule.learning_rate, steps))
    optimizer.build(stack.variables)
    rng = np.random.default_rng(0)
    tf.random.set_seed(0)
    for epoch in range(schedule.epochs):
        order = rng.permutation(len(features))
        for first in range(0, len(order), _BATCH):
            batch = np.sort(order[first : first + _BATCH])
            stack.step(optimizer, *(tf.constant(part[batch]) for part in (features, labels, logits)))
        on_epoch(epoch + 1)
    return stack.heads()


class _Stack:
    """All heads side by side: one product for all hidden layers, then a small one for the scores of each."""

    def __init__(self, features: int, students: Sequence[Student], scale: float, dropout: float) -> None:
        self._dropout = dropout
        self._ways = [student.way for student in students]
        self._units = [student.size[0] for student in students]
        self._scale = scale  # the teacher's logits are learnt with a standard deviation of 1
        draws = [_initial(features, student) for student in students]
        self._hidden = tf.Variable(np.concatenate([hidden for hidden, _ in draws], axis=1))
        self._hidden_bias = tf.Variable(np.zeros(sum(self._units), np.float32))
        self._scores = [tf.Variable(scores) for _, scores in draws]
        self._scores_bias = [tf.Variable(np.zeros(CLASSES, np.float32)) for _ in students]

    @property
    def variables(self) -> list[Any]:
        return [self._hidden, self._hidden_bias, *self._scores, *self._scores_bias]

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(self, optimizer: Any, features: Any, labels: Any, logits: Any) -> None:
        with tf.GradientTape() as tape:
            seen = tf.nn.dropout(tf.cast(features, tf.float32), self._dropout)
            hidden = tf.nn.relu(seen @ self._hidden + self._hidden_bias)
            parts = tf.split(hidden, self._units, axis=1)
            losses = []
            for part, way, scores, bias in zip(parts, self._ways, self._scores, self._scores_bias, strict=True):
                losses.append(_loss(way, part @ scores + bias, labels, logits, self._scale))
            loss = tf.add_n(losses)
        optimizer.apply(tape.gradient(loss, self.variables), self.variables)

    def heads(self) -> list[Head]:
        """The trained weights; the scale of the teacher's logits goes into the scores."""
        ends = np.cumsum(self._units)[:-1]
        hidden = np.split(self._hidden.numpy(), ends, axis=1)
        biases = np.split(self._hidden_bias.numpy(), ends)
        factors = [self._scale if way == "distilled" else 1.0 for way in self._ways]
        return [
            Head(kernel, bias, np.float32(factor) * scores.numpy(), np.float32(factor) * scores_bias.numpy())
            for kernel, bias, factor, scores, scores_bias in zip(
                hidden, biases, factors, self._scores, self._scores_bias, strict=True
            )
        ]


def _loss(way: Way, found: Any, labels: Any, logits: Any, scale: float) -> Any:
    """Mean loss of a batch: ``found`` and ``logits`` are ``(batch, 10)``, ``labels`` ``(batch,)``."""
    if way == "distilled":
        return tf.reduce_mean(tf.square(found - logits / scale))
    hard = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, found))
    if way == "direct":
        return hard
    targets = tf.nn.softmax(logits / _TEMPERATURE)
    soft = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, found / _TEMPERATURE))
    return _SOFT * _TEMPERATURE**2 * soft + (1 - _SOFT) * hard


def _initial(features: int, student: Student) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Glorot's uniform weights, drawn by the student's seed; of both ways the same."""
    rng = np.random.default_rng([student.seed, *student.size])
    shapes = ((features, student.size[0]), (student.size[0], CLASSES))
    first, second = (rng.uniform(-1, 1, shape) * np.sqrt(6 / sum(shape)) for shape in shapes)
    return first.astype(np.float32), second.astype(np.float32)


def assemble(student: Student, teacher: keras.Model, head: Head) -> keras.Model:
    """The whole student: the teacher's convolutions and its own head."""
    model = student.build()
    for name in ("conv_32", "conv_64"):
        model.get_layer(name).set_weights(teacher.get_layer(name).get_weights())
    model.get_layer("hidden").set_weights([head.hidden, head.hidden_bias])
    model.get_layer("logits").set_weights([head.scores, head.scores_bias])
    return model
