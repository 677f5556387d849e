"""How well recognised signs match the true labels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from kd_edge.matching import Report, Take, match


class Score(Struct, frozen=True):
    """Counts over one session: of takes (signs that were really made and have ended) and of reported signs.

    Attributes:
        signs: takes.
        correct: takes whose sign was reported.
        missed: takes without a reported sign.
        wrong: reported signs that differ from the one that was being made.
        spurious: extra reported signs: while nobody signed, or again for a sign that was already reported.
    """

    signs: int
    correct: int
    missed: int
    wrong: int
    spurious: int

    def __add__(self, other: Score) -> Score:
        """The counts of both parts of a session."""
        return Score(
            signs=self.signs + other.signs,
            correct=self.correct + other.correct,
            missed=self.missed + other.missed,
            wrong=self.wrong + other.wrong,
            spurious=self.spurious + other.spurious,
        )


def score_session(truths: Sequence[tuple[float, str | None]], reports: Sequence[tuple[float, str]]) -> Score:
    """Match reported signs with the true labels, by the rule of :func:`~kd_edge.matching.match`.

    Signs reported within a take that has not ended yet do not count.

    Args:
        truths: time in seconds from which on each label, or None for rest, is true; in order.
        reports: time in seconds of the end of the deciding window, and label; in order.
    """
    ends = [start_s for start_s, _ in truths[1:]] + [math.inf]
    takes = [
        Take(start_s, end_s, label) for (start_s, label), end_s in zip(truths, ends, strict=True) if label is not None
    ]
    matched, stray = match(takes, [Report(*report) for report in reports])
    over = [found for found in matched if found.take.end_s < math.inf]
    return Score(
        signs=len(over),
        correct=sum(found.right is not None for found in over),
        missed=sum(not found.reports for found in over),
        wrong=sum(len(found.wrong) for found in over),
        spurious=len(stray) + sum(found.repeated for found in over),
    )
