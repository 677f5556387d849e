"""Which way serves a person best, judged by takes that each judgement has not seen; and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge.errors import RecordingError
from kd_edge.personalise.takes import Takes
from kd_edge.personalise.teach import Network, Way, recognised, teach

LEAST_KNOWN: Final = 1 / 3
"""Share of one take of each sign that the enrolled network must recognise: by chance it is one in as many signs."""

LEAST_TAUGHT: Final = 0.5
"""Share of takes that a layer fitted to the other repetitions must recognise."""


class Estimate(Struct, frozen=True):
    """How well each way does on a person's own takes.

    Attributes:
        repetitions: how often each sign was shown, at most.
        accuracy: of each way.  With several repetitions each is judged on one of them and taught by the others; with
            a single one, no take is left to judge a fitted layer, and it has no entry.
        doubtful: takes, as ``SIGN, take N``, that the best way does not understand when it has only seen the others.
    """

    repetitions: int
    accuracy: Mapping[Way, float]
    doubtful: tuple[str, ...]

    def without(self, way: Way) -> Estimate:
        """The same as if ``way`` had not been judged."""
        return replace(self, accuracy={each: value for each, value in self.accuracy.items() if each != way})


def estimate(network: Network, takes: Takes) -> Estimate:
    """Leave one repetition out: profile and layer come from the others."""
    repetitions = np.unique(takes.repetitions)
    if len(repetitions) == 1:
        ways: tuple[Way, ...] = ("unchanged", "profile")
        right = {way: recognised(network, teach(network, takes, way), takes) for way in ways}
        return Estimate(1, {way: float(found.mean()) for way, found in right.items()}, ())
    ways = ("unchanged", "profile", "head") if network.retrain is None else ("unchanged", "profile", "head", "network")
    right = {way: np.zeros(len(takes), np.bool_) for way in ways}
    for repetition in repetitions:
        out = takes.repetitions == repetition
        for way in ways:
            taught = teach(network, takes.chosen(~out), way)
            right[way][out] = recognised(network, taught, takes.chosen(out))
    accuracy: dict[Way, float] = {way: float(found.mean()) for way, found in right.items()}
    wrong = np.flatnonzero(~right[best(accuracy)])
    labels = network.bundle.manifest.model.labels
    names = [f"{labels[takes.labels[index]]}, take {takes.repetitions[index] + 1}" for index in wrong]
    return Estimate(len(repetitions), accuracy, tuple(dict.fromkeys(names)))


def best(accuracy: Mapping[Way, float]) -> Way:
    """The way with the highest accuracy; of equals the one that learns most."""
    return max(reversed(list(accuracy)), key=lambda way: accuracy[way])


def choose(found: Estimate, *, retrain: bool = False) -> Way:
    """The way for a person; with a single take of each sign, the one that learns most.

    Args:
        found: how well the ways do.
        retrain: whether the whole network can be trained further.

    Raises:
        RecordingError: these takes would make the network worse; the message says what to record again.
    """
    if found.repetitions == 1:
        known = max(found.accuracy.values())
        if known < LEAST_KNOWN:
            raise RecordingError(
                f"The enrolled network recognises at least {LEAST_KNOWN:.0%} of a person's takes before it learns",
                found=f"{known:.0%}: labels that do not belong to the movements, or sensors worn in another way",
                remedy="check that each take is the sign that its label says and that the sensors sit as they did for "
                "the training, then record each sign twice",
            )
        return "network" if retrain else "head"
    way = best(found.accuracy)
    taught = max(accuracy for each, accuracy in found.accuracy.items() if each not in ("unchanged", "profile"))
    if way == "unchanged" and found.accuracy[way] > taught:
        raise RecordingError(
            "Takes make recognition better, judged on each repetition by the others",
            found=f"{taught:.0%} instead of {found.accuracy[way]:.0%}; {_list(found.doubtful)}",
            remedy="record these takes again, or stay with the network as it is",
        )
    if found.accuracy[way] < LEAST_TAUGHT:
        raise RecordingError(
            f"A person's repetitions resemble each other: at least {LEAST_TAUGHT:.0%} are recognised by the others",
            found=f"{found.accuracy[way]:.0%}; {_list(found.doubtful)}",
            remedy="check the labels, and record the signs again, each as it will be made later",
        )
    return way


def _list(names: tuple[str, ...]) -> str:
    shown = "; ".join(names[:5])
    return f"not understood: {shown}{' and others' if len(names) > 5 else ''}" if names else "nothing else known"
