from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import Bundle, Manifest, Provenance, Quantisation
from kd_edge.contract import DecisionSpec, ModelSpec
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import fit_normalisation


class LinearEngine:
    """A trivial network: fixed random weights, scores spread over int8, sensitive to every input."""

    name = "linear"

    def __init__(self, window_size: int, features: int, classes: int) -> None:
        self._weights = np.random.default_rng(5).integers(-9, 10, (window_size * features, classes))

    def infer(self, inputs):
        totals = inputs.reshape(len(inputs), -1).astype(np.int64) @ self._weights
        return (totals % 251 - 125).astype(np.int8)


@pytest.fixture(scope="session")
def tiny_bundle(tiny_dataset: Dataset) -> Bundle:
    """A bundle for the tiny data set that lives in memory; its network is ``linear_engine``."""
    signal = tiny_dataset.signal.normalised(
        fit_normalisation(tiny_dataset, tiny_dataset.signal, range(len(tiny_dataset.recordings)))
    )
    return Bundle(
        Path("nowhere"),
        Manifest(
            schema_version=1,
            name="tiny",
            signal=signal,
            model=ModelSpec("linear", signal.window_size, signal.feature_count, tiny_dataset.labels, 1, 1),
            decision=DecisionSpec(min_confidence=0.5, votes=1),
            input_quantisation=Quantisation(1 / 32, 0),
            output_quantisation=Quantisation(1 / 256, -128),
            operators=(),
            tflm_arena_bytes=1,
            files={},
            metrics={},
            provenance=Provenance("tiny", "", True, "within", 0, "", {}),
        ),
    )


@pytest.fixture
def linear_engine(tiny_bundle: Bundle) -> LinearEngine:
    model = tiny_bundle.manifest.model
    return LinearEngine(model.window_size, model.feature_count, len(model.labels))
