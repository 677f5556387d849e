"""The last layer in a file: read, replaced, and every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax

from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, Bundle, open_bundle
from kd_edge.codegen.model import read_model
from kd_edge.engines import dequantise, open_engine
from kd_edge.errors import EngineError
from kd_edge.learn.head import Head, HeadFile
from kd_edge.personalise.fit import PULL, fit_head

REFERENCE = Path(__file__).parents[2] / "export" / "reference"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(REFERENCE)


def features_of(file: HeadFile, inputs: np.ndarray) -> np.ndarray:
    found = open_engine(file.ending_in_features(), "c").infer(inputs)
    return dequantise(found.reshape(len(inputs), -1), file.feature_quantisation)


def test_features_and_layer_give_the_scores_of_the_whole_network(bundle: Bundle) -> None:
    file = HeadFile.of(bundle.read(INT8_MODEL))
    golden = bundle.golden
    logits = file.read().logits(features_of(file, golden.inputs))
    expected = dequantise(golden.logits, bundle.manifest.output_quantisation)
    np.testing.assert_allclose(np.exp(log_softmax(logits, axis=1)), expected, atol=0.03)


def test_the_layer_that_is_there_changes_no_weight(bundle: Bundle) -> None:
    floats = bundle.read(FLOAT_MODEL)
    assert HeadFile.of(floats).written_float(HeadFile.of(floats).read()) == floats
    file = HeadFile.of(bundle.read(INT8_MODEL))
    head = file.read()
    written = file.written_int8(head, head.logits(features_of(file, bundle.golden.inputs)))
    again = HeadFile.of(written)
    assert np.array_equal(again.weights.data, file.weights.data)
    np.testing.assert_allclose(
        again.read().biases, head.biases, atol=2 * file.features.scale * max(file.weights.scales)
    )


def test_another_layer_is_computed_by_the_engine(bundle: Bundle) -> None:
    """Classes in another order give scores in that order, and nothing but the layer and its output has changed."""
    file = HeadFile.of(bundle.read(INT8_MODEL))
    order = np.roll(np.arange(len(bundle.manifest.model.labels)), 1)
    head = file.read()
    turned = Head(2 * head.weights[:, order], 2 * head.biases[order])
    features = features_of(file, bundle.golden.inputs)
    written = file.written_int8(turned, turned.logits(features))
    scores = open_engine(written, "c").infer(bundle.golden.inputs)
    assert (scores.argmax(axis=1) == turned.logits(features).argmax(axis=1)).mean() > 0.99
    ends, logits = HeadFile.of(written).logits, turned.logits(features)
    assert (-128 - ends.zero_point) * ends.scale < logits.min() + ends.scale
    assert (127 - ends.zero_point) * ends.scale > logits.max() - ends.scale
    before, after = read_model(file.model), read_model(written)
    mine = {tensor.index for tensor in (file.weights, file.biases, file.logits)}
    for old, new in zip(before.operators, after.operators, strict=True):
        for one, other in zip((*old.inputs, *old.outputs), (*new.inputs, *new.outputs), strict=True):
            if one is not None and other is not None and one.index not in mine:
                assert (one.scales, one.zero_points) == (other.scales, other.zero_points)
                assert one.data is None or one.data.tobytes() == other.data.tobytes()


def test_a_network_without_such_an_end_is_refused(shared: Path) -> None:
    with pytest.raises(EngineError, match="ends in a dense layer"):
        HeadFile.of((shared / "zoo" / "mlperf_ad.tflite").read_bytes())


def test_the_fit_is_the_minimum_of_its_loss() -> None:
    """SciPy's minimiser, given the loss as the docstring states it, finds no better one."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.array([0, 2, 3]), 40)
    features = rng.normal(size=(4, 6))[labels] + rng.normal(size=(120, 6)) * 0.7
    trained = Head(rng.normal(size=(6, 4)) * 0.3, rng.normal(size=4))
    spread = features.std(axis=0)
    shown = [0, 2, 3]

    def loss(head: Head) -> float:
        scores = log_softmax(head.logits(features)[:, shown], axis=1)
        moved = (head.weights - trained.weights)[:, shown] * spread[:, None]
        return float(-scores[np.arange(120), np.searchsorted(shown, labels)].mean() + PULL / 2 * (moved**2).sum())

    def unpacked(values: np.ndarray) -> Head:
        weights, biases = trained.weights.copy(), trained.biases.copy()
        weights[:, shown], biases[shown] = values[:18].reshape(6, 3), values[18:]
        return Head(weights, biases)

    start = np.concatenate([trained.weights[:, shown].ravel(), trained.biases[shown]])
    least = minimize(lambda values: loss(unpacked(values)), start, method="BFGS").fun
    found = fit_head(trained, features, labels)
    assert loss(found) < least + 0.01 < loss(trained) - 0.1
    np.testing.assert_allclose(found.weights[:, 1], trained.weights[:, 1])
