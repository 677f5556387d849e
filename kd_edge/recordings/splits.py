"""Splits into training and test data: the unit is a take or a person, never a window."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import PARTS, REST, Dataset

ALL: Final = "all"
"""The split that holds nothing out: its accuracy is on training recordings."""

TRAIN_FRACTION: Final = 0.7
MINIMUM_REPETITIONS: Final = 5


@dataclass(frozen=True, eq=False)
class Split:
    """Indices of recordings for training and for testing; both contain only signs, never rest.

    Attributes:
        name: the name by which ``named_split`` finds it.
        train: int64 indices into ``dataset.recordings``.
        test: int64 indices, disjoint from ``train`` but for the split ``all``.
    """

    name: str
    train: NDArray[np.int64]
    test: NDArray[np.int64]


def within(dataset: Dataset) -> Split:
    """Held-out repetitions: each sign's last 30 % of takes test, the earlier ones train.

    Only persons whose most repeated sign has at least 5 takes are included.

    Raises:
        RecordingError: if nobody repeated enough.
    """
    most = _most_repetitions(dataset)
    train: list[int] = []
    test: list[int] = []
    for index, recording in enumerate(dataset.recordings):
        if recording.label == REST or most[recording.subject] < MINIMUM_REPETITIONS:
            continue
        early = recording.repetition / recording.repetitions < TRAIN_FRACTION
        (train if early else test).append(index)
    return _split(
        "within", train, test, f"record at least {MINIMUM_REPETITIONS} takes of each sign, or use a loso split"
    )


def loso(dataset: Dataset, folds: int = 5) -> list[Split]:
    """Leave subjects out: ``folds`` splits named ``loso-0`` and on; every person tests in exactly one.

    Persons are dealt to the folds in the order of their names.

    Raises:
        RecordingError: if there are fewer persons than folds.
    """
    subjects = sorted({recording.subject for recording in dataset.recordings if recording.label != REST})
    if len(subjects) < 2:
        raise RecordingError(
            "Leave-subjects-out needs signs of at least two persons",
            found=f"{len(subjects)} with {', '.join(subjects) or 'nobody'}",
            remedy="use the split 'within', or record another person",
        )
    if not 2 <= folds <= len(subjects):
        raise RecordingError(
            "Leave-subjects-out has at least two folds, and at most one for each person",
            found=f"{folds} folds for {len(subjects)} persons",
            remedy="choose another number of folds, or record more persons",
        )
    fold_of = {subject: position % folds for position, subject in enumerate(subjects)}
    signs = [index for index, recording in enumerate(dataset.recordings) if recording.label != REST]
    splits = []
    for fold in range(folds):
        held_out = {index for index in signs if fold_of[dataset.recordings[index].subject] == fold}
        kept = [index for index in signs if index not in held_out]
        splits.append(_split(f"loso-{fold}", kept, sorted(held_out), "record signs of more persons"))
    return splits


def protocol(name: str) -> str:
    """A split's name without its fold: ``loso`` for ``loso-3``, and ``loso+2`` for ``loso-3+2``."""
    fold, plus, takes = name.partition("+")
    return fold.partition("-")[0] + plus + takes


def fold_count(dataset: Dataset) -> int:
    """How many ``loso-<fold>`` splits there are: 5, or one for each person where there are fewer."""
    return min(5, len({recording.subject for recording in dataset.recordings if recording.label != REST}))


def named_split(dataset: Dataset, name: str) -> Split:
    """The split called ``within``, or ``loso-<fold>`` of the 5 folds (fewer where there are fewer persons).

    ``loso-<fold>+<takes>`` is :func:`introduced`, the others are :func:`sessions`, :func:`given`
    and, for ``all``, :func:`everything`.

    Raises:
        RecordingError: if the name is unknown or the data do not allow the split.
    """
    if name in _WHOLE:
        return _WHOLE[name](dataset)
    folds = {split.name: split for split in loso(dataset, fold_count(dataset))} if name.startswith("loso-") else {}
    fold, plus, takes = name.partition("+")
    if fold not in folds or (plus and not (takes.isascii() and takes.isdigit() and int(takes) > 0)):
        raise RecordingError(
            "A split is 'within', 'sessions', 'given', 'all', 'loso-<fold>' or 'loso-<fold>+<takes>'",
            found=name,
            remedy=f"use one of {', '.join(_WHOLE)}, {', '.join(folds) or 'loso-0 ... loso-4'}, loso-0+2, or, for a "
            "command over all folds, loso",
        )
    return introduced(dataset, folds[fold], int(takes)) if plus else folds[fold]


