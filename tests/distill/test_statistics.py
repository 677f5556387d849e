"""Batch normalisation's statistics after a short training fit the data, and a warning appears where they do not."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.runs import Metrics
from kd_edge.distill.statistics import settle_statistics
from kd_edge.distill.train import train_teacher
from kd_edge.recordings.recording import Dataset


def test_statistics_become_the_mean_over_the_batches() -> None:
    norm = keras.layers.BatchNormalization()
    model = keras.Sequential([keras.Input((5, 3)), norm])
    batches = np.random.default_rng(0).normal(2.0, 3.0, size=(7, 16, 5, 3)).astype(np.float32)
    settle_statistics(model, list(batches))
    np.testing.assert_allclose(norm.moving_mean, batches.mean(axis=(0, 1, 2)), rtol=1e-4)
    np.testing.assert_allclose(norm.moving_variance, batches.var(axis=(1, 2)).mean(axis=0), rtol=1e-4)
    assert norm.momentum == pytest.approx(0.99)


def test_statistics_that_are_frozen_stay() -> None:
    norm = keras.layers.BatchNormalization(trainable=False)
    nested = keras.Sequential([keras.Input((5, 3)), norm])
    model = keras.Sequential([keras.Input((5, 3)), nested, keras.layers.Dense(2)])
    settle_statistics(model, [np.full((4, 5, 3), 9.0, np.float32)])
    np.testing.assert_array_equal(norm.moving_mean, np.zeros(3))


def test_a_short_training_is_used_as_it_was_trained(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """With Keras's momentum alone the statistics would still be near those of nothing: a mean of 0."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    norm = layers.BatchNormalization()
    network = keras.Sequential(
        [
            keras.Input((45, 8)),
            layers.Rescaling(1.0, offset=20.0),
            norm,
            layers.Flatten(),
            layers.Dense(3),
        ]
    )
    settings = Settings(recipe=Recipe(epochs=3, batch_size=8), augmentation=None)
    run = train_teacher(tiny_dataset, tmp_path, network=network, settings=settings)
    np.testing.assert_allclose(norm.moving_mean, np.full(8, 20.0), atol=0.5)
    assert run.metrics.epoch_accuracy is not None
    assert run.metrics.train_accuracy > run.metrics.epoch_accuracy - 0.1
    assert run.metrics.caution is None


@pytest.mark.parametrize(("during", "after", "warns"), [(0.99, 0.33, True), (0.7, 0.9, False), (None, 0.3, False)])
def test_where_training_and_use_part_the_metrics_say_so(during: float | None, after: float, warns: bool) -> None:
    metrics = Metrics(0.3, 0.3, {}, after, 60, 20, 1.0, epoch_accuracy=during)
    assert (metrics.caution is not None) == warns
    if metrics.caution:
        assert "99%" in metrics.caution
        assert "33%" in metrics.caution
