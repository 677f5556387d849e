"""Random networks: what is read and folded computes what Keras computes."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.network.check import outputs, read_exportable
from kd_edge.network.evaluate import evaluate
from kd_edge.network.folding import fold
from kd_edge.network.stages import Affine
from tests.network.conftest import FEATURES, STEPS
from tests.network.random_networks import random_network


@pytest.mark.parametrize("seed", range(40))
def test_a_random_network_is_read_and_folded_right(seed: int) -> None:
    model = random_network(seed)
    windows = np.random.default_rng(seed).normal(size=(6, STEPS, FEATURES)).astype(np.float32)
    network = fold(read_exportable(model))
    assert not any(isinstance(node.stage, Affine) for node in network.nodes)
    expected = outputs(model, windows)
    found = evaluate(network, windows)[network.output]
    np.testing.assert_allclose(found, expected, atol=1e-5 * max(1.0, float(np.abs(expected).max())))
