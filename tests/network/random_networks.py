"""Random networks of everything that can be exported: branches, shared layers, merges, normalisation anywhere."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from tests.network.conftest import CLASSES, FEATURES, STEPS, stirred

LAYERS = keras.layers


def random_network(seed: int) -> Any:
    """A functional model of windows (16, 6), the same for equal seeds."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    window = keras.Input((STEPS, FEATURES))
    sequences = [window]
    for _ in range(int(rng.integers(2, 6))):
        x = sequences[int(rng.integers(len(sequences)))]
        made = _merged(rng, sequences) if rng.random() < 0.3 else _layer(rng, x)(x)
        sequences.append(made)
    vectors = [_vector(rng, x) for x in sequences[-int(rng.integers(1, 3)) :]]
    x = vectors[0] if len(vectors) == 1 else LAYERS.Concatenate()(vectors)
    if rng.random() < 0.4:
        x = LAYERS.BatchNormalization()(x)
    if rng.random() < 0.3:
        x = LAYERS.Dense(5, activation=str(rng.choice(["relu", "tanh", "leaky_relu", "silu"])))(x)
    head = LAYERS.Dense(CLASSES, activation="softmax" if rng.random() < 0.3 else None)
    return stirred(keras.Model(window, head(x)), seed)


def _layer(rng: np.random.Generator, x: Any) -> Any:
    """One layer that fits a sequence ``x``."""
    padding = str(rng.choice(["valid", "same", "causal"])) if x.shape[1] > 4 else "same"
    plain = "valid" if padding == "causal" else padding
    stride = int(rng.integers(1, 3))
    choices = (
        lambda: LAYERS.Conv1D(int(rng.integers(2, 7)), 3, strides=stride, padding=padding, activation=_any(rng)),
        lambda: LAYERS.Conv1D(4, 2, dilation_rate=2, padding=padding, use_bias=False),
        lambda: LAYERS.DepthwiseConv1D(3, depth_multiplier=stride, padding=plain),
        lambda: LAYERS.SeparableConv1D(4, 3, padding=plain, activation=_any(rng)),
        lambda: LAYERS.BatchNormalization(axis=int(rng.choice([1, 2, 2, 2]))),
        lambda: LAYERS.AveragePooling1D(2, strides=stride, padding=plain),
        lambda: LAYERS.MaxPooling1D(2, strides=stride, padding=plain),
        lambda: LAYERS.Dense(int(rng.integers(2, 6)), activation=_any(rng)),
        lambda: LAYERS.LSTM(4, return_sequences=True),
        lambda: LAYERS.LeakyReLU(0.1),
        lambda: LAYERS.ReLU(6.0),
        lambda: LAYERS.Rescaling(float(rng.uniform(0.5, 2)), offset=float(rng.normal())),
        lambda: LAYERS.ZeroPadding1D((1, 2)),
        lambda: LAYERS.Cropping1D((1, 0)) if x.shape[1] > 4 else LAYERS.Identity(),
        lambda: LAYERS.SpatialDropout1D(0.2),
    )
    return choices[int(rng.integers(len(choices)))]()


def _any(rng: np.random.Generator) -> str:
    return str(rng.choice(["linear", "relu", "relu6", "sigmoid", "tanh", "silu"]))


def _merged(rng: np.random.Generator, sequences: list[Any]) -> Any:
    """A residual, a product or a concatenation of one sequence and something of its shape."""
    x = sequences[int(rng.integers(len(sequences)))]
    other = LAYERS.Conv1D(x.shape[2], 3, padding="same")(x)
    kind = int(rng.integers(6))
    if kind == 0:
        return x * keras.ops.sigmoid(other)
    if kind == 1:
        return x - other[:, :1, :]
    merge = (LAYERS.Add, LAYERS.Multiply, LAYERS.Concatenate, LAYERS.Average)[kind - 2]
    return merge()([x, other])


def _vector(rng: np.random.Generator, x: Any) -> Any:
    kinds = (LAYERS.GlobalAveragePooling1D, LAYERS.GlobalMaxPooling1D, LAYERS.Flatten, lambda: LAYERS.LSTM(4))
    return kinds[int(rng.integers(len(kinds)))]()(x)
