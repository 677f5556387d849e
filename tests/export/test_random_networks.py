"""Random networks through the converter: the float32 file is Keras, the int8 file stays close to it and becomes C."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.codegen import generate
from kd_edge.engines import dequantise, quantise
from kd_edge.engines.litert import LiteRtFloat
from kd_edge.engines.tflm import Tflm
from kd_edge.export import canonical
from kd_edge.export.convert import convert, scores
from tests.network.conftest import FEATURES, STEPS
from tests.network.random_networks import random_network


@pytest.mark.parametrize("seed", range(100, 108))
def test_a_random_network_is_converted_right(seed: int) -> None:
    model = random_network(seed)
    windows = np.random.default_rng(seed).normal(size=(20, STEPS, FEATURES)).astype(np.float32)
    converted = convert(model, windows)
    expected = scores(model, windows)
    assert np.abs(LiteRtFloat(converted.float32).infer(windows) - expected).max() <= 1e-5
    inputs, outputs = canonical.quantisations(converted.int8)
    found = dequantise(Tflm(converted.int8).infer(quantise(windows, inputs)), outputs)
    assert np.abs(found - expected).max() < 0.12
    assert generate(converted.int8).files
