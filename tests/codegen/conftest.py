"""The zoo, converted once, and TFLite Micro's outputs for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.codegen import Generated
from tests.codegen.harness import generate, oracle, random_inputs
from tests.codegen.zoo import Specimen, convert


@dataclass(frozen=True)
class Truth:
    """A converted specimen with inputs and the oracle's outputs."""

    model: bytes
    generated: Generated
    inputs: NDArray[np.generic]
    outputs: NDArray[np.generic]


@pytest.fixture(scope="session")
def truth() -> Callable[[Specimen], Truth]:
    """From a specimen to its :class:`Truth`; converted on first use."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    pytest.importorskip("tensorflow", reason="the training extra is not installed")
    pytest.importorskip("tflite_micro", reason="the oracle extra is not installed")

    @cache
    def make(specimen: Specimen) -> Truth:
        model = convert(specimen)
        generated = generate(model)
        inputs = random_inputs(generated, np.float32 if specimen.float_io else np.int8, 40)
        return Truth(model, generated, inputs, oracle(model, inputs))

    return make
