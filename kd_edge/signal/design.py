"""Butterworth and notch filters as float64 second-order sections, in NumPy alone.

A host that only runs bundles needs no SciPy for them; its designs, rounded to float32, are the same bit for bit.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import Butterworth, Notch

Sos = NDArray[np.float64]
"""Sections ``(n, 6)``, rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``."""

_REAL: Final = 100 * np.finfo(float).eps
"""A pole whose imaginary part is smaller, compared with the whole, is real."""


def butterworth(stage: Butterworth, sample_rate_hz: float) -> Sos:
    """The digital filter of the analogue prototype, by the bilinear transform with its frequencies warped before.

    Args:
        stage: band, order and frequencies below half the rate.
        sample_rate_hz: of the stream.
    """
    order = stage.order
    edges = [4 * math.tan(math.pi * (2 * hz / sample_rate_hz) / 2) for hz in stage.cutoff_hz]
    # The poles lie evenly on the left half of the unit circle.
    prototype = -np.exp(1j * math.pi * np.arange(1 - order, order, 2) / (2 * order))
    match stage.band:
        case "lowpass":
            zeros_at_0, poles, gain = 0, edges[0] * prototype, edges[0] ** order
        case "highpass":
            zeros_at_0, poles, gain = order, edges[0] / prototype, (1 / np.prod(-prototype)).real
        case "bandpass":
            half = prototype * (edges[1] - edges[0]) / 2
            apart = np.sqrt(half**2 - math.sqrt(edges[0] * edges[1]) ** 2)
            zeros_at_0, poles = order, np.concatenate([half + apart, half - apart])
            gain = (edges[1] - edges[0]) ** order
    gain *= (4.0**zeros_at_0 / np.prod(4 - poles)).real
    # Analogue zeros at 0 come to +1, those at infinity to -1.
    zeros = [1.0] * zeros_at_0 + [-1.0] * (len(poles) - zeros_at_0)
    return _sections(zeros, (4 + poles) / (4 - poles), gain)


def notch(stage: Notch, sample_rate_hz: float) -> Sos:
    """One section with zeros on the unit circle at the centre, and a -3 dB width of centre / quality."""
    centre = math.pi * (2 * stage.centre_hz / sample_rate_hz)
    gain = 1 / (1 + math.tan(centre / stage.quality / 2))
    middle = -2 * math.cos(centre)
    return np.array([[gain, gain * middle, gain, 1.0, gain * middle, 2 * gain - 1]])


def settled_state(sos: Sos) -> NDArray[np.float64]:
    """State ``(n, 2)`` of every section, at which a constant input of 1 changes nothing any more."""
    states, level = [], 1.0
    for b0, b1, b2, _, a1, a2 in sos:
        # z0 = z1 + b1 x - a1 y and z1 = b2 x - a2 y, where y = b0 x + z0 and x = 1.
        change = np.array([[1 + a1, -1.0], [a2, 1.0]])
        states.append(level * np.linalg.solve(change, np.array([b1 - a1 * b0, b2 - a2 * b0])))
        level *= (b0 + b1 + b2) / (1 + a1 + a2)
    return np.array(states)


def _sections(zeros: list[float], poles: NDArray[np.complex128], gain: float) -> Sos:
    """Sections of two poles and the two zeros that are nearest, the pole nearest to the unit circle last.

    So the sharpest resonance meets a signal that the others have already damped.
    """
    if len(poles) % 2:
        zeros, poles = [*zeros, 0.0], np.append(poles, 0.0)
    real = np.abs(poles.imag) <= _REAL * np.abs(poles)
    above, below = poles[~real & (poles.imag > 0)], poles[~real & (poles.imag < 0)].conj()
    pairs = (np.sort_complex(above) + np.sort_complex(below)) / 2  # of which rounding has made a little less than pairs
    left = np.concatenate([pairs, np.sort(poles.real[real])])
    free = np.array(zeros)
    sections: list[list[float]] = []
    while len(left):
        pole, left = _take(left, np.abs(1 - np.abs(left)))
        if pole.imag:
            feedback = [1.0, -2 * pole.real, pole.real**2 + pole.imag**2]
        else:
            other, left = _take(left, np.where(left.imag == 0, np.abs(1 - np.abs(left)), np.inf))
            feedback = [1.0, -(pole.real + other.real), pole.real * other.real]
        first, free = _take(free, np.abs(free - pole))
        second, free = _take(free, np.abs(free - pole))
        sections.insert(0, [1.0, (-first - second).real, (first * second).real, *feedback])
    sos = np.array(sections) + 0.0  # which makes -0.0 a plain 0
    sos[0, :3] *= gain
    return sos


def _take(some: NDArray[Any], distance: NDArray[np.float64]) -> tuple[complex, NDArray[Any]]:
    """The first of those with the least ``distance``, and the others."""
    nearest = int(np.argmin(distance))
    return complex(some[nearest]), np.delete(some, nearest)
