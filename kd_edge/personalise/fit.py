"""The last layer fitted to a person's takes: softmax regression that is held near the layer that was trained."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.learn.head import Head

PULL: Final = 0.03
"""How strongly new weights are held at the trained ones, as half its square in the loss.

It and the other constants were chosen on psl18 (see docs/personalise.md)."""

_STEPS: Final = 150
_RATE: Final = 0.02
_LEAST_SPREAD: Final = 1e-3


def fit_head(trained: Head, features: NDArray[np.floating], labels: NDArray[np.int64]) -> Head:
    """``trained``, moved so that it recognises ``features``.

    The loss is cross-entropy among the signs that occur in ``labels``, plus ``PULL / 2`` times the squared distance
    from the trained weights, where features have the spread 1.  A sign that does not occur keeps its weights.  Adam,
    Kingma and Ba (ICLR 2015), with a rate that falls to 0; no randomness.

    Args:
        trained: the layer as it was exported.
        features: what it reads, of takes and of changed copies of them, ``(n, features)``.
        labels: int64 ``(n,)``.
    """
    centre, spread = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64)
    spread = spread + _LEAST_SPREAD * max(float(spread.max()), _LEAST_SPREAD)
    inputs = (features - centre) / spread
    inputs = np.hstack([inputs, np.ones((len(inputs), 1))])
    start = np.vstack([trained.weights * spread[:, np.newaxis], trained.logits(centre[np.newaxis])])
    shown = np.unique(labels)
    targets = (labels[:, np.newaxis] == shown).astype(np.float64)
    pull = np.full((len(start), 1), PULL)
    pull[-1] = 0.0  # biases are free
    moved, mean, square = start[:, shown].copy(), np.zeros((len(start), len(shown))), np.zeros((len(start), len(shown)))
    for step in range(1, _STEPS + 1):
        wrong = _softmax(inputs @ moved) - targets
        slope = inputs.T @ wrong / len(inputs) + pull * (moved - start[:, shown])
        mean += 0.1 * (slope - mean)
        square += 0.01 * (slope**2 - square)
        rate = _RATE * min(1.0, 2 * (1 - step / _STEPS))
        moved -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    found = start.copy()
    found[:, shown] = moved
    weights = found[:-1] / spread[:, np.newaxis]
    return Head(weights, found[-1] - centre @ weights)


def _softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Probabilities, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.floating] = powers / powers.sum(axis=1, keepdims=True)
    return shares
