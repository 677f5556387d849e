"""What may train and what may teach: decided by what a model computes, before a run folder exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as with_
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from msgspec.structs import replace

from kd_edge.distill.loop import predict_logits
from kd_edge.distill.networks import open_network, open_teacher_model
from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.train import distil_student, train_teacher
from kd_edge.errors import ExportError, TrainingError
from kd_edge.network.scores import kind_of_scores
from kd_edge.recordings.recording import Dataset

LAYERS = keras.layers
QUICK = Settings(recipe=Recipe(epochs=1, warmup_epochs=0), augmentation=None)


def chain(*layers: Any, window: tuple[int, int] = (45, 8)) -> Any:
    keras.utils.set_random_seed(2)
    return keras.Sequential([keras.Input(window), *layers], name="mine")


def flat(*layers: Any, window: tuple[int, int] = (45, 8)) -> Any:
    return chain(LAYERS.Flatten(), *layers, window=window)


class Subclassed(keras.Model):
    """A model without a graph: it can teach, but not be followed."""

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        self.flatten, self.dense = LAYERS.Flatten(), LAYERS.Dense(classes)

    def call(self, inputs: Any) -> Any:
        return self.dense(self.flatten(inputs))


def as_operation() -> Any:
    window = keras.Input((45, 8))
    return keras.Model(window, keras.ops.softmax(LAYERS.Dense(3)(LAYERS.Flatten()(window))))


SOFTMAX: dict[str, Callable[[], Any]] = {
    "activation": lambda: flat(LAYERS.Dense(3, activation="softmax")),
    "TensorFlow's function": lambda: flat(LAYERS.Dense(3, activation=tf.nn.softmax)),
    "layer": lambda: flat(LAYERS.Dense(3), LAYERS.Softmax()),
    "activation layer": lambda: flat(LAYERS.Dense(3), LAYERS.Activation("softmax")),
    "before a dropout": lambda: flat(LAYERS.Dense(3, activation="softmax"), LAYERS.Dropout(0.1)),
    "operation": as_operation,
    "by hand": lambda: flat(LAYERS.Dense(3, activation=lambda x: tf.exp(x) / tf.reduce_sum(tf.exp(x), -1, True))),
}


@pytest.mark.parametrize("build", SOFTMAX.values(), ids=SOFTMAX)
def test_a_student_that_ends_in_a_softmax_is_refused_however_it_is_written(
    build: Callable[[], Any], tiny_dataset: Dataset
) -> None:
    with pytest.raises(TrainingError, match=r"Models give logits.*softmax"):
        open_network(build(), tiny_dataset, "student", 0)


@pytest.mark.parametrize("build", SOFTMAX.values(), ids=SOFTMAX)
def test_a_teacher_that_ends_in_a_softmax_teaches_its_logits(build: Callable[[], Any], tiny_dataset: Dataset) -> None:
    """Up to a constant for each window, which no softmax sees, whatever its temperature."""
    model = build()
    frames = np.random.default_rng(0).normal(size=(9, 45, 8)).astype(np.float32)
    found = predict_logits(open_teacher_model(model, tiny_dataset), frames)
    kernel, bias = model.get_weights()
    expected = frames.reshape(9, -1) @ kernel + bias
    np.testing.assert_allclose(
        found - found.mean(1, keepdims=True), expected - expected.mean(1, keepdims=True), atol=2e-4
    )


def test_a_subclassed_model_can_teach(tiny_dataset: Dataset) -> None:
    model = Subclassed()
    model(np.zeros((1, 45, 8), np.float32))
    assert open_teacher_model(model, tiny_dataset) is model


BAD_TEACHERS: dict[str, tuple[Callable[[], Any], str]] = {
    "one score": (lambda: flat(LAYERS.Dense(1)), "scores the 3 labels"),
    "two classes too many": (lambda: flat(LAYERS.Dense(5)), "scores the 3 labels"),
    "another window": (lambda: flat(LAYERS.Dense(3), window=(40, 8)), r"maps \(None, 45, 8\)"),
    "other features": (lambda: flat(LAYERS.Dense(3), window=(45, 7)), r"maps \(None, 45, 8\)"),
    "a score per step": (lambda: chain(LAYERS.Dense(3)), "scores the 3 labels"),
    "not built": (lambda: keras.Sequential([LAYERS.Flatten(), LAYERS.Dense(3)]), "not built"),
    "subclassed and not built": (Subclassed, "not built"),
    "sigmoids": (lambda: flat(LAYERS.Dense(3, activation="sigmoid")), "as a sigmoid gives them"),
    "two outputs": (lambda: _two_outputs(), "several outputs"),
    "no numbers": (lambda: flat(LAYERS.Dense(3, bias_initializer=keras.initializers.Constant(np.nan))), "numbers"),
}


def _two_outputs() -> Any:
    window = keras.Input((45, 8))
    vector = LAYERS.Flatten()(window)
    return keras.Model(window, [LAYERS.Dense(3)(vector), LAYERS.Dense(3)(vector)])


@pytest.mark.parametrize(("build", "match"), BAD_TEACHERS.values(), ids=BAD_TEACHERS)
def test_a_teacher_that_does_not_fit_is_one_error_before_the_run(
    build: Callable[[], Any], match: str, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match=match):
        distil_student(tiny_dataset, tmp_path, teacher=build(), network=flat(LAYERS.Dense(3)), settings=QUICK)
    assert list(tmp_path.iterdir()) == []


BAD_STUDENTS: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "subclassed": (Subclassed, TrainingError, "Sequential or functional, and built"),
    "not built": (lambda: keras.Sequential([LAYERS.Dense(3)]), TrainingError, "Sequential or functional, and built"),
    "sigmoids": (lambda: flat(LAYERS.Dense(3, activation="sigmoid")), TrainingError, "as after a sigmoid"),
    "another window": (lambda: flat(LAYERS.Dense(3), window=(40, 8)), TrainingError, r"to \(None, 3\)"),
    "GRU": (lambda: chain(LAYERS.GRU(4), LAYERS.Dense(3)), ExportError, "use an LSTM"),
    "bidirectional LSTM": (
        lambda: chain(LAYERS.Bidirectional(LAYERS.LSTM(4)), LAYERS.Dense(3)),
        ExportError,
        "runs forwards",
    ),
    "layer normalisation": (
        lambda: chain(LAYERS.LayerNormalization(), LAYERS.LSTM(4), LAYERS.Dense(3)),
        ExportError,
        "use BatchNormalization",
    ),
}


@pytest.mark.parametrize(("build", "error", "match"), BAD_STUDENTS.values(), ids=BAD_STUDENTS)
def test_what_cannot_be_exported_is_said_before_the_training(
    build: Callable[[], Any], error: type[Exception], match: str, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(error, match=match):
        distil_student(tiny_dataset, tmp_path, teacher=None, network=build(), settings=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_teacher_that_cannot_be_exported_trains_with_a_warning(tiny_dataset: Dataset, tmp_path: Path) -> None:
    network = chain(LAYERS.GRU(4), LAYERS.Dense(3))
    with pytest.warns(UserWarning, match="cannot be exported.*GRU"):
        run = train_teacher(tiny_dataset, tmp_path, network=network, settings=QUICK)
    assert run.config.macs is None


def test_one_label_is_nothing_to_tell_apart(tiny_dataset: Dataset, tmp_path: Path) -> None:
    one = with_(tiny_dataset, labels=("A",), recordings=[r for r in tiny_dataset.recordings if r.label == 0])
    with pytest.raises(TrainingError, match="at least two classes"):
        train_teacher(one, tmp_path, settings=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_network_with_an_input_for_every_stream_trains_on_windows(tiny_dataset: Dataset, tmp_path: Path) -> None:
    keras.utils.set_random_seed(2)
    imu, emg = keras.Input((45, 6), name="imu"), keras.Input((45, 2), name="emg")
    vectors = [LAYERS.GlobalAveragePooling1D()(LAYERS.Conv1D(4, 3)(stream)) for stream in (imu, emg)]
    network = keras.Model([imu, emg], LAYERS.Dense(3)(LAYERS.Concatenate()(vectors)))
    run = distil_student(tiny_dataset, tmp_path, teacher=None, network=network, settings=replace(QUICK, name="streams"))
    frames = np.random.default_rng(0).normal(size=(4, 45, 8)).astype(np.float32)
    np.testing.assert_allclose(
        predict_logits(run.load_model(), frames), network([frames[:, :, 2:], frames[:, :, :2]]), atol=1e-5
    )


@pytest.mark.parametrize(
    ("scores", "kind"),
    [
        ([[0.2, 0.8], [1.0, 0.0]], "probabilities"),
        ([[0.2, 0.7], [1.0, 0.0]], "bounded"),
        ([[0.2, -0.1], [0.5, 0.5]], "logits"),
        ([[3.0, 0.0], [0.5, 0.5]], "logits"),
        ([[0.0, 0.0], [0.0, 0.0]], "logits"),
    ],
)
def test_scores_are_told_apart_by_their_values(scores: list[list[float]], kind: str) -> None:
    assert kind_of_scores(np.array(scores)) == kind
