"""The gates of a bundle's decision, as numbers with which Python and C compare in the same way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec


@dataclass(frozen=True)
class Gates:
    """What a window must reach to vote, and how many must agree.

    Attributes:
        minimum_score: the lowest int8 output that is confident enough; above 127 no output is.  Scores are compared
            as the network gives them, so that a microcontroller decides the same without a float.
        minimum_activity: the lowest activity; None if there is no activity gate.
        votes: how many windows in a row must agree.
    """

    minimum_score: int
    minimum_activity: float | None
    votes: int

    @classmethod
    def of(cls, spec: DecisionSpec, output: Quantisation) -> Self:
        """The gates of ``spec`` for a network whose outputs are quantised as ``output``."""
        return cls(
            minimum_score=math.ceil(spec.min_confidence / output.scale + output.zero_point),
            minimum_activity=spec.min_activity if spec.min_activity > 0 else None,
            votes=spec.votes,
        )
