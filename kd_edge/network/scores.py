"""Whether a model's outputs are logits or probabilities, decided by their values: a softmax may be in any layer."""

from __future__ import annotations

from typing import Any, Final, Literal

import keras
import numpy as np
from numpy.typing import NDArray

ScoreKind = Literal["logits", "probabilities", "bounded"]

_SUM_TOLERANCE: Final = 1e-3
_SMALLEST: Final = 1e-30
"""Probabilities below count as this much; its logarithm is a finite logit."""


def kind_of_scores(scores: NDArray[Any]) -> ScoreKind:
    """What rows of ``scores`` ``(windows, classes)`` of random windows are.

    ``"bounded"`` are values between 0 and 1 that do not sum to 1: sigmoids, of which neither
    logits nor probabilities of exclusive classes can be made.
    """
    if scores.min() < 0 or scores.max() > 1 or not scores.any():
        return "logits"
    sums = scores.sum(axis=1)
    return "probabilities" if np.abs(sums - 1).max() < _SUM_TOLERANCE else "bounded"


def as_logits(model: keras.Model, window_size: int, feature_count: int) -> keras.Model:
    """A model that gives the logarithms of the probabilities that ``model`` gives.

    A softmax of them, at any temperature, is that of the logits before the softmax of ``model``.
    """
    window = keras.Input((window_size, feature_count))
    return keras.Model(window, keras.ops.log(keras.ops.maximum(model(window), _SMALLEST)))
