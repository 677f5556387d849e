"""The roll of worn sensors about the limb, from gravity.

A mean over movement is mostly gravity.  Across the limb, in the plane of a body's y and z axes, it points
somewhere; whoever wears the sensors turned by 30 degrees has it turned by 30 degrees.  Vectors of that plane
are complex numbers here, y + iz, so that a turn is a product and several bodies can be added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec

Directions = NDArray[np.complex128]  # (bodies,)

_ROUNDS: Final = 5


def across_limb(mean: NDArray[np.floating], spec: SignalSpec) -> Directions:
    """Gravity across the limb as each body measures it.

    Args:
        mean: of unnormalised frames, ``(features,)``.
        spec: names the bodies; the first triple of each is its accelerometer.

    Returns:
        complex ``(bodies,)``: y + iz in the accelerometer's unit; empty where the spec has no bodies.
    """
    found, first = [], 0
    for stream in spec.streams:
        for body in stream.bodies:
            _, y, z = body[0]
            found.append(complex(mean[first + y], mean[first + z]))
        first += len(stream.channels)
    return np.array(found, np.complex128)


def roll_deg(directions: Directions, reference: Directions) -> float:
    """The angle in degrees by which all bodies together are turned against ``reference``; 0 without bodies.

    A body counts by how much of gravity lies across its limb: along a hanging arm there is nothing to see.
    """
    return float(np.rad2deg(np.angle(np.vdot(reference, directions))))


def reference_directions(directions: Sequence[Directions]) -> Directions:
    """The circular mean over persons of each body's direction.

    Each person's roll turns all bodies together, so it is taken out before bodies are averaged.
    """
    persons = np.stack(directions)
    rolls = np.zeros(len(persons))
    reference: Directions = persons.mean(axis=0)
    for _ in range(_ROUNDS):
        rolls = np.angle(persons @ reference.conj())
        rolls -= np.angle(np.exp(1j * rolls).sum())  # their circular mean is 0: a person without a profile is average
        reference = (persons * np.exp(-1j * rolls)[:, None]).mean(axis=0)
    return reference
