"""The gates of a bundle's decision, as numbers with which Python and C compare in the same way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.errors import ContractError

NEVER: Final = 1000
"""A score that no int8 output reaches: the gate of a label that means rest."""


@dataclass(frozen=True)
class Gates:
    """What a window must reach to vote, and how many must agree.

    Attributes:
        minimum_score: the lowest int8 output that is confident enough; above 127 no output is.  Scores are compared
            as the network gives them, so that a microcontroller decides the same without a float.
        minimum_activity: the lowest activity; None if there is no activity gate.
        votes: how many of the newest votes must agree.
        minimum_scores: the lowest output of each label; empty if ``minimum_score`` holds for all.
        minimum_margin: how far the best output is above the second.
        smoothing: windows whose outputs are averaged.
        among: how many newest votes count; 0 for ``votes``.
        release_score: the lowest output by which a reported sign stays current; None for that which let it in.
        release_activity: below which movement ends; None for ``minimum_activity``.
        refractory: hops after a report without another one.
    """

    minimum_score: int
    minimum_activity: float | None
    votes: int
    minimum_scores: tuple[int, ...] = ()
    minimum_margin: int = 0
    smoothing: int = 1
    among: int = 0
    release_score: int | None = None
    release_activity: float | None = None
    refractory: int = 0

    @classmethod
    def of(cls, spec: DecisionSpec, output: Quantisation, labels: Sequence[str]) -> Self:
        """The gates of ``spec`` for a network whose outputs are quantised as ``output``.

        Raises:
            ContractError: ``spec`` names a label that is not among ``labels``, or has another number of them.
        """
        if spec.min_confidences and len(spec.min_confidences) != len(labels):
            raise ContractError(
                f"min_confidences has a number for each of {len(labels)} labels, or none",
                found=len(spec.min_confidences),
                remedy="tune the bundle again",
            )
        unknown = [label for label in spec.rest if label not in labels]
        if unknown:
            raise ContractError(
                "A label that means rest is one of the network's labels",
                found=unknown[0],
                remedy=f"use {', '.join(labels)}",
            )
        each: tuple[int, ...] = ()
        if spec.min_confidences or spec.rest:
            wanted = spec.min_confidences or (spec.min_confidence,) * len(labels)
            each = tuple(
                NEVER if label in spec.rest else _least(confidence, output)
                for label, confidence in zip(labels, wanted, strict=True)
            )
        return cls(
            minimum_score=_least(spec.min_confidence, output),
            minimum_activity=spec.min_activity if spec.min_activity > 0 else None,
            votes=spec.votes,
            minimum_scores=each,
            minimum_margin=math.ceil(spec.min_margin / output.scale),
            smoothing=spec.smoothing,
            among=spec.among,
            release_score=None if spec.release_confidence is None else _least(spec.release_confidence, output),
            release_activity=spec.release_activity,
            refractory=spec.refractory,
        )

    @property
    def counted(self) -> int:
        """How many newest votes count."""
        return self.among or self.votes

    def least_score(self, label: int) -> int:
        """The lowest output of ``label`` that is confident enough."""
        return self.minimum_scores[label] if self.minimum_scores else self.minimum_score


def _least(confidence: float, output: Quantisation) -> int:
    return math.ceil(confidence / output.scale + output.zero_point)
