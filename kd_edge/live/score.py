"""How well recognised signs match what was truly signed."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from msgspec import Struct


class StreamScore(Struct, frozen=True):
    """Counts over one session.

    Attributes:
        signs: signs truly made and over.
        correct: of these, recognised with the right label at least once.
        wrong: of these, not recognised, but reported as another sign.
        missed: of these, not reported at all.
        spurious: reports while nobody signed, or beyond the first for one sign.
    """

    signs: int
    correct: int
    wrong: int
    missed: int
    spurious: int


def score_stream(
    truths: Sequence[tuple[float, str | None]], reports: Sequence[tuple[float, str]], window_s: float
) -> StreamScore:
    """Match reports with the truth.

    A report belongs to what was true in the middle of the window that decided it.

    Args:
        truths: time in seconds from which on each label, or None for rest, is true; in order.
        reports: time in seconds of the end of the deciding window, and label.
        window_s: length of a window.
    """
    starts = [start for start, _ in truths]
    made = [index for index, (_, label) in enumerate(truths) if label is not None and index + 1 < len(truths)]
    reported: dict[int, list[str]] = {index: [] for index in made}
    spurious = 0
    for time_s, label in reports:
        index = bisect.bisect_right(starts, time_s - window_s / 2) - 1
        if index in reported:
            reported[index].append(label)
        elif index < 0 or truths[index][1] is None:
            spurious += 1
    correct = sum(truths[index][1] in labels for index, labels in reported.items())
    missed = sum(not labels for labels in reported.values())
    repeats = sum(max(0, len(labels) - 1) for labels in reported.values())
    return StreamScore(len(made), correct, len(made) - correct - missed, missed, spurious + repeats)
