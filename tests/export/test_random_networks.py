"""Random networks through the converter: the float32 file is Keras, the int8 file is generated and computes."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.engines.litert import LiteRtFloat
from kd_edge.export.convert import convert, scores
from tests.network.conftest import FEATURES, STEPS
from tests.network.random_networks import random_network


@pytest.mark.parametrize("seed", range(100, 112))
def test_a_random_network_is_converted_right(seed: int) -> None:
    model = random_network(seed)
    windows = np.random.default_rng(seed).normal(size=(20, STEPS, FEATURES)).astype(np.float32)
    converted = convert(model, windows)
    assert np.abs(LiteRtFloat(converted.float32).infer(windows) - scores(model, windows)).max() <= 1e-5
