"""Profiles of the persons who train: their labels are known, so the labels may choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.wearing import wearing_matrix
from kd_edge.signal.windows import window_dataset
from kd_edge.wearer.candidates import Candidates, candidates
from kd_edge.wearer.discriminant import Discriminant, Sums, features
from kd_edge.wearer.gravity import across_limb, reference_directions
from kd_edge.wearer.worn import wearing_of

_ROUNDS: Final = 3
"""How often the population's mean is taken again, with the profiles that were found by then."""

_SWEEPS: Final = 4
"""How often everybody's profile is chosen again, with those of the others."""


@dataclass(frozen=True, eq=False)
class _Person:
    """Windows ``(n, window_size, features)`` as recorded, their labels ``(n,)`` and their mean frame."""

    windows: NDArray[np.float32]
    labels: NDArray[np.int64]
    mean: NDArray[np.float64]


def population_profiles(dataset: Dataset, signal: SignalSpec, indices: Iterable[int]) -> dict[str, WearerProfile]:
    """A profile for every wearing in the recordings at ``indices``: the one in which the others' signs fit best.

    A discriminant of all other persons, in the orientations found so far, scores each candidate of one person by the
    mean log probability of the true labels.  The person with the most windows stays as recorded at first, the others
    are turned towards those before them, and then everybody towards everybody else until nobody turns.

    Args:
        dataset: the recordings.
        signal: how frames and windows are made.
        indices: recordings of signs that train.

    Returns:
        profiles by the name of the wearing (:func:`~kd_edge.wearer.worn.wearing_of`).

    Raises:
        SignalError: as :func:`~kd_edge.signal.windows.window_dataset`.
    """
    bare = replace(signal, normalisation=None, wearer=None)
    persons = _persons(dataset, bare, indices)
    profiles = {next(iter(persons)): WearerProfile()} if persons else {}
    for _ in range(_ROUNDS):
        population = _mean_frame(persons, profiles, bare)
        ways = {name: candidates(person.mean, bare, population) for name, person in persons.items()}
        profiles = _chosen(persons, ways, profiles, len(dataset.labels))
    return profiles


def _persons(dataset: Dataset, signal: SignalSpec, indices: Iterable[int]) -> dict[str, _Person]:
    """Everybody by the name of the wearing, in descending order of the number of windows."""
    cut = window_dataset(dataset, signal, indices)
    names = np.array([wearing_of(dataset.recordings[index]) for index in cut.recordings])
    persons = {}
    for name in np.unique(names):
        mine = names == name
        frames = cut.frames[mine]
        persons[str(name)] = _Person(frames, cut.labels[mine], frames.mean(axis=(0, 1), dtype=np.float64))
    return dict(sorted(persons.items(), key=lambda item: -len(item[1].labels)))


def _mean_frame(
    persons: Mapping[str, _Person], profiles: Mapping[str, WearerProfile], spec: SignalSpec
) -> NDArray[np.float64]:
    """The mean over persons with a profile, as it turns them, with gravity where it lies once nobody is turned."""
    turned = [
        persons[name].mean @ wearing_matrix(spec, replace(profile, gain=None)) for name, profile in profiles.items()
    ]
    mean = np.asarray(np.mean(turned, axis=0), np.float64)
    directions = iter(reference_directions([across_limb(each, spec) for each in turned]))
    first = 0
    for stream in spec.streams:
        for body in stream.bodies:
            _, y, z = body[0]
            direction = next(directions)
            mean[first + y], mean[first + z] = direction.real, direction.imag
        first += len(stream.channels)
    return mean


def _chosen(
    persons: Mapping[str, _Person],
    ways: Mapping[str, Candidates],
    profiles: Mapping[str, WearerProfile],
    classes: int,
) -> dict[str, WearerProfile]:
    """The candidate of everybody that fits the others best; who has no profile yet is turned to those who have one."""
    rows = {name: features(ways[name].frames(person.windows)) for name, person in persons.items()}
    current = {name: _nearest(ways[name], profile) for name, profile in profiles.items()}

    def sums(name: str) -> Sums:
        return Sums.of(rows[name][current[name]], persons[name].labels, classes)

    group = {name: sums(name) for name in current}
    for _ in range(_SWEEPS):
        before = dict(current)
        for name, person in persons.items():
            others = [found for other, found in group.items() if other != name]
            if others:
                scores = Discriminant(reduce(add, others)).log_probabilities(rows[name])
                fit = np.take_along_axis(scores, person.labels[np.newaxis, :, np.newaxis], axis=-1)[..., 0]
                current[name] = int(fit.mean(axis=1).argmax())
            group[name] = sums(name)
        if current == before:
            break
    return {name: ways[name].profiles[index] for name, index in current.items()}


def _nearest(ways: Candidates, profile: WearerProfile) -> int:
    """The candidate that turns the sensors most like ``profile``."""

    def distance(other: WearerProfile) -> tuple[bool, float]:
        turned = abs((other.roll_deg - profile.roll_deg + 180) % 360 - 180)
        return (other.mirror, other.reverse) != (profile.mirror, profile.reverse), turned

    return min(range(len(ways.profiles)), key=lambda index: distance(ways.profiles[index]))
