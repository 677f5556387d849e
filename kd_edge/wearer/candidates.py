"""The ways in which sensors may be worn: orientations, and rolls around the one that gravity shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.signal.wearing import wearing_matrix
from kd_edge.wearer.gravity import across_limb, roll_deg

ORIENTATIONS: Final = tuple(
    WearerProfile(mirror=mirror, reverse=reverse) for reverse in (False, True) for mirror in (False, True)
)
OFFSETS_DEG: Final = tuple(range(-60, 61, 10))
"""Distances from gravity's roll: the limb is not held alike by everybody, so gravity is off by that much."""

GAIN_LIMITS: Final = (0.2, 5.0)
"""A channel that is dead or torn off stays weak: its noise is not made a signal."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Profiles that a person may have, and what they do to this person's frames.

    Attributes:
        profiles: with gains; all offsets of one orientation, then all of the next.
        offsets_deg: float64 ``(offsets,)``: how far rolls lie from gravity's, the same for every orientation.
        matrices: float32 ``(orientations * offsets, features, features)``; a frame is a row and multiplies from the
            left.
    """

    profiles: tuple[WearerProfile, ...]
    offsets_deg: NDArray[np.float64]
    matrices: NDArray[np.float32]

    def frames(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """``windows`` ``(n, window_size, features)`` as each candidate has them.

        Returns:
            ``(candidates, n, window_size, features)``.
        """
        return np.asarray(windows @ self.matrices[:, np.newaxis])


def candidates(mean: NDArray[np.floating], spec: SignalSpec, population: NDArray[np.floating]) -> Candidates:
    """Every profile that a person with the mean frame ``mean`` may have.

    Args:
        mean: of the person's unnormalised frames as recorded, ``(features,)``.
        spec: rings, bodies and envelopes.
        population: the training population's mean frame in its orientation, ``(features,)``: where its gravity lies,
            and the level that gains lead to.
    """
    offsets = OFFSETS_DEG if any(stream.ring or stream.bodies for stream in spec.streams) else (0,)
    reference = across_limb(population, spec)
    profiles = []
    for orientation in orientations(spec):
        turned = mean @ wearing_matrix(spec, orientation)
        roll = roll_deg(across_limb(turned, spec), reference)
        for offset in offsets:
            profile = replace(orientation, roll_deg=_wrapped(roll + offset))
            profiles.append(replace(profile, gain=gains(mean @ wearing_matrix(spec, profile), spec, population)))
    matrices = np.stack([wearing_matrix(spec, profile) for profile in profiles])
    return Candidates(tuple(profiles), np.array(offsets, np.float64), matrices)


def orientations(spec: SignalSpec) -> list[WearerProfile]:
    """Those of ``ORIENTATIONS`` that differ for these sensors: one without rings and bodies, two for a ring alone."""
    found: dict[bytes, WearerProfile] = {}
    for orientation in ORIENTATIONS:
        found.setdefault(wearing_matrix(spec, orientation).tobytes(), orientation)
    return list(found.values())


def gains(mean: NDArray[np.floating], spec: SignalSpec, population: NDArray[np.floating]) -> tuple[float, ...] | None:
    """One factor for each feature that brings a person's mean envelopes to the population's; 1 for all others.

    How strong an envelope is says how well an electrode touches and how much tissue lies below, not what is signed.

    Args:
        mean: of the person's frames in the population's orientation, ``(features,)``.
        spec: says which streams are envelopes.
        population: the population's mean frame.

    Returns:
        float32 values ``(features,)``, or None where no stream is an envelope.
    """
    envelopes = np.concatenate([np.full(len(stream.channels), stream.envelope is not None) for stream in spec.streams])
    if not envelopes.any():
        return None
    seen = envelopes & (mean > 0) & (population > 0)
    factors = np.where(seen, population / np.where(seen, mean, 1.0), 1.0)
    return tuple(np.clip(factors, *GAIN_LIMITS).astype(np.float32).tolist())


def _wrapped(degrees: float) -> float:
    """The same angle between -180 and 180, as a float32 holds it."""
    return float(np.float32((degrees + 180) % 360 - 180))
