"""Which sensors matter, on data where it is known."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.compress.importance import channels, gate_importance, permutation_importance, sensors
from kd_edge.recordings.synth.spec import signal_spec

GROUPS = {"deciding": [2], "ignored": [0, 3], "helping": [1]}


@pytest.fixture(scope="module")
def material() -> tuple[keras.Model, np.ndarray, np.ndarray]:
    """A network that weighs feature 2 with 4, feature 1 with 1, the others not at all; labels are its own."""
    window = keras.Input((10, 4))
    dense = keras.layers.Dense(2, use_bias=False)
    model = keras.Model(window, dense(keras.layers.GlobalAveragePooling1D()(window)))
    dense.set_weights([np.array([[0, 0], [1, -1], [4, -4], [0, 0]], np.float32)])
    frames = np.random.default_rng(0).normal(size=(400, 1, 4)).repeat(10, axis=1).astype(np.float32)
    return model, frames, model.predict_on_batch(frames).argmax(axis=1).astype(np.int64)


@pytest.mark.parametrize("rank", [permutation_importance, gate_importance])
def test_rankings_follow_the_weights(rank, material) -> None:  # type: ignore[no-untyped-def]
    found = rank(*material, GROUPS)
    assert found["deciding"] > found["helping"] > found["ignored"]


def test_what_a_network_ignores_has_importance_0(material: tuple[keras.Model, np.ndarray, np.ndarray]) -> None:
    assert permutation_importance(*material, GROUPS)["ignored"] == pytest.approx(0, abs=1e-6)


def test_a_permutation_costs_what_a_hand_calculation_says() -> None:
    """Two windows with opposite logits of 3: in REPEATS permutations each either stays, or all is wrong."""
    window = keras.Input((1, 2))
    model = keras.Model(window, keras.layers.GlobalAveragePooling1D()(window))
    frames = np.array([[[3, 0]], [[0, 3]]], np.float32)
    found = permutation_importance(model, frames, np.array([0, 1]), {"all": [0, 1]}, seed=1)["all"]
    rng = np.random.default_rng(1)
    swaps = np.mean([rng.permutation(2)[0] == 1 for _ in range(3)])
    assert swaps > 0
    assert found == pytest.approx(3 * swaps, abs=1e-5)  # log(1 + e^3) - log(1 + e^-3) = 3


def test_sensors_of_the_rig_and_of_a_stream() -> None:
    assert list(sensors(signal_spec(3))) == ["0", "1", "2"]
    assert sensors(signal_spec(2))["1"] == [1, *range(8, 14)]
    assert len(channels(signal_spec(2))) == 14
