"""Small Keras models whose weights are all different from what they start with."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
keras = pytest.importorskip("keras", reason="the training extra is not installed")

STEPS, FEATURES, CLASSES = 16, 6, 4


@pytest.fixture(autouse=True)
def _seeded() -> None:
    keras.utils.set_random_seed(1)


def chain(*layers: Any) -> Any:
    """A Sequential model of windows (16, 6)."""
    return keras.Sequential([keras.Input((STEPS, FEATURES)), *layers])


def graph(build: Callable[[Any], Any]) -> Any:
    """A functional model of windows (16, 6): ``build`` makes its output from its input."""
    window = keras.Input((STEPS, FEATURES))
    return keras.Model(window, build(window))


def ended(x: Any) -> Any:
    """Logits of four classes from any tensor."""
    return keras.layers.Dense(CLASSES)(keras.layers.Flatten()(x))


def stirred(model: Any, seed: int = 1) -> Any:
    """``model`` with other weights: biases that are not zero, statistics that normalise something."""
    rng = np.random.default_rng(seed)
    for variable in model.variables:
        if not str(variable.dtype).startswith("float"):
            continue
        if "variance" in variable.path:
            variable.assign(rng.uniform(0.5, 2, variable.shape))
        elif "gamma" in variable.path:
            variable.assign(rng.uniform(0.5, 1.5, variable.shape))
        else:
            variable.assign(np.asarray(variable) + rng.normal(0, 0.2, variable.shape))
    return model
