"""The last layer in whole numbers, against the interpreter, floating point and calculation by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import softmax

from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.engines import open_engine
from kd_edge.learn.head import HeadFile
from kd_edge.learn.layer import FINE_BITS, LastLayer

REFERENCE = Path(__file__).parents[2] / "export" / "reference"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(REFERENCE)


@pytest.fixture(scope="module")
def last(bundle: Bundle) -> LastLayer:
    return LastLayer.of(bundle.read(INT8_MODEL))


@pytest.fixture(scope="module")
def features(bundle: Bundle) -> NDArray[np.int8]:
    """Of the golden windows."""
    body = open_engine(HeadFile.of(bundle.read(INT8_MODEL)).ending_in_features(), "c")
    return body.infer(bundle.golden.inputs).reshape(len(bundle.golden.inputs), -1)


def accuracy(bundle: Bundle, layer_file: bytes, labels: NDArray[np.int64]) -> float:
    return float(np.mean(open_engine(layer_file, "c").infer(bundle.golden.inputs).argmax(axis=1) == labels))


def test_a_layer_learns_signs_that_it_had_the_wrong_way_round(
    bundle: Bundle, last: LastLayer, features: NDArray[np.int8]
) -> None:
    """Shown under other labels, signs are recognised as these by any engine that runs the file."""
    golden = bundle.golden.labels[: len(features)].astype(np.int64)
    signs = np.unique(golden)
    others = signs[(np.searchsorted(signs, golden) + 1) % len(signs)]
    file = HeadFile.of(bundle.read(INT8_MODEL))
    assert accuracy(bundle, bundle.read(INT8_MODEL), others) < 0.2
    fitted = last.fit(features, others)
    assert accuracy(bundle, file.written_integers(fitted.weights, fitted.biases), others) > 0.9


def test_signs_that_are_not_shown_keep_every_weight(
    bundle: Bundle, last: LastLayer, features: NDArray[np.int8]
) -> None:
    labels = np.arange(len(features)) % 3
    fitted = last.fit(features, labels)
    assert np.array_equal(fitted.weights[3:], last.trained.weights[3:])
    assert np.array_equal(fitted.biases[3:], last.trained.biases[3:])
    assert not np.array_equal(fitted.weights[:3], last.trained.weights[:3])


def test_one_sign_alone_teaches_nothing(last: LastLayer, features: NDArray[np.int8]) -> None:
    """Its probability among the signs shown is 1 from the beginning."""
    fitted = last.fit(features[:4], np.zeros(4, np.int64))
    assert np.array_equal(fitted.weights, last.trained.weights)
    assert np.array_equal(fitted.biases, last.trained.biases)


def test_probabilities_are_those_of_a_softmax(last: LastLayer) -> None:
    logits = np.random.default_rng(0).integers(-60, 60, (50, 6)) << FINE_BITS
    step = -np.log(last.exponentials[1] / last.exponentials[0])
    expected = softmax(logits / 2**FINE_BITS * step, axis=1)
    np.testing.assert_allclose(last._probabilities(logits) / 2**15, expected, atol=1e-3)


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 12),
    signs=st.integers(1, 5),
    values=st.sampled_from([(-128, 127), (-128, -128), (0, 1), (-128, 0)]),
)
def test_any_features_give_a_layer_that_fits_its_types(
    last: LastLayer, seed: int, count: int, signs: int, values: tuple[int, int]
) -> None:
    rng = np.random.default_rng(seed)
    found = rng.integers(values[0], values[1], (count, last.features), endpoint=True).astype(np.int8)
    fitted = last.fit(found, rng.integers(0, signs, count))
    assert fitted.weights.dtype == np.int8
    assert fitted.biases.dtype == np.int32
    assert fitted.weights.min() >= -128
