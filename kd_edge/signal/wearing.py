"""A wearer's frames in the orientation of the training population.

A ring of electrodes and the rigid bodies beside it can be worn on either arm, either way round and turned by
any angle about the limb.  All of that is linear in the features of one frame, and every feature that comes out
is a sum of at most three that go in: two electrodes, between which a turned ring lies, or the three axes of a
sensor.  So the map is three sources and three float32 weights for each feature, here and on a device alike.  Gains
multiply the rounded weights, so that a device that finds a profile by itself has the same ones.

The axes of a body: x along the limb, y and z across it.

- The other arm is a mirror image, in the plane of x and z.  It swaps the sign of y in an acceleration, which is
  a polar vector, and of x and z in a rate of turn, which is an axial one.
- The other way round is half a turn about z: x and y of both swap their signs.
- Either runs along the ring in the opposite direction, with the electrode over the z axis in its place.
- A roll turns bodies about x, and the ring by as many electrodes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, StreamSpec, WearerProfile

TERMS: Final = 3
"""Features that go into each feature that comes out."""

_MIRRORED_POLAR: Final = np.diag([1.0, -1.0, 1.0])
_MIRRORED_AXIAL: Final = -_MIRRORED_POLAR
_REVERSED: Final = np.diag([-1.0, -1.0, 1.0])

Frames = NDArray[np.float32]  # (..., features)


@dataclass(frozen=True, eq=False)
class Wearing:
    """The map of one profile: ``out = (w0 * x[s0] + w1 * x[s1]) + w2 * x[s2]`` in float32, term by term.

    Attributes:
        sources: indices of features, int64 ``(features, 3)``.
        weights: float32 ``(features, 3)``, with gains in them; unused terms are 0.
    """

    sources: NDArray[np.int64]
    weights: NDArray[np.float32]

    def apply(self, frames: Frames) -> Frames:
        """Unnormalised ``frames`` as the training population would have worn them, in the same shape."""
        terms = [frames[..., self.sources[:, term]] * self.weights[:, term] for term in range(TERMS)]
        return np.asarray((terms[0] + terms[1]) + terms[2])


def wearing(spec: SignalSpec, profile: WearerProfile) -> Wearing:
    """The three sources and weights for each feature of ``spec`` that undo how ``profile`` wears the sensors.

    Raises:
        ContractError: the profile's gains are not one for each feature.
    """
    spec = spec.worn(profile)  # checks the gains
    sources = np.zeros((spec.feature_count, TERMS), np.int64)
    weights = np.zeros((spec.feature_count, TERMS))
    first = 0
    for stream in spec.streams:
        count = len(stream.channels)
        rows = slice(first, first + count)
        sources[rows], weights[rows] = _stream_terms(stream, profile)
        sources[rows] += first
        first += count
    rounded = weights.astype(np.float32) + np.float32(0)  # which makes -0.0 a plain 0
    if profile.gain is not None:
        rounded = rounded * np.array(profile.gain, np.float32)[:, np.newaxis]
    return Wearing(_without_idle_sources(sources, rounded), rounded)


def wearing_matrix(spec: SignalSpec, profile: WearerProfile) -> NDArray[np.float32]:
    """The same map as a matrix ``(features, features)``; a frame is a row and multiplies from the left."""
    found = wearing(spec, profile)
    matrix = np.zeros((spec.feature_count, spec.feature_count), np.float32)
    for term in range(TERMS):
        np.add.at(matrix, (found.sources[:, term], np.arange(spec.feature_count)), found.weights[:, term])
    return matrix


def apply_profile(frames: Frames, spec: SignalSpec, profile: WearerProfile) -> Frames:
    """Unnormalised ``frames`` ``(..., features)`` of somebody who wears the sensors like ``profile``."""
    return wearing(spec, profile).apply(frames)


def ring_shift(electrodes: int, roll_deg: float) -> tuple[int, float]:
    """By how many whole electrodes a roll turns a ring of so many, and by which part of the next one."""
    place = roll_deg * electrodes / 360
    return math.floor(place), place - math.floor(place)


def _without_idle_sources(sources: NDArray[np.int64], weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """Terms of weight 0 look at the feature that weighs most: a zero of another one's sign would be added, else.

    So whoever is not turned keeps every bit, that of -0.0 included.
    """
    heaviest = np.abs(weights).argmax(axis=1)
    leading = np.take_along_axis(sources, heaviest[:, np.newaxis], axis=1)
    return np.where(weights == 0, leading, sources)


def _stream_terms(stream: StreamSpec, profile: WearerProfile) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sources within the stream and weights, each ``(channels, 3)``."""
    count = len(stream.channels)
    sources = np.repeat(np.arange(count)[:, np.newaxis], TERMS, axis=1)
    weights = np.tile([1.0, 0.0, 0.0], (count, 1))
    if stream.ring:
        # Where on the ring each electrode's signal comes from.
        before, part = ring_shift(count, profile.roll_deg)
        weights[:, 0], weights[:, 1] = 1 - part, part
        places = np.arange(count) + before
        sources[:, 0] = _along(places, stream, profile)
        sources[:, 1] = _along(places + 1, stream, profile)
    for body in stream.bodies:
        for index, triple in enumerate(body):
            turned = _turn(-profile.roll_deg) @ _orientation(profile, axial=index > 0)
            for row, axis in enumerate(triple):
                sources[axis] = triple
                weights[axis] = turned[row]
    return sources, weights


def _along(places: NDArray[np.int64], stream: StreamSpec, profile: WearerProfile) -> NDArray[np.int64]:
    """Electrodes at ``places`` of the ring, counted in the population's direction."""
    if profile.mirror != profile.reverse:
        places = round(2 * stream.ring_z) - places
    return np.asarray(places % len(stream.channels))


def _orientation(profile: WearerProfile, *, axial: bool) -> NDArray[np.float64]:
    found = np.eye(3)
    if profile.mirror:
        found = found @ (_MIRRORED_AXIAL if axial else _MIRRORED_POLAR)
    if profile.reverse:
        found = found @ _REVERSED
    return found


def _turn(degrees: float) -> NDArray[np.float64]:
    """A column vector's turn about x."""
    angle = np.deg2rad(degrees)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
