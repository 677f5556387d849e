"""What an evaluation plays: held-out takes with rests between them, rest, and movement that is no sign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S, WearerProfile
from kd_edge.errors import EvaluationError
from kd_edge.evaluate.figures import Kind
from kd_edge.matching import Take
from kd_edge.play.continuous import continuous_session, moving_session, resting_session
from kd_edge.play.session import Session
from kd_edge.recordings.interval import halves
from kd_edge.recordings.recording import REST, Dataset, Recording
from kd_edge.recordings.selection import select_channels
from kd_edge.recordings.splits import named_split
from kd_edge.source import StreamInfo, check_complete, check_stream
from kd_edge.wearer.worn import worn

Half = Literal["both", "first", "second"]

PIECES_S: Final = (0.3, 0.8)
"""Length of the pieces of takes that are movement but no sign."""


@dataclass(frozen=True, eq=False)
class Played:
    """One session to classify.

    Attributes:
        kind: what it holds.
        name: of the movement, for people.
        person: who made its takes.
        session: raw samples, with marks where takes begin and end.
        wearer: how the sensors were worn, if that is known.
        labels: what the marks' labels mean.
    """

    kind: Kind
    name: str
    person: str
    session: Session
    wearer: WearerProfile | None
    labels: tuple[str, ...]

    def takes(self, known: Sequence[str]) -> list[Take]:
        """The takes, with an empty label where it is not one of ``known``."""
        marks = self.session.marks
        found = []
        for mark, following in pairwise(marks):
            if mark.label != REST:
                name = self.labels[mark.label]
                start_s, end_s = mark.time_ns / NS_PER_S, following.time_ns / NS_PER_S
                found.append(Take(start_s, end_s, name if name in known else ""))
        return found


@dataclass(frozen=True)
class Amount:
    """How much is played.

    Attributes:
        orders: each person's takes are played in so many random orders.
        rest_hours: of rest, over all persons together.
        movement_hours: of each kind of movement that is no sign.
        seed: fixes every order and length.
    """

    orders: int = 1
    rest_hours: float = 0.5
    movement_hours: float = 0.5
    seed: int = 0


def held_out(
    bundle: Bundle, dataset: Dataset, split: str | None = None, half: Half = "both", person: str | None = None
) -> Dataset:
    """What of ``dataset`` may be played to ``bundle``: its sensors only, and as they were worn.

    Args:
        bundle: says what it was trained on.
        dataset: recordings of the same sensors, and perhaps of others.
        split: whose test part is played; None for the bundle's own split if it was made from ``dataset``, and for
            all recordings if it was not.
        half: of each person's takes of each sign, in the order in which they were made: settings that were chosen on
            the first half are judged on the second.
        person: play only this person.

    Raises:
        EvaluationError: nothing is left.
        StreamError: other sensors.
        RecordingError: the data do not allow the split.
    """
    dataset, provenance = fitting(bundle, dataset), bundle.manifest.provenance
    own = is_own(bundle, dataset)
    if own:
        dataset = worn(dataset, provenance.wearers)
        split = split or provenance.split
    indices = np.arange(len(dataset.recordings)) if split is None else named_split(dataset, split).test
    chosen = _half(
        [dataset.recordings[index] for index in indices if not (own and index in provenance.enrolment)], half
    )
    if person is not None:
        chosen = [recording for recording in chosen if recording.subject == person]
    if not chosen:
        raise EvaluationError(
            "There are recordings to play",
            found=f"none of {person or 'anybody'} in split {split}",
            remedy="name another split or other data",
        )
    return replace(dataset, recordings=chosen)


def without_signs(bundle: Bundle, dataset: Dataset, half: Half = "both") -> Dataset:
    """What of ``dataset``, in which nobody signs, may be played to ``bundle``: its sensors only.

    Args:
        bundle: says what its sensors and its signs are.
        dataset: recordings of the same sensors, and perhaps of others.
        half: of each person's recordings of each label, as for :func:`held_out`; of a single one, half of its time.

    Raises:
        EvaluationError: there is nothing in it, or a sign that the bundle knows.
        StreamError: other sensors.
    """
    dataset, manifest = fitting(bundle, dataset), bundle.manifest
    signs = set(_made(dataset)) & set(manifest.model.labels) - set(manifest.decision.rest)
    if signs:
        raise EvaluationError(
            f"Nobody makes a sign that the bundle knows in {dataset.name}, where every report is a false alarm",
            found=", ".join(sorted(signs)[:5]),
            remedy="leave these recordings out, or rename their label if it means something else there",
        )
    chosen = _half(dataset.recordings, half, in_time=True)
    if not chosen:
        raise EvaluationError("There are recordings to play", found=f"none in {dataset.name}", remedy="name other data")
    return replace(dataset, recordings=chosen)


def fitting(bundle: Bundle, dataset: Dataset) -> Dataset:
    """``dataset`` with only the sensors that ``bundle`` was trained on.

    Raises:
        StreamError: it lacks one, or has it in another way.
    """
    signal = bundle.manifest.signal
    if set(signal.features) < set(dataset.signal.features):
        dataset = select_channels(dataset, signal)
    infos = {stream.name: StreamInfo.from_spec(stream) for stream in dataset.signal.streams}
    check_complete(infos, signal)
    for stream in signal.streams:
        check_stream(infos[stream.name], stream)
    return dataset


def is_own(bundle: Bundle, dataset: Dataset) -> bool:
    """Whether ``bundle`` was made from ``dataset``, so that its held-out takes are known."""
    return fitting(bundle, dataset).fingerprint() == bundle.manifest.provenance.dataset_fingerprint


def trained_on(bundle: Bundle, dataset: Dataset, split: str) -> int:
    """How many of the takes that ``split`` holds back may have trained ``bundle``; 0 if it was made from other data.

    Raises:
        StreamError: other sensors.
        RecordingError: the data do not allow the split.
    """
    dataset = fitting(bundle, dataset)
    if not is_own(bundle, dataset):
        return 0
    known = named_split(dataset, bundle.manifest.provenance.split).test
    return len(np.setdiff1d(named_split(dataset, split).test, known))


def require_known(takes: Dataset, known: Collection[str]) -> None:
    """Check that somebody makes one of the signs ``known``.

    Raises:
        EvaluationError: nobody does.
    """
    made = _made(takes)
    if not set(made) & set(known):
        listed = ", ".join(made[:5]) or f"no sign, and {len(takes.recordings)} takes of rest"
        raise EvaluationError(
            "Recordings show signs that the bundle knows",
            found=listed,
            remedy=f"give recordings of {', '.join(list(known)[:5])}",
        )


def sessions_of(
    bundle: Bundle, takes: Dataset, others: Sequence[Dataset], amount: Amount, rest: Collection[str] | None = None
) -> list[Played]:
    """Everything that an evaluation plays: signs, rest, pieces of signs, and other movement.

    Args:
        bundle: says what the signs are.
        takes: from :func:`held_out`.
        others: from :func:`without_signs`.
        amount: how much.
        rest: labels that mean that nobody signs; None for those of the bundle's decision.

    Raises:
        EvaluationError: nobody makes a sign that the bundle knows.
    """
    manifest = bundle.manifest
    quiet = manifest.decision.rest if rest is None else rest
    takes = as_rest(takes, quiet)
    require_known(takes, [label for label in manifest.model.labels if label not in quiet])
    played = signing(takes, amount)
    if amount.rest_hours > 0:
        played += resting(takes, amount)
    if amount.movement_hours > 0:
        played += fragments(takes, amount)
        for other in others:
            played += moving(other, amount)
    return played


def as_rest(takes: Dataset, labels: Collection[str]) -> Dataset:
    """``takes``, of which those with one of ``labels`` are recordings of rest: no sign is made in them."""
    return replace(
        takes,
        recordings=[
            replace(recording, label=REST)
            if recording.label != REST and takes.labels[recording.label] in labels
            else recording
            for recording in takes.recordings
        ],
    )


def signing(takes: Dataset, amount: Amount) -> list[Played]:
    """Every person's takes, and recorded rest between them where there is some, in random orders."""
    played = []
    for number, (person, of) in enumerate(_persons(takes.recordings).items()):
        for order in range(amount.orders):
            rng = np.random.default_rng((amount.seed, 1, number, order))
            session = continuous_session(takes, [of[index] for index in rng.permutation(len(of))], rng)
            played.append(Played("signs", "signs", person, session, of[0].wearer, takes.labels))
    return played


