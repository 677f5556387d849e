"""From a bundle and a person's recordings to that person's bundle, with figures of takes that were held back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec import Struct

from kd_edge.bundle import Bundle
from kd_edge.errors import RecordingError
from kd_edge.personalise.choose import Estimate, choose, estimate
from kd_edge.personalise.takes import Takes, takes_of
from kd_edge.personalise.teach import Network, Retrain, Way, teach
from kd_edge.personalise.write import write_personal
from kd_edge.recordings.recording import Dataset


class Report(Struct, frozen=True):
    """What was done, and how well it works.

    Attributes:
        bundle: folder of the new bundle.
        way: what the person was given.
        taught: windows that taught.
        unseen: signs of the network that the person did not show; they stay as they were.
        estimate: on the takes that taught, each judged by the others.
        held_back: windows of later takes, which nothing was chosen or fitted by.
        before: accuracy on those of the bundle as it was, int8; None if there are none.
        after: the same of the new bundle.
    """

    bundle: str
    way: Way
    taught: int
    unseen: tuple[str, ...]
    estimate: Estimate
    held_back: int
    before: float | None
    after: float | None


def personalise(
    bundle: Bundle,
    dataset: Dataset,
    out: Path,
    *,
    person: str | None = None,
    takes: int = 2,
    enrol_only: bool = False,
    engine: str = "auto",
    retrain: Retrain | None = None,
    on_stage: Callable[[str], None] = lambda stage: None,
) -> Report:
    """Teach a bundle's network one person's signs, and write that person's bundle to ``out``.

    The first ``takes`` takes of each sign teach; later ones are held back, and only measured.

    Args:
        bundle: of a network that ends in a dense layer and a softmax.
        dataset: the person's recordings, of the same sensors.
        out: the new bundle's folder.
        person: whose recordings to take; None if they are all of one.
        takes: of each sign that teach.
        enrol_only: give the person a profile, and look at no label but those of takes that are held back.
        engine: kind of engine that runs the int8 network.
        retrain: trains the network that the bundle was exported from further; None to change the last layer at most.
        on_stage: is called with the name of each step.

    Raises:
        RecordingError: signs that the network does not have; or takes that would make it worse, with advice.
        SignalError: no such person, several persons, or takes shorter than a window.
        EngineError: the network does not end in a dense layer, or no engine takes it.
        VerificationError: the new bundle does not pass its own verification.
    """
    network = Network(bundle, engine, retrain)
    mine = takes_of(bundle, dataset, person)
    early = mine.repetitions < takes
    shown, later = mine.chosen(early), mine.chosen(~early)
    on_stage("judging ways by the takes themselves")
    if enrol_only:
        found, way = Estimate(0, {}, ()), _profile_only(bundle)
    else:
        found = estimate(network, shown)
        way = choose(found, retrain=retrain is not None)
    on_stage(f"teaching: {way}")
    taught = teach(network, shown, way)
    on_stage("writing and verifying the bundle")
    labels = bundle.manifest.model.labels
    unseen = tuple(labels[index] for index in np.setdiff1d(np.arange(len(labels)), shown.labels))
    own = found.accuracy.get(way)
    made = write_personal(bundle, taught, mine, out, {} if own is None else {"personal_estimate": own})
    before = after = None
    if len(later):
        before = _accuracy(network, later)
        after = _accuracy(Network(made, engine), later)
    return Report(str(out), way, len(shown), () if enrol_only else unseen, found, len(later), before, after)


def _accuracy(network: Network, takes: Takes) -> float:
    """Of the int8 network as it is in its bundle, with the profile that is in the bundle."""
    scores = network.scores(network.normalised(takes.frames, network.worn_by_default()))
    return float(np.mean(scores.argmax(axis=1) == takes.labels))


def _profile_only(bundle: Bundle) -> Way:
    if bundle.manifest.signal.wearer is None:
        raise RecordingError(
            "An enrolment alone helps a network that was trained with everybody's sensors in one orientation",
            found=f"bundle {bundle.manifest.name!r}, which takes them as recorded",
            remedy="show each sign once or twice instead, or train again with `--wearer canonical`",
        )
    return "profile"
