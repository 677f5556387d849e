"""A network trained further on one person's takes: it learns them, converts, and leaves the first as it was."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
pytest.importorskip("tensorflow", reason="the training extra is not installed")

from kd_edge.engines import open_engine, quantise
from kd_edge.export.canonical import quantisations
from kd_edge.export.retraining import Retraining
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import fit_normalisation, window_dataset


def small_network(shape: tuple[int, int], classes: int) -> Any:
    import keras

    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Conv1D(8, 5, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(classes),
        ]
    )


def test_a_person_s_takes_are_learnt_and_statistics_stay(tiny_dataset: Dataset) -> None:
    everything = range(len(tiny_dataset.recordings))
    signal = tiny_dataset.signal.normalised(fit_normalisation(tiny_dataset, tiny_dataset.signal, everything))
    first = [index for index in everything if tiny_dataset.recordings[index].repetition < 1]
    later = [index for index in everything if tiny_dataset.recordings[index].repetition >= 1]
    shown = window_dataset(tiny_dataset, tiny_dataset.signal, first)
    model = small_network((signal.window_size, signal.feature_count), len(tiny_dataset.labels))
    before = [weight.copy() for weight in model.get_weights()]
    files = Retraining(model, signal)(shown.frames, shown.labels)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    tested = window_dataset(tiny_dataset, signal, later)
    scores = open_engine(files.int8, "c").infer(quantise(tested.frames, quantisations(files.int8)[0]))
    assert (scores.argmax(axis=1) == tested.labels).mean() > 0.9
    assert Retraining(model, signal)(shown.frames, shown.labels) == files