def introduced(dataset: Dataset, split: Split, takes: int) -> Split:
    """New persons of ``split`` who first show each sign a few times: those takes train, their others test.

    Persons whose most repeated sign has fewer than 5 takes are on neither side.

    Raises:
        RecordingError: if nothing is left to test on.
    """
    shown: list[int] = []
    tested: list[int] = []
    most = _most_repetitions(dataset)
    for index in split.test:
        recording = dataset.recordings[index]
        if most[recording.subject] >= MINIMUM_REPETITIONS:
            (shown if recording.repetition < takes else tested).append(int(index))
    return _split(
        f"{split.name}+{takes}",
        [*split.train, *shown],
        tested,
        f"record more than {takes} takes of each sign, and at least {MINIMUM_REPETITIONS}",
    )


def _most_repetitions(dataset: Dataset) -> dict[str, int]:
    """How often each person made the sign that this person repeated most."""
    most: dict[str, int] = defaultdict(int)
    for recording in dataset.recordings:
        if recording.label != REST:
            most[recording.subject] = max(most[recording.subject], recording.repetitions)
    return most


def sessions(dataset: Dataset) -> Split:
    """Another day: each person's last session tests, the earlier ones train; who has one session only trains.

    Sessions are in the order of their names, numbers in them by value: ``day-10`` comes after ``day-2``.

    Raises:
        RecordingError: nobody has two sessions.
    """
    last: dict[str, str] = {}
    for recording in dataset.recordings:
        last[recording.subject] = max(recording.session, last.get(recording.subject, ""), key=_natural)
    first = {recording.subject for recording in dataset.recordings if recording.session != last[recording.subject]}
    train: list[int] = []
    test: list[int] = []
    for index, recording in enumerate(dataset.recordings):
        if recording.label != REST:
            tests = recording.subject in first and recording.session == last[recording.subject]
            (test if tests else train).append(index)
    return _split("sessions", train, test, "record somebody on another day, or use the split 'within'")


def given(dataset: Dataset) -> Split:
    """The sides that the recordings themselves name; takes of neither side are left out.

    Raises:
        RecordingError: they do not name both.
    """
    sides: dict[str, list[int]] = {part: [] for part in PARTS}
    for index, recording in enumerate(dataset.recordings):
        if recording.label != REST and recording.part:
            sides[recording.part].append(index)
    remedy = "say for each take whether it is train or test, or use another split"
    return _split("given", sides["train"], sides["test"], remedy)


def _natural(name: str) -> list[str | int]:
    """What sorts ``name`` with its numbers by value: text and numbers in turn."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", name))]


def everything(dataset: Dataset) -> Split:
    """All takes train, to ship what comes out; nothing is held out, so the same takes are on the test side.

    Raises:
        RecordingError: there is no take of a sign.
    """
    signs = [index for index, recording in enumerate(dataset.recordings) if recording.label != REST]
    return _split(ALL, signs, signs, "record signs")


_WHOLE: Final[dict[str, Callable[[Dataset], Split]]] = {
    "within": within,
    "sessions": sessions,
    "given": given,
    ALL: everything,
}
"""Splits that have no folds."""


def _split(name: str, train: Iterable[int], test: Iterable[int], remedy: str) -> Split:
    split = Split(name, np.array(list(train), np.int64), np.array(list(test), np.int64))
    if not (len(split.train) and len(split.test)):
        raise RecordingError(
            f"Split {name!r} has recordings on both sides",
            found=f"{len(split.train)} to train on, {len(split.test)} to test on",
            remedy=remedy,
        )
    return split
