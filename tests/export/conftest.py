"""Small Keras models with every layer that can be exported."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
keras = pytest.importorskip("keras", reason="the training extra is not installed")

STEPS, FEATURES, CLASSES = 40, 3, 5


def _batch_norm() -> Any:
    return keras.layers.BatchNormalization()


def _reference() -> list[Any]:
    layers = keras.layers
    return [
        layers.Conv1D(8, 5, activation="relu"),
        layers.AveragePooling1D(3),
        layers.Conv1D(6, 5, padding="same"),
        _batch_norm(),
        layers.ReLU(),
        layers.LSTM(12, return_sequences=True),
        layers.LSTM(10),
        _batch_norm(),
        layers.Dropout(0.2),
        layers.Dense(CLASSES),
    ]


def _convolutional() -> list[Any]:
    layers = keras.layers
    return [
        layers.Conv1D(8, 5, strides=2, padding="causal"),
        _batch_norm(),
        layers.ReLU(max_value=6),
        layers.DepthwiseConv1D(3, padding="same"),
        _batch_norm(),
        layers.Activation("relu"),
        layers.Conv1D(4, 3, dilation_rate=2, activation="tanh"),
        layers.MaxPooling1D(2),
        layers.GlobalAveragePooling1D(),
        _batch_norm(),
        layers.Dense(7, activation="relu"),
        layers.Dense(CLASSES),
    ]


def _flattened() -> list[Any]:
    layers = keras.layers
    return [
        layers.Conv1D(4, 5, activation="sigmoid"),
        _batch_norm(),
        layers.Flatten(),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def _depthwise() -> list[Any]:
    layers = keras.layers
    return [
        layers.DepthwiseConv1D(5, depth_multiplier=2, strides=2, activation="relu"),
        _batch_norm(),
        layers.AveragePooling1D(2, strides=1),
        layers.Conv1D(5, 1),
        layers.LSTM(CLASSES),
    ]


MODELS: dict[str, Callable[[], list[Any]]] = {
    "reference": _reference,
    "convolutional": _convolutional,
    "flattened": _flattened,
    "depthwise": _depthwise,
}


def build(name: str) -> Any:
    """An untrained model whose BatchNormalization layers have seen something."""
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(1)
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), *MODELS[name]()])
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            layer.set_weights(
                [
                    rng.uniform(0.5, 1.5, gamma.shape),
                    rng.normal(size=beta.shape) * 0.3,
                    rng.normal(size=mean.shape) * 0.3,
                    rng.uniform(0.5, 2, variance.shape),
                ]
            )
    return model


@pytest.fixture(scope="session")
def windows() -> NDArray[np.float32]:
    """Representative windows."""
    return np.random.default_rng(2).normal(size=(64, STEPS, FEATURES)).astype(np.float32)


@pytest.fixture(scope="session", params=MODELS)
def converted(request: pytest.FixtureRequest, windows: NDArray[np.float32]) -> tuple[str, Any, bytes, bytes]:
    """A model, its float32 file and its int8 file."""
    from kd_edge.export.convert import convert_float32, convert_int8

    model = build(request.param)
    return request.param, model, convert_float32(model), convert_int8(model, windows)
