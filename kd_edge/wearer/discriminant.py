"""A classifier that needs no training: Fisher's linear discriminant on windows cut into slices.

It is weak, but to leave one person out costs one solution of linear equations, and it only has to tell
which way of wearing fits best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SLICES: Final = 8
SHRINKAGE: Final = 0.1


def features(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Means over ``SLICES`` parts of each window, and standard deviations over all of it.

    Args:
        windows: ``(..., window_size, channels)``.

    Returns:
        ``(..., (slices + 1) * channels)``.
    """
    parts = np.array_split(windows, min(SLICES, windows.shape[-2]), axis=-2)
    rows = [part.mean(axis=-2) for part in parts] + [windows.std(axis=-2)]
    return np.concatenate(rows, axis=-1).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Sums:
    """What the discriminant needs to know of labelled windows; sums of several persons add up.

    Attributes:
        counts: windows of each class, ``(classes,)``.
        totals: sums of features, ``(classes, features)``.
        products: sum of outer products of features, ``(features, features)``.
    """

    counts: NDArray[np.float64]
    totals: NDArray[np.float64]
    products: NDArray[np.float64]

    @staticmethod
    def of(rows: NDArray[np.float64], labels: NDArray[np.int64], classes: int) -> Sums:
        """The sums of ``rows`` ``(windows, features)`` with ``labels`` ``(windows,)``."""
        member = np.eye(classes)[labels]
        return Sums(member.sum(axis=0), member.T @ rows, rows.T @ rows)

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.counts + other.counts, self.totals + other.totals, self.products + other.products)


class Discriminant:
    """Log probabilities of classes by R. A. Fisher, "The use of multiple measurements in taxonomic problems" (1936).

    The covariance within classes is shrunk towards its diagonal, so it can be inverted however few windows there are.
    """

    def __init__(self, sums: Sums) -> None:
        seen = np.maximum(sums.counts, 1)[:, None]
        means = sums.totals / seen
        within = (sums.products - means.T @ sums.totals) / max(sums.counts.sum(), 1)
        diagonal = np.diag(np.diag(within) + 1e-9)
        weights = np.linalg.solve((1 - SHRINKAGE) * within + SHRINKAGE * diagonal, means.T)
        self._weights = weights
        self._offsets = np.where(sums.counts > 0, -0.5 * np.sum(means.T * weights, axis=0), -np.inf)

    def log_probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each class for ``rows`` ``(..., features)``: ``(..., classes)``."""
        scores = rows @ self._weights + self._offsets
        scores -= scores.max(axis=-1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)))
