"""From scores to recognised signs: gates, votes, and each sign once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.recordings.recording import REST


class Decider:
    """Reports a sign once ``votes`` windows in a row agree on it, and not again before a break.

    A window votes for its best label if its score and its activity pass the gates, and for rest
    otherwise.  A reported sign stays current until ``votes`` windows in a row vote for rest, or
    another sign is reported.  Scores are compared as the int8 values the network gives, so that a
    microcontroller decides the same without a float.

    Args:
        spec: gates and votes.
        output: the network's output quantisation.
    """

    def __init__(self, spec: DecisionSpec, output: Quantisation) -> None:
        self._spec = spec
        self._output = output
        self._minimum_score = math.ceil(spec.min_confidence / output.scale + output.zero_point)
        self.reset()

    def reset(self) -> None:
        """Forget all votes."""
        self._current = REST
        self._candidate = REST
        self._streak = 0

    def confidence(self, score: int) -> float:
        """The probability that an int8 ``score`` stands for."""
        return self._output.real(score)

    def votes(self, scores: NDArray[np.int8], activity: NDArray[np.float32] | None = None) -> NDArray[np.int64]:
        """The vote of each window: a label or ``REST``.

        Args:
            scores: network outputs, int8 ``(n, classes)``.
            activity: activity of each window ``(n,)``; None if the spec has no activity gate.
        """
        clear = scores.max(axis=1) >= self._minimum_score
        if activity is not None:
            clear &= activity >= self._spec.min_activity
        return np.where(clear, scores.argmax(axis=1), REST)

    def push(self, vote: int) -> bool:
        """Count one vote; whether it makes its label a newly recognised sign."""
        self._streak = self._streak + 1 if vote == self._candidate else 1
        self._candidate = vote
        if self._streak < self._spec.votes or vote == self._current:
            return False
        self._current = vote
        return vote != REST
