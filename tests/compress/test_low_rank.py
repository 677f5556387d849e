"""Factorised kernels: exact where the kernel has that rank, and smaller in the int8 file."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.compress.low_rank import low_rank
from kd_edge.errors import TrainingError
from kd_edge.export.convert import convert_int8

RNG = np.random.default_rng(0)
WINDOWS = RNG.normal(size=(20, 40, 6)).astype(np.float32)


def model_of_rank(rank: int) -> keras.Model:
    """A convolution, an LSTM and a dense layer whose kernels have this rank."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((40, 6)),
            layers.Conv1D(48, 5, strides=2, activation="relu", name="conv"),
            layers.LSTM(16, name="lstm"),
            layers.Dense(80, activation="relu", name="dense"),
            layers.Dense(3, name="logits"),
        ]
    )
    for name in ("conv", "lstm", "dense"):
        kernel, *others = model.get_layer(name).get_weights()
        rows, columns = kernel.size // kernel.shape[-1], kernel.shape[-1]
        product = RNG.normal(size=(rows, rank)) @ RNG.normal(size=(rank, columns)) / rows
        model.get_layer(name).set_weights([product.reshape(kernel.shape), *others])
    return model


def test_kernels_of_that_rank_lose_nothing_and_int8_bytes_shrink() -> None:
    model = model_of_rank(3)
    factorised = low_rank(model, 3)
    names = [layer.name for layer in factorised.layers]
    assert [name for name in names if name.endswith("_basis")] == ["conv_basis", "lstm_basis", "dense_basis"]
    np.testing.assert_allclose(factorised(WINDOWS), model(WINDOWS), atol=1e-5)
    assert len(convert_int8(factorised, WINDOWS)) < len(convert_int8(model, WINDOWS))


def test_a_network_may_be_factorised_twice() -> None:
    """The second time, the kernel of 60 x 300 that the first one left, under a name of its own."""
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((40, 6)), layers.Flatten(), layers.Dense(300, name="wide"), layers.Dense(3, name="logits")]
    )
    once = low_rank(model, 60)
    twice = low_rank(once, 60 - 20)
    assert [layer.name for layer in twice.layers][-4:] == ["wide_basis", "wide_2_basis", "wide", "logits"]
    first, second = (twice.get_layer(name).get_weights()[0] for name in ("wide_2_basis", "wide"))
    kernel = once.get_layer("wide").get_weights()[0]
    left_out = np.linalg.svd(kernel, compute_uv=False)[40:]
    assert np.linalg.norm(kernel - first @ second) == pytest.approx(np.linalg.norm(left_out), rel=1e-4)


def test_a_lower_rank_is_the_best_approximation() -> None:
    """Eckart and Young: the error is the norm of the singular values that are left out."""
    model = model_of_rank(12)
    kernel = model.get_layer("dense").get_weights()[0]
    factorised = low_rank(model, 4)
    product = factorised.get_layer("dense_basis").get_weights()[0] @ factorised.get_layer("dense").get_weights()[0]
    left_out = np.linalg.svd(kernel, compute_uv=False)[4:]
    assert np.linalg.norm(kernel - product) == pytest.approx(np.linalg.norm(left_out), rel=1e-4)


def test_layers_that_would_not_shrink_stay_and_none_at_all_is_an_error() -> None:
    assert "logits_basis" not in [layer.name for layer in low_rank(model_of_rank(3), 3).layers]
    with pytest.raises(TrainingError, match="fused LSTM"):
        low_rank(model_of_rank(3), 1000)
