"""Match reported signs with those that were made: one rule for live sessions and for evaluations."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

GRACE_S: Final = 0.5
"""How long after its end a take may still be reported.  Signs are over before a window that holds all of one is."""


class Take(NamedTuple):
    """A sign that was made, from ``start_s`` to ``end_s``; ``label`` is empty if the network was not taught it."""

    start_s: float
    end_s: float
    label: str


class Report(NamedTuple):
    """A sign that was reported at ``time_s``, the end of the window that decided."""

    time_s: float
    label: str


@dataclass(frozen=True)
class Matched:
    """What was reported for one take.

    Attributes:
        take: the sign that was made.
        reports: in order of time.
    """

    take: Take
    reports: list[Report] = field(default_factory=list)

    @property
    def right(self) -> Report | None:
        """The first report of the right sign."""
        return next((report for report in self.reports if report.label == self.take.label), None)

    @property
    def wrong(self) -> list[Report]:
        """Reports of another sign."""
        return [report for report in self.reports if report.label != self.take.label]

    @property
    def repeated(self) -> int:
        """Further reports of the right sign."""
        return max(0, len(self.reports) - len(self.wrong) - 1)


def match(takes: Sequence[Take], reports: Sequence[Report]) -> tuple[list[Matched], list[Report]]:
    """Give every report to the take in which it falls, or up to :data:`GRACE_S` after it.

    Args:
        takes: in order of time, none within another.
        reports: in order of time.

    Returns:
        The takes with their reports, and the reports while nobody signed.
    """
    matched = [Matched(take) for take in takes]
    starts = [take.start_s for take in takes]
    stray = []
    for report in reports:
        index = bisect.bisect_right(starts, report.time_s) - 1
        if index >= 0 and report.time_s <= takes[index].end_s + GRACE_S:
            matched[index].reports.append(report)
        else:
            stray.append(report)
    return matched, stray
