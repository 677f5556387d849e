"""Removing units: a network without units that give 0 computes what it computed with them."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.compress.prune import prune
from kd_edge.compress.units import UnitMap
from kd_edge.errors import TrainingError
from kd_edge.model.build import build_model

WINDOWS = np.random.default_rng(0).normal(size=(6, 40, 5)).astype(np.float32)


def randomised(model: keras.Model) -> keras.Model:
    """``model`` with weights that are all different, batch normalisation's included; variances are positive."""
    rng = np.random.default_rng(1)
    model.set_weights([np.abs(rng.normal(0.3, 0.2, weight.shape)) + 0.05 for weight in model.get_weights()])
    return model


def residual() -> keras.Model:
    """Two branches that are added, a depthwise convolution, a concatenation, and a flattened end."""
    layers = keras.layers
    window = keras.Input((40, 5))
    stem = layers.Conv1D(8, 3, padding="same", activation="relu", name="stem")(window)
    branch = layers.Conv1D(8, 3, padding="same", name="branch")(layers.BatchNormalization(name="norm")(stem))
    added = layers.Add(name="added")([stem, branch])
    deep = layers.DepthwiseConv1D(3, depth_multiplier=2, name="deep")(added)
    separable = layers.SeparableConv1D(6, 3, depth_multiplier=2, name="separable")(added)
    both = layers.AveragePooling1D(4)(layers.Concatenate(name="both")([deep, separable]))
    return keras.Model(window, layers.Dense(4, name="logits")(layers.Flatten()(both)))


def silence(model: keras.Model, layer: str, unit: int) -> None:
    """Make a convolution's filter give 0, whatever it reads."""
    weights = model.get_layer(layer).get_weights()
    weights[-2][..., unit] = 0
    weights[-1][unit] = 0
    model.get_layer(layer).set_weights(weights)


def test_silent_filters_are_removed_from_every_weight_that_reads_them() -> None:
    model = randomised(residual())
    for layer in ("stem", "branch"):
        silence(model, layer, 3)
    gamma, beta, mean, variance = model.get_layer("norm").get_weights()
    beta[3] = mean[3] = 0
    model.get_layer("norm").set_weights([gamma, beta, mean, variance])
    deep = model.get_layer("deep").get_weights()
    deep[1][6:8] = 0
    model.get_layer("deep").set_weights(deep)
    silence(model, "separable", 2)
    units = UnitMap(model)
    removed = {int(units.outputs(model.get_layer("stem"))[3]), int(units.outputs(model.get_layer("separable"))[2])}
    smaller = units.without(removed)
    assert smaller.get_layer("stem").filters == smaller.get_layer("branch").filters == 7
    assert smaller.get_layer("both").output.shape[-1] == 2 * 7 + 5
    np.testing.assert_allclose(smaller(WINDOWS), model(WINDOWS), rtol=1e-5)


def test_silent_lstm_units_are_removed_from_all_four_gates() -> None:
    model = randomised(build_model("isl-student", 40, 5, 3))
    model.set_weights([weight / 10 for weight in model.get_weights()])  # gates stay far from their limits
    lstm = model.get_layer("lstm_1")
    kernel, recurrent, bias = lstm.get_weights()
    kernel[:, 100 + 7] = recurrent[:, 100 + 7] = bias[100 + 7] = 0  # gate g of unit 7: its state stays 0
    lstm.set_weights([kernel, recurrent, bias])
    units = UnitMap(model)
    smaller = units.without({int(units.outputs(lstm)[7])})
    assert smaller.get_layer("lstm_1").units == 49
    np.testing.assert_allclose(smaller(WINDOWS), model(WINDOWS), rtol=1e-5)


def test_features_that_are_0_need_not_be_read() -> None:
    model, windows = randomised(residual()), WINDOWS.copy()
    windows[:, :, [1, 4]] = 0
    units = UnitMap(model)
    smaller = units.without(set(units.features[[1, 4]].tolist()))
    np.testing.assert_allclose(smaller(windows[:, :, [0, 2, 3]]), model(windows), rtol=1e-5)


def test_pruning_takes_the_smallest_filters_and_what_is_added_loses_the_same() -> None:
    model = randomised(residual())
    for layer in ("stem", "branch"):
        kernel, bias = model.get_layer(layer).get_weights()
        model.get_layer(layer).set_weights([kernel * np.array([1, 1, 0.01, 1, 0.01, 1, 1, 1]), bias])
    smaller = prune(model, 0.25)
    kept = [0, 1, 3, 5, 6, 7]
    stem, branch = (model.get_layer(name).get_weights()[0] for name in ("stem", "branch"))
    np.testing.assert_array_equal(smaller.get_layer("stem").get_weights()[0], stem[..., kept])
    np.testing.assert_array_equal(smaller.get_layer("branch").get_weights()[0], branch[:, kept][..., kept])
    assert smaller.get_layer("logits").units == 4


def test_lstm_units_are_judged_over_their_gates() -> None:
    model = randomised(build_model("compact", 40, 5, 3))
    lstm = model.get_layer("lstm_1")
    kernel, recurrent, bias = lstm.get_weights()
    weak = np.isin(np.arange(128) % 32, [4, 9])
    lstm.set_weights([kernel * np.where(weak, 0.01, 1), recurrent * np.where(weak, 0.01, 1), bias])
    kept = np.delete(np.arange(32), [4, 9])
    smaller = prune(model, 2 / 32)
    np.testing.assert_array_equal(
        smaller.get_layer("lstm_1").get_weights()[2], bias.reshape(4, 32)[:, kept].reshape(-1)
    )


def test_an_unknown_layer_keeps_all_that_it_reads() -> None:
    window = keras.Input((40, 5))
    turned = keras.layers.Permute((2, 1))(keras.layers.Conv1D(8, 3, name="conv")(window))
    model = keras.Model(window, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling1D()(turned)))
    with pytest.raises(TrainingError, match="finds a layer with units"):
        prune(model, 0.5)
    units = UnitMap(model)
    with pytest.raises(TrainingError, match="every layer that reads them is known"):
        units.without({int(units.outputs(model.get_layer("conv"))[0])})


def test_a_layer_with_several_outputs_is_refused() -> None:
    window = keras.Input((40, 5))
    _, state, _ = keras.layers.LSTM(8, return_state=True)(window)
    with pytest.raises(TrainingError, match="one tensor each"):
        UnitMap(keras.Model(window, keras.layers.Dense(3)(state)))


def test_a_layer_that_is_called_twice_is_refused() -> None:
    window, dense = keras.Input((40, 5)), keras.layers.Dense(5)
    model = keras.Model(window, keras.layers.GlobalAveragePooling1D()(dense(dense(window))))
    with pytest.raises(TrainingError, match="calls each layer once"):
        UnitMap(model)
