"""Turn scores into recognised signs, each reported once.  ``kd_decide.c`` follows the same rule on a board."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kd_edge.decision.gates import Gates
from kd_edge.recordings.recording import REST


class Decider:
    """Reports a sign once ``votes`` windows in a row agree on it, and not again before a break.

    A window votes for its best label if its score and its activity pass the gates, and for rest
    otherwise.  A reported sign stays current until ``votes`` windows in a row vote for rest, or
    another sign is reported.

    Args:
        gates: what a window must reach, and how many must agree.
    """

    def __init__(self, gates: Gates) -> None:
        self.gates = gates
        self.reset()

    def reset(self) -> None:
        """Forget all votes."""
        self._current = REST
        self._candidate = REST
        self._streak = 0

    def votes(self, scores: NDArray[np.int8], activity: NDArray[np.float32] | None = None) -> NDArray[np.int64]:
        """The vote of each window: a label or ``REST``.

        Args:
            scores: network outputs, int8 ``(n, classes)``.
            activity: activity of each window ``(n,)``; None if there is no gate for it.
        """
        clear = scores.max(axis=1) >= self.gates.minimum_score
        if activity is not None and self.gates.minimum_activity is not None:
            clear &= activity >= self.gates.minimum_activity
        return np.where(clear, scores.argmax(axis=1), REST)

    def push(self, vote: int) -> bool:
        """Count one vote; True if it makes its label a newly recognised sign."""
        self._streak = self._streak + 1 if vote == self._candidate else 1
        self._candidate = vote
        if self._streak < self.gates.votes or vote == self._current:
            return False
        self._current = vote
        return vote != REST
