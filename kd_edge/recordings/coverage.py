"""What a split tests, and what it leaves untested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.recordings.splits import Split, given, loso, within


@dataclass(frozen=True)
class Coverage:
    """Which part of a data set a split uses.

    Attributes:
        split: its name.
        train: takes to train on.
        test: takes to test on.
        untested: by sign, the persons who are tested on other signs, but have too few takes of this one.
        never_tested: signs without any take to test on.
        never_trained: signs that are tested and have no take to train on.
        left_out: persons of whom no take is used.
    """

    split: str
    train: int
    test: int
    untested: dict[str, tuple[str, ...]]
    never_tested: tuple[str, ...]
    never_trained: tuple[str, ...]
    left_out: tuple[str, ...]

    def remarks(self) -> tuple[str, ...]:
        """One sentence for each kind of data that the figures of this split do not cover."""
        some = [
            f"{sign} of {', '.join(people)}" for sign, people in self.untested.items() if sign not in self.never_tested
        ]
        findings = (
            ("never tested, for want of takes", self.never_tested),
            ("tested, though nothing is trained on", self.never_trained),
            ("too few takes to test", some),
            ("persons without enough takes, left out", self.left_out),
        )
        return tuple(f"split {self.split}: {what}: {'; '.join(names)}" for what, names in findings if names)


def coverage(dataset: Dataset, split: Split) -> Coverage:
    """Count what ``split`` trains and tests on."""
    trained, tested = (_people_by_sign(dataset, indices) for indices in (split.train, split.test))
    everybody = _people_by_sign(dataset, range(len(dataset.recordings)))
    signs = [sign for sign in dataset.labels if everybody[sign]]
    tested_people = set().union(*tested.values())
    untested = {sign: trained[sign] & tested_people - tested[sign] for sign in signs}
    return Coverage(
        split=split.name,
        train=len(split.train),
        test=len(split.test),
        untested={sign: tuple(sorted(people)) for sign, people in untested.items() if people},
        never_tested=tuple(sign for sign in signs if not tested[sign]),
        never_trained=tuple(sign for sign in signs if tested[sign] and not trained[sign]),
        left_out=tuple(sorted(set().union(*everybody.values()) - set().union(*trained.values(), *tested.values()))),
    )


def every_coverage(dataset: Dataset) -> list[Coverage]:
    """Coverage of ``within``, of every leave-subjects-out fold and of ``given``, where the data allow them."""
    persons = len({recording.subject for recording in dataset.recordings if recording.label != REST})
    found: list[Coverage] = []
    with suppress(RecordingError):  # too few takes
        found.append(coverage(dataset, within(dataset)))
    with suppress(RecordingError):  # one person only
        found += [coverage(dataset, split) for split in loso(dataset, min(5, persons))]
    with suppress(RecordingError):  # the recordings name no sides
        found.append(coverage(dataset, given(dataset)))
    return found


def _people_by_sign(dataset: Dataset, indices: Iterable[int] | NDArray[np.int64]) -> dict[str, set[str]]:
    people: dict[str, set[str]] = defaultdict(set)
    for recording in (dataset.recordings[index] for index in indices):
        if recording.label != REST:
            people[dataset.labels[recording.label]].add(recording.subject)
    return people
