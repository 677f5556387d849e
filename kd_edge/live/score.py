"""How well recognised signs match the true labels."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from msgspec import Struct


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


def score_session(
    truths: Sequence[tuple[float, str | None]], reports: Sequence[tuple[float, str]], window_s: float
) -> Score:
    """Match reported signs with the true labels.

    A reported sign is compared with the label that was true in the middle of the window that decided it.  Signs
    reported within a take that has not ended yet do not count.

    Args:
        truths: time in seconds from which on each label, or None for rest, is true; in order.
        reports: time in seconds of the end of the deciding window, and label.
        window_s: length of a window.
    """
    starts = [start for start, _ in truths]
    takes = [index for index, (_, label) in enumerate(truths) if label is not None and index + 1 < len(truths)]
    reported: dict[int, list[str]] = {index: [] for index in takes}
    unprompted = 0
    for time_s, label in reports:
        index = bisect.bisect_right(starts, time_s - window_s / 2) - 1
        if index in reported:
            reported[index].append(label)
        elif index < 0 or truths[index][1] is None:
            unprompted += 1
    right = [sum(label == truths[index][1] for label in labels) for index, labels in reported.items()]
    return Score(
        signs=len(takes),
        correct=sum(count > 0 for count in right),
        missed=sum(not labels for labels in reported.values()),
        wrong=sum(map(len, reported.values())) - sum(right),
        spurious=unprompted + sum(count - 1 for count in right if count > 0),
    )
