"""Accuracy as honest reports need it: over all windows, and as a mean over persons."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Accuracy(NamedTuple):
    """Share of windows whose best class is the true one."""

    pooled: float
    per_subject: dict[str, float]

    @property
    def macro(self) -> float:
        """Mean over persons, each counting once."""
        return float(np.mean(list(self.per_subject.values())))


def accuracy(scores: NDArray[np.generic], labels: NDArray[np.int64], subjects: NDArray[np.str_]) -> Accuracy:
    """Evaluate ``scores`` (windows, classes), float or int8, by their largest entry (the first one on a tie)."""
    hits = scores.argmax(axis=1) == labels
    return Accuracy(
        pooled=float(hits.mean()),
        per_subject={str(subject): float(hits[subjects == subject].mean()) for subject in np.unique(subjects)},
    )
