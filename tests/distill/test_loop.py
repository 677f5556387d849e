"""When a step is compiled with XLA, and that it computes the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from kd_edge.distill.loop import Batch, Trainer, xla_pays
from kd_edge.distill.recipe import Recipe


def network(*middle: layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((12, 3)), *middle, layers.Flatten(), layers.Dense(2)])


@pytest.mark.parametrize(
    ("middle", "pays"),
    [
        ([layers.LSTM(2)], True),
        ([layers.Bidirectional(layers.GRU(2))], True),
        ([keras.Sequential([keras.Input((12, 3)), layers.LSTM(2)])], True),
        ([layers.Conv1D(4, 3)], False),
        ([layers.DepthwiseConv1D(3), layers.LSTM(2)], False),
    ],
)
def test_xla_pays_for_long_trainings_of_loops(middle: list[layers.Layer], pays: bool) -> None:
    assert xla_pays(network(*middle), 2000) == pays
    assert not xla_pays(network(*middle), 1999)


def test_both_ways_of_running_a_step_learn_the_same() -> None:
    rng = np.random.default_rng(0)
    batch = Batch(rng.normal(size=(8, 12, 3)).astype(np.float32), rng.integers(2, size=8))
    losses = []
    for xla in (False, True):
        keras.utils.set_random_seed(0)
        trainer = Trainer(network(layers.LSTM(2)), Recipe(epochs=5, batch_size=4, xla=xla), 8, None)
        losses.append([trainer.epoch(batch, np.random.default_rng(epoch)).loss for epoch in range(5)])
    np.testing.assert_allclose(*losses, rtol=1e-4)
    assert losses[0][-1] < losses[0][0]