def resting(takes: Dataset, amount: Amount) -> list[Played]:
    """Rest of every person, as long for each."""
    persons = _persons([recording for recording in takes.recordings if recording.label != REST])
    seconds = amount.rest_hours * 3600 / max(len(persons), 1)
    played = []
    for number, (person, of) in enumerate(persons.items()):
        rng = np.random.default_rng((amount.seed, 2, number))
        session = resting_session(takes, of, seconds, rng)
        played.append(Played("rest", "rest", person, session, of[0].wearer, takes.labels))
    return played


def fragments(takes: Dataset, amount: Amount) -> list[Played]:
    """Pieces of every person's takes, too short to be a sign."""
    persons = _persons([recording for recording in takes.recordings if recording.label != REST])
    seconds = amount.movement_hours * 3600 / max(len(persons), 1)
    played = []
    for number, (person, of) in enumerate(persons.items()):
        rng = np.random.default_rng((amount.seed, 3, number))
        session = moving_session(takes, of, seconds, rng, pieces_s=PIECES_S)
        played.append(Played("movement", "pieces of signs", person, session, of[0].wearer, takes.labels))
    return played


def moving(other: Dataset, amount: Amount) -> list[Played]:
    """All recordings of ``other`` as movement in which there is no sign."""
    rng = np.random.default_rng((amount.seed, 4))
    session = moving_session(other, other.recordings, amount.movement_hours * 3600, rng)
    return [Played("movement", other.name, "", session, None, other.labels)]


def _made(takes: Dataset) -> list[str]:
    """The labels of all takes that are not of rest, in order of the alphabet."""
    return sorted({takes.labels[recording.label] for recording in takes.recordings if recording.label != REST})


def _half(recordings: Sequence[Recording], half: Half, *, in_time: bool = False) -> list[Recording]:
    """``half`` of the takes of each person and label; ``in_time``: of a single one, half of its time."""
    takes: dict[tuple[str, int], list[Recording]] = {}
    for recording in recordings:
        takes.setdefault((recording.subject, recording.label), []).append(recording)
    chosen: list[Recording] = []
    for of in takes.values():
        ordered = sorted(of, key=lambda recording: recording.repetition)
        if in_time and len(ordered) == 1 and half != "both":
            ordered = list(halves(ordered[0]))
        middle = (len(ordered) + 1) // 2
        chosen += {"both": ordered, "first": ordered[:middle], "second": ordered[middle:]}[half]
    return chosen


def _persons(recordings: Sequence[Recording]) -> dict[str, list[Recording]]:
    """By how and by whom the sensors were worn, which within a person may change from session to session."""
    persons: dict[str, list[Recording]] = {}
    for recording in recordings:
        key = (
            recording.subject if recording.session == recording.subject else f"{recording.subject}/{recording.session}"
        )
        persons.setdefault(key, []).append(recording)
    return dict(sorted(persons.items()))
