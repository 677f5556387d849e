"""The figures of a streaming evaluation, from matched events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from kd_edge.matching import Matched, Report

Kind = Literal["signs", "rest", "movement"]
"""What a session holds: signs with rests between them, rest alone, or movement that is no sign."""

NOTHING: Final = "-"
"""In a confusion: no sign was made, or none was reported."""


class Events(Struct, frozen=True):
    """Counts over takes of signs that the network was taught.

    Attributes:
        takes: signs that were made.
        right: takes whose sign was reported.
        wrong: reports of another sign within a take.
        repeated: further reports of a take's sign.
        stray: reports between takes.
    """

    takes: int
    right: int
    wrong: int
    repeated: int
    stray: int

    @property
    def precision(self) -> float:
        """Share of the reports that found a take; 1 if there is no report."""
        reports = self.right + self.wrong + self.repeated + self.stray
        return self.right / reports if reports else 1.0

    @property
    def recall(self) -> float:
        """Share of the takes that were found; 1 if there is no take."""
        return self.right / self.takes if self.takes else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Delay(Struct, frozen=True):
    """Seconds, over the takes that were found; below 0: before the moment that it is counted from."""

    median: float
    p90: float


class Alarms(Struct, frozen=True):
    """Reports in what holds no sign.

    Attributes:
        reports: how many.
        hours: of the stream.
    """

    reports: int
    hours: float

    @property
    def per_hour(self) -> float:
        """False alarms per hour; 0 if nothing was played."""
        return self.reports / self.hours if self.hours else 0.0


class Unknown(Struct, frozen=True):
    """Takes of signs that the network was not taught, and how many of them were reported as one that it was."""

    takes: int
    reported: int


class Figures(Struct, frozen=True):
    """Everything that a streaming evaluation measures.

    Attributes:
        events: over all takes of known signs.
        after_onset: from the start of a take to its report; None if nothing was found.
        after_end: from its end.
        alarms: by kind of session: rest, movement.
        movements: false alarms in each movement that was played, by its name.
        unknown: takes of signs that the network was not taught.
        by_label: events of each sign; its ``stray`` and ``wrong`` are reports of it elsewhere.
        by_person: events of each person.
        confusion: how often a sign (:data:`NOTHING`: between signs) was reported as another (:data:`NOTHING`: as none).
    """

    events: Events
    after_onset: Delay | None
    after_end: Delay | None
    alarms: dict[str, Alarms]
    movements: dict[str, Alarms]
    unknown: Unknown
    by_label: dict[str, Events]
    by_person: dict[str, Events]
    confusion: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Judged:
    """One session, matched.

    Attributes:
        kind: what was played.
        name: of the movement, for people.
        person: who.
        hours: of the stream.
        matched: takes with their reports.
        stray: reports while nobody signed.
    """

    kind: Kind
    name: str
    person: str
    hours: float
    matched: Sequence[Matched]
    stray: Sequence[Report]


def figures_of(sessions: Sequence[Judged], labels: Sequence[str]) -> Figures:
    """Sum up ``sessions``; ``labels`` are those that the network was taught."""
    signing = [session for session in sessions if session.kind == "signs"]
    known = [found for session in signing for found in session.matched if found.take.label]
    unknown = [found for session in signing for found in session.matched if not found.take.label]
    stray = [report for session in signing for report in session.stray]
    found = [(matched.take, matched.right) for matched in known if matched.right is not None]
    return Figures(
        events=_events(known, len(stray)),
        after_onset=_delay([report.time_s - take.start_s for take, report in found]),
        after_end=_delay([report.time_s - take.end_s for take, report in found]),
        alarms={
            kind: _alarms([session for session in sessions if session.kind == kind]) for kind in ("rest", "movement")
        },
        movements={
            name: _alarms([session for session in sessions if session.name == name])
            for name in dict.fromkeys(session.name for session in sessions if session.kind == "movement")
        },
        unknown=Unknown(len(unknown), sum(bool(matched.reports) for matched in unknown)),
        by_label=_by_label(known, stray, labels),
        by_person={
            person: _events(
                [found for one in of for found in one.matched if found.take.label], sum(len(one.stray) for one in of)
            )
            for person, of in _grouped(signing).items()
        },
        confusion=_confusion(known, stray),
    )


def _events(known: Sequence[Matched], stray: int) -> Events:
    return Events(
        takes=len(known),
        right=sum(matched.right is not None for matched in known),
        wrong=sum(len(matched.wrong) for matched in known),
        repeated=sum(matched.repeated for matched in known),
        stray=stray,
    )


def _delay(seconds: Sequence[float]) -> Delay | None:
    if not seconds:
        return None
    median, p90 = np.percentile(seconds, (50, 90))
    return Delay(round(float(median), 3), round(float(p90), 3))


def _alarms(sessions: Sequence[Judged]) -> Alarms:
    return Alarms(sum(len(session.stray) for session in sessions), round(sum(session.hours for session in sessions), 4))


def _by_label(known: Sequence[Matched], stray: Sequence[Report], labels: Sequence[str]) -> dict[str, Events]:
    wrongly = Counter(report.label for matched in known for report in matched.wrong)
    idle = Counter(report.label for report in stray)
    takes = defaultdict(list)
    for matched in known:
        takes[matched.take.label].append(matched)
    return {
        label: Events(
            takes=len(takes[label]),
            right=sum(matched.right is not None for matched in takes[label]),
            wrong=wrongly[label],
            repeated=sum(matched.repeated for matched in takes[label]),
            stray=idle[label],
        )
        for label in labels
    }


def _grouped(sessions: Sequence[Judged]) -> dict[str, list[Judged]]:
    persons: dict[str, list[Judged]] = {}
    for session in sessions:
        persons.setdefault(session.person, []).append(session)
    return dict(sorted(persons.items()))


def _confusion(known: Sequence[Matched], stray: Sequence[Report]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for matched in known:
        for label in dict.fromkeys(report.label for report in matched.reports) or (NOTHING,):
            counts[matched.take.label][label] += 1
    for report in stray:
        counts[NOTHING][report.label] += 1
    return {label: dict(counts[label].most_common()) for label in sorted(counts)}
