"""Turn scores into recognised signs, each reported once.  ``kd_decide.c`` follows the same rule on a board."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kd_edge.decision.gates import Gates
from kd_edge.recordings.recording import REST


class Decision(NamedTuple):
    """What follows from one hop.

    Attributes:
        vote: the best label, if it passed the gates; else ``REST``.
        is_new: whether that label is recognised now.
    """

    vote: int
    is_new: bool


class Decider:
    """Decides at every hop, by the rule of :class:`~kd_edge.contract.DecisionSpec`.

    Everything is compared as whole numbers, but for the activity, which is a float32 that Python and C compute alike:
    an average over ``n`` windows passes a gate if their sum reaches ``n`` times the gate.

    Args:
        gates: what a window must reach, and how many must agree.
    """

    def __init__(self, gates: Gates) -> None:
        self.gates = gates
        self.reset()

    def reset(self) -> None:
        """Forget all scores and votes."""
        self._scores: NDArray[np.int64] | None = None  # of the windows before, as far as they are averaged
        self._votes = deque([REST] * self.gates.counted, maxlen=self.gates.counted)
        self._current = REST
        self._moving = False
        self._quiet = 0  # hops in which nothing can be recognised yet

    def push(self, scores: NDArray[np.int8], activity: NDArray[np.float32] | None = None) -> list[Decision]:
        """Take the scores of one window after the other.

        Args:
            scores: network outputs, int8 ``(n, classes)``.
            activity: activity of each window ``(n,)``; may be None if there is no gate for it.
        """
        moving = [True] * len(scores) if activity is None else activity.tolist()
        return [self._decide(*judged) for judged in zip(*self._judge(scores), moving, strict=True)]

    def _judge(self, scores: NDArray[np.int8]) -> tuple[list[int], list[int], list[int], list[int]]:
        """For each window: the best label, its sum over the averaged windows, the second sum, and how many they are."""
        before = np.empty((0, scores.shape[1]), np.int64) if self._scores is None else self._scores
        held = np.concatenate([before, scores])
        sums = np.cumsum(np.concatenate([np.zeros((1, scores.shape[1]), np.int64), held]), axis=0)
        ends = np.arange(len(before) + 1, len(held) + 1)
        starts = np.maximum(ends - self.gates.smoothing, 0)
        averaged = sums[ends] - sums[starts]
        self._scores = held[len(held) - min(len(held), self.gates.smoothing - 1) :]
        rows, best = np.arange(len(averaged)), averaged.argmax(axis=1)
        highest = averaged[rows, best]
        averaged[rows, best] = np.iinfo(np.int64).min
        return best.tolist(), highest.tolist(), averaged.max(axis=1).tolist(), (ends - starts).tolist()

    def _decide(self, best: int, highest: int, second: int, count: int, activity: float) -> Decision:
        gates = self.gates
        if gates.minimum_activity is not None:
            release = gates.release_activity
            gate = release if self._moving and release is not None else gates.minimum_activity
            self._moving = bool(np.float32(activity) >= np.float32(gate))
        else:
            self._moving = True
        needed = gates.least_score(best)
        if best == self._current and gates.release_score is not None:
            needed = min(needed, gates.release_score)
        clear = self._moving and highest >= needed * count and highest - second >= gates.minimum_margin * count
        return self._count(best if clear else REST)

    def _count(self, vote: int) -> Decision:
        self._votes.append(vote)
        quiet = self._quiet > 0
        self._quiet -= quiet
        if vote == self._current or self._votes.count(vote) < self.gates.votes or (quiet and vote != REST):
            return Decision(vote, False)
        self._current = vote
        if vote == REST:
            return Decision(vote, False)
        self._quiet = self.gates.refractory
        return Decision(vote, True)
