"""Train the students of the MNIST campaign; what is there already is read instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.campaign.mnist.digits import Digits
from kd_edge.campaign.mnist.heads import LONGER, SWEEP, assemble, shared_features, train_heads
from kd_edge.campaign.mnist.plan import Point, Student
from kd_edge.files import atomic_path, write_bytes

SLIM_EPOCHS: Final = 12
_BATCH: Final = 250
_RATE: Final = 4e-3

Tell = Callable[[str], None]


def train_published(
    students: Sequence[Student],
    digits: Digits,
    teacher: keras.Model,
    logits: NDArray[np.float32],
    folder: Path,
    tell: Tell,
) -> list[Point]:
    """Students of the published form and one family, trained together if one of them is missing in ``folder``."""
    kept = [_kept(student, folder) for student in students]
    if all(point is not None for point in kept):
        return [point for point in kept if point is not None]
    tell("running the teacher's convolutions once for all students")
    train, test = (shared_features(teacher, images) for images in (digits.train_images, digits.test_images))
    heads = train_heads(
        train,
        digits.train_labels,
        logits,
        students,
        schedule=LONGER if students[0].family == "longer" else SWEEP,
        on_epoch=lambda epoch: tell(f"students of the published form: epoch {epoch}"),
    )
    points = []
    for student, head in zip(students, heads, strict=True):
        hidden = np.maximum(test.astype(np.float32) @ head.hidden + head.hidden_bias, 0)
        scores = hidden @ head.scores + head.scores_bias
        points.append(_keep(student, assemble(student, teacher, head), scores, digits, folder))
    return points


def train_slim(student: Student, digits: Digits, logits: NDArray[np.float32], folder: Path) -> Point:
    """One student of the slim form, trained from random weights if it is not in ``folder``."""
    kept = _kept(student, folder)
    if kept is not None:
        return kept
    keras.utils.set_random_seed(student.seed)
    model = student.build()
    steps = SLIM_EPOCHS * -(-len(digits.train_labels) // _BATCH)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(_RATE, steps))
    scale = float(np.std(logits))
    loss: keras.losses.Loss
    targets: NDArray[Any]
    if student.way == "distilled":
        loss, targets = keras.losses.MeanSquaredError(), logits / scale
    else:
        loss, targets = keras.losses.SparseCategoricalCrossentropy(from_logits=True), digits.train_labels
    model.compile(optimizer=optimizer, loss=loss, jit_compile=True)
    model.fit(digits.train_images, targets, batch_size=_BATCH, epochs=SLIM_EPOCHS, verbose=0)
    if student.way == "distilled":
        last = model.get_layer("logits")
        last.set_weights([np.float32(scale) * weights for weights in last.get_weights()])
    scores = model.predict(digits.test_images, batch_size=500, verbose=0)
    return _keep(student, model, scores, digits, folder)


def open_student(student: Student, folder: Path) -> keras.Model:
    """The trained network that ``folder`` keeps."""
    return keras.models.load_model(folder / f"{student.name}.keras")


def _kept(student: Student, folder: Path) -> Point | None:
    path = folder / f"{student.name}.json"
    return contract.decode(path.read_bytes(), Point, source=str(path)) if path.is_file() else None


def _keep(student: Student, model: keras.Model, scores: NDArray[np.float32], digits: Digits, folder: Path) -> Point:
    """Save the network, and last its figures, whose presence says that the student is complete."""
    accuracy = float(np.mean(np.argmax(scores, axis=1) == digits.test_labels))
    point = Point(student, model.count_params(), accuracy)
    with atomic_path(folder / f"{student.name}.keras") as temporary:
        model.save(temporary)
    write_bytes(folder / f"{student.name}.json", contract.encode(point))
    return point
