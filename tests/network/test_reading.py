"""Keras models are read by what they compute: equal numbers, or an error that names layer and option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from kd_edge.errors import ExportError
from kd_edge.network.check import outputs, read_exportable
from kd_edge.network.evaluate import evaluate
from kd_edge.network.folding import fold
from kd_edge.network.stages import Affine
from tests.network.conftest import CLASSES, FEATURES, STEPS, chain, ended, graph, stirred

LAYERS = keras.layers


def windows(count: int = 8) -> np.ndarray:
    return np.random.default_rng(7).normal(size=(count, STEPS, FEATURES)).astype(np.float32)


def difference(model: Any) -> float:
    """Largest difference between Keras and what was read and folded, on windows that the reader has not seen.

    It is a share of the largest logit.
    """
    network = fold(read_exportable(model))
    assert not any(isinstance(node.stage, Affine) for node in network.nodes)
    expected = outputs(model, windows())
    return float(np.abs(evaluate(network, windows())[network.output] - expected).max() / max(1, np.abs(expected).max()))


def batch_norm_over_steps(filters: int) -> Any:
    model = chain(
        LAYERS.Conv1D(filters, 3, padding="same"), LAYERS.BatchNormalization(axis=1), LAYERS.Flatten(), LAYERS.Dense(4)
    )
    model.layers[1].moving_mean.assign(np.arange(STEPS, dtype=np.float32))
    return model


def called_twice() -> Any:
    dense = LAYERS.Dense(4, activation="tanh")
    return graph(lambda window: dense(dense(LAYERS.Dense(4)(LAYERS.Flatten()(window)))))


def with_lora(layer: Any) -> Any:
    model = chain(layer, LAYERS.Flatten(), LAYERS.Dense(4))
    layer.enable_lora(2)
    layer.lora_kernel_b.assign(np.ones(layer.lora_kernel_b.shape))
    return model


def small_base() -> Any:
    window = keras.Input((STEPS, FEATURES))
    return keras.Model(window, LAYERS.GlobalAveragePooling1D()(LAYERS.Conv1D(5, 3)(window)))


def nested() -> Any:
    base = small_base()
    return graph(lambda window: LAYERS.Dense(4)(base(window)))


def nested_twice() -> Any:
    base = small_base()
    return graph(lambda window: LAYERS.Dense(4)(LAYERS.Concatenate()([base(window), base(window * 2.0)])))


def nested_sequential() -> Any:
    return chain(keras.Sequential([LAYERS.Conv1D(4, 3), LAYERS.BatchNormalization()]), LAYERS.LSTM(4))


def residual(window: Any) -> Any:
    first = LAYERS.Conv1D(6, 3, padding="same", activation="relu")(window)
    second = LAYERS.BatchNormalization()(LAYERS.Conv1D(6, 1)(first))
    return LAYERS.Dense(4)(LAYERS.GlobalAveragePooling1D()(LAYERS.ReLU()(LAYERS.Add()([first, second]))))


def inception(window: Any) -> Any:
    branches = [
        LAYERS.BatchNormalization()(LAYERS.Conv1D(3, 3, padding="same")(window)),
        LAYERS.BatchNormalization()(LAYERS.MaxPooling1D(3, 1, padding="same")(window)),
        window,
    ]
    return ended(LAYERS.Concatenate()(branches))


def gated(window: Any) -> Any:
    x = LAYERS.Conv1D(6, 3)(window)
    return LAYERS.Dense(4)(LAYERS.GlobalMaxPooling1D()(x * keras.ops.sigmoid(x)))


def squeezed(window: Any) -> Any:
    weights = LAYERS.Dense(6, activation="sigmoid")(LAYERS.GlobalAveragePooling1D()(window))
    return LAYERS.Dense(4)(
        LAYERS.GlobalAveragePooling1D()(LAYERS.Multiply()([window, LAYERS.Reshape((1, 6))(weights)]))
    )


RIGHT: dict[str, Callable[[], Any]] = {
    "batch norm over 16 steps": lambda: batch_norm_over_steps(16),
    "batch norm over 16 steps, 8 filters": lambda: batch_norm_over_steps(8),
    "a layer called twice": called_twice,
    "softmax as an operation": lambda: graph(lambda window: keras.ops.softmax(ended(window))),
    "softmax as a layer": lambda: graph(lambda window: LAYERS.Softmax()(ended(window))),
    "softmax of TensorFlow": lambda: chain(LAYERS.Flatten(), LAYERS.Dense(4, activation=tf.nn.softmax)),
    "LoRA on a dense layer": lambda: with_lora(LAYERS.Dense(4)),
    "LoRA on a convolution": lambda: with_lora(LAYERS.Conv1D(4, 3)),
    "a nested model": nested,
    "a nested model called twice": nested_twice,
    "a nested Sequential": nested_sequential,
    "batch norm after a global pool": lambda: stirred(
        chain(LAYERS.GlobalAveragePooling1D(), LAYERS.BatchNormalization(), LAYERS.Flatten(), LAYERS.Dense(4))
    ),
    "batch norm before same padding": lambda: stirred(
        chain(
            LAYERS.Conv1D(4, 3, activation="relu"),
            LAYERS.BatchNormalization(),
            LAYERS.Conv1D(4, 3, padding="same"),
            LAYERS.LSTM(4),
            LAYERS.BatchNormalization(),
        )
    ),
    "batch norm that several read": lambda: stirred(
        graph(lambda window: ended((y := LAYERS.BatchNormalization()(LAYERS.Conv1D(4, 3)(window))) + keras.ops.tanh(y)))
    ),
    "normalisation and rescaling": lambda: chain(
        LAYERS.Normalization(mean=np.arange(6.0), variance=np.arange(1, 7.0)),
        LAYERS.Rescaling(0.5, offset=0.25),
        LAYERS.Conv1D(4, 3),
        LAYERS.Flatten(),
        LAYERS.Dense(4),
    ),
    "residual": lambda: stirred(graph(residual)),
    "inception": lambda: stirred(graph(inception)),
    "gate": lambda: graph(gated),
    "squeeze and excite": lambda: graph(squeezed),
    "minus the first step": lambda: graph(lambda window: ended((x := LAYERS.Conv1D(8, 3)(window)) - x[:, :1, :])),
    "arithmetic with constants": lambda: graph(
        lambda window: ended(1.0 - window / 2.0 + window[:, ::2][:, :1] * -window)
    ),
    "minus the mean": lambda: graph(lambda window: ended(window - keras.ops.mean(window, axis=1, keepdims=True))),
    "an item": lambda: graph(lambda window: LAYERS.Dense(4)(window[:, -1] + keras.ops.max(window, axis=1))),
    "an activation layer as an argument": lambda: chain(
        LAYERS.Conv1D(4, 3, activation=LAYERS.LeakyReLU(0.3)), LAYERS.Flatten(), LAYERS.Dense(4)
    ),
    "a fixed batch": lambda: keras.Sequential(
        [keras.Input(batch_shape=(1, STEPS, FEATURES)), LAYERS.LSTM(5), LAYERS.Dense(4)]
    ),
    "average of three": lambda: graph(
        lambda window: ended(LAYERS.Average()([window, LAYERS.Dense(6)(window), LAYERS.Conv1D(6, 1)(window)]))
    ),
}


@pytest.mark.parametrize("build", RIGHT.values(), ids=RIGHT)
def test_what_is_read_computes_what_keras_computes(build: Callable[[], Any]) -> None:
    assert difference(build()) < 1e-5


class OwnCall(keras.layers.Conv1D):
    """A convolution that computes something else."""

    def call(self, inputs: Any) -> Any:
        return super().call(inputs) * 1.5


class Subclassed(keras.Model):
    """A model without a graph."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = LAYERS.Dense(4)

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs)


