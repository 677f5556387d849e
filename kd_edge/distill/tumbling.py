"""Random smooth rotation of rigid bodies, as accelerometers and gyroscopes see it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.distill.background import Frames

RADIANS: Final = {"deg/s": np.pi / 180, "rad/s": 1.0}
"""What one unit of a rate of turn is in radians per second."""

SPEED_RAD_S: Final = (0.3, 5.0)
"""Root mean square of the rate of turn: from hardly moving to waving; logarithmically even."""

FREQUENCY_HZ: Final = (0.3, 3.0)
"""Above which a movement has little power; logarithmically even."""

PUSH: Final = (0.02, 0.5)
"""Root mean square of the acceleration beside gravity, as a share of gravity."""

MARGIN: Final = 2
"""The random course is this many times as long as a window, so that its ends, which meet, are not both seen."""

Values = NDArray[np.float64]


def can_tumble(signal: SignalSpec) -> bool:
    """Whether a body's rates of turn have a unit that is understood."""
    return bool(_bodies(signal))


def tumbling(frames: Frames, signal: SignalSpec, rng: np.random.Generator) -> Frames:
    """``frames`` with another movement of every body; muscles stay.

    Gravity ``g`` in a frame that turns with ``w`` follows ``dg/dt = -w x g``.

    Args:
        frames: normalised windows, float32 ``(windows, window_size, features)``.
        signal: with normalisation, from whose mean the length of gravity follows.
        rng: the only source of randomness.
    """
    if signal.normalisation is None:
        raise ValueError("frames are normalised, so the signal says how")
    mean, inverse_std = np.array(signal.normalisation.mean), np.array(signal.normalisation.inverse_std)
    made = np.array(frames, np.float32)
    count, size, _ = frames.shape
    for acceleration, rates, radians in _bodies(signal):
        gravity = _gravity(mean[acceleration], 1 / inverse_std[acceleration])
        turning = _smooth_course(count, size, signal, rng) * _drawn(SPEED_RAD_S, count, rng)
        pushed = _smooth_course(count, size, signal, rng) * _drawn(PUSH, count, rng) * gravity
        felt = _carried(turning * (signal.frame_period_ns / NS_PER_S), rng) * gravity + pushed
        made[:, :, acceleration] = (felt - mean[acceleration]) * inverse_std[acceleration]
        made[:, :, rates] = (turning / radians - mean[rates]) * inverse_std[rates]
    return made


def _bodies(signal: SignalSpec) -> list[tuple[list[int], list[int], float]]:
    """Features of acceleration and of rate of turn of each body, and the unit of the latter in rad/s."""
    found, first = [], 0
    for stream in signal.streams:
        for triples in stream.bodies:
            if len(triples) == 2 and stream.units and stream.units[triples[1][0]] in RADIANS:
                acceleration, rates = ([first + channel for channel in triple] for triple in triples)
                found.append((acceleration, rates, RADIANS[stream.units[triples[1][0]]]))
        first += len(stream.channels)
    return found


def _gravity(mean: Values, std: Values) -> float:
    """Length of gravity in the unit of the features: that of a typical sample, since movement adds little to it."""
    return float(np.sqrt((mean**2 + std**2).sum()))


def _drawn(limits: tuple[float, float], count: int, rng: np.random.Generator) -> Values:
    low, high = np.log(limits)
    return np.exp(rng.uniform(low, high, (count, 1, 1)))


def _smooth_course(count: int, size: int, signal: SignalSpec, rng: np.random.Generator) -> Values:
    """Random courses of three axes below a random frequency, ``(count, size, 3)``, root mean square 1."""
    longer = MARGIN * size
    frequencies = np.fft.rfftfreq(longer, signal.frame_period_ns / NS_PER_S)[:, None]
    shape = 1 / (1 + (frequencies / _drawn(FREQUENCY_HZ, count, rng)) ** 4)
    shape[:, 0] = 0  # no constant turn
    course = np.fft.irfft(np.fft.rfft(rng.normal(size=(count, longer, 3)), axis=1) * shape, n=longer, axis=1)
    root = np.sqrt((course**2).mean(axis=(1, 2), keepdims=True))
    return np.asarray(course[:, :size] / np.maximum(root, 1e-9))


def _carried(turns: Values, rng: np.random.Generator) -> Values:
    """A random direction in a frame that turns by ``turns`` radians from one sample to the next."""
    direction = rng.normal(size=(len(turns), 3))
    seen = np.empty_like(turns)
    for time in range(turns.shape[1]):
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        seen[:, time] = direction
        direction = direction - np.cross(turns[:, time], direction)
    return seen