class OwnFunctional(keras.Model):
    """A functional model whose call does more than its graph."""

    def call(self, inputs: Any) -> Any:
        return super().call(inputs) * 2


def relu(x: Any) -> Any:
    """Not the function of that name."""
    return tf.nn.tanh(x)


def quantised() -> Any:
    model = chain(LAYERS.Flatten(), LAYERS.Dense(4))
    model.quantize("int8")
    return model


def patched() -> Any:
    model = chain(LAYERS.Flatten(), LAYERS.Dense(4))
    call = model.layers[-1].call
    model.layers[-1].call = lambda x: call(x) * 2
    return model


def own_functional() -> Any:
    window = keras.Input((STEPS, FEATURES))
    return OwnFunctional(window, ended(window))


def with_training(window: Any) -> Any:
    return ended(LAYERS.Dropout(0.5, name="always")(window, training=True))


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "channels first": (
        lambda: chain(
            LAYERS.MaxPooling1D(2, data_format="channels_first", name="pool"), LAYERS.Flatten(), LAYERS.Dense(4)
        ),
        r"'pool' sets data_format='channels_first'",
    ),
    "a subclass": (lambda: chain(OwnCall(4, 3, name="own"), LAYERS.LSTM(4)), "'own' is a subclass of Conv1D"),
    "a function named relu": (
        lambda: chain(LAYERS.Conv1D(4, 3, activation=relu, name="conv"), LAYERS.LSTM(4)),
        "'conv' has the activation 'relu' of tests",
    ),
    "an unknown activation": (lambda: chain(LAYERS.LSTM(4), LAYERS.Dense(4, activation="gelu")), "'gelu'"),
    "a quantised layer": (quantised, "is quantised to int8"),
    "a call that was replaced": (patched, "has a call of its own"),
    "a functional model with its own call": (own_functional, "of class OwnFunctional with a call of its own"),
    "a subclassed model": (Subclassed, "of class Subclassed with a call of its own"),
    "an unbuilt model": (lambda: keras.Sequential([LAYERS.Dense(4)]), "not built"),
    "a nested subclassed model": (lambda: chain(LAYERS.Flatten(), Subclassed()), "of class Subclassed"),
    "half precision": (
        lambda: chain(LAYERS.Flatten(), LAYERS.Dense(4, dtype="mixed_float16", name="half")),
        "'half' computes in float16",
    ),
    "training mode": (lambda: graph(with_training), "'always' is called with training=True"),
    "GRU": (lambda: chain(LAYERS.GRU(4, name="gru")), "GRU 'gru'.*use an LSTM"),
    "bidirectional": (lambda: chain(LAYERS.Bidirectional(LAYERS.LSTM(2), name="both")), "Bidirectional 'both'"),
    "layer normalisation": (lambda: chain(LAYERS.LayerNormalization(), LAYERS.LSTM(4)), "use BatchNormalization"),
    "a lambda": (lambda: chain(LAYERS.Lambda(lambda x: x * 2), LAYERS.LSTM(4)), "Lambda"),
    "an operation": (lambda: graph(lambda window: ended(keras.ops.sort(window, axis=1))), "Sort 'sort"),
    "division by a tensor": (lambda: graph(lambda window: ended(1.0 / window)), "divides by a tensor"),
    "softmax over steps": (lambda: chain(LAYERS.Softmax(axis=1, name="soft"), LAYERS.LSTM(4)), "'soft' sets axis=1"),
    "backwards": (lambda: chain(LAYERS.LSTM(4, go_backwards=True)), "sets go_backwards=True"),
    "a stateful LSTM": (
        lambda: keras.Sequential([keras.Input(batch_shape=(1, STEPS, FEATURES)), LAYERS.LSTM(4, stateful=True)]),
        "sets stateful=True",
    ),
    "a score per step": (lambda: chain(LAYERS.Dense(4)), r"one score per class.*shape \(16, 4\)"),
    "one score": (lambda: chain(LAYERS.Flatten(), LAYERS.Dense(1, activation="sigmoid")), "at least two classes"),
    "sigmoids": (lambda: chain(LAYERS.Flatten(), LAYERS.Dense(4, activation="sigmoid")), "a sigmoid at the end"),
    "whole numbers": (
        lambda: keras.Sequential([keras.Input((STEPS, FEATURES), dtype="int32"), LAYERS.Flatten(), LAYERS.Dense(4)]),
        "type int32",
    ),
    "any length": (lambda: keras.Sequential([keras.Input((None, FEATURES)), LAYERS.LSTM(4)]), "knows its window"),
    "two inputs": (
        lambda: keras.Model((pair := [keras.Input((8, 2)), keras.Input((8, 3))]), ended(LAYERS.Concatenate()(pair))),
        "one for every stream",
    ),
    "not a model": (lambda: LAYERS.Dense(4), "Sequential or functional"),
}


@pytest.mark.parametrize(("build", "match"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_error_that_names_it(build: Callable[[], Any], match: str) -> None:
    with pytest.raises(ExportError, match=match):
        read_exportable(build())


def test_a_layer_that_computes_something_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison under all the reading: a change that no option shows is still found, and where it is."""
    model = chain(LAYERS.Conv1D(4, 3), LAYERS.Dense(5, name="changed"), LAYERS.LSTM(CLASSES))
    call = LAYERS.Dense.call
    monkeypatch.setattr(LAYERS.Dense, "call", lambda self, x, training=None: call(self, x) + 0.01)
    with pytest.raises(ExportError, match="layer 'changed' gives other numbers"):
        read_exportable(model)


def test_weights_that_are_no_numbers_are_refused() -> None:
    model = chain(LAYERS.Flatten(), LAYERS.Dense(4, name="broken"))
    model.layers[-1].bias.assign([np.nan, 0, 0, 0])
    with pytest.raises(ExportError, match=r"'broken' gives numbers that are not finite.*learning rate"):
        read_exportable(model)
