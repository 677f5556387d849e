"""How a person wears the sensors, found by the board: the same search as :mod:`kd_edge.wearer.estimate`.

Rolls lie on a grid, so that sines and cosines are tables, and the information between window and class is a sum of
whole numbers.  What is left in float32 are sums in a fixed order (``firmware/learn/kd_ways.c`` has the same bits).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.signal.wearing import wearing
from kd_edge.wearer.candidates import GAIN_LIMITS, OFFSETS_DEG, orientations
from kd_edge.wearer.estimate import OFFSET_SPREAD_DEG

GRID: Final = 72
"""Rolls in a full turn."""

STEP_DEG: Final = 360 / GRID
LOG_BITS: Final = 16
"""Fraction of a binary logarithm."""

LOG_PLACES: Final = 64
"""Stored logarithms between two powers of two; between two of them lies a straight line."""

SCORE_BITS: Final = 8
"""Fraction of a probability, as int8 scores have it."""

Infer: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.int8]]
"""Normalised windows ``(n, window_size, features)`` to int8 scores ``(n, classes)``."""


@dataclass(frozen=True)
class Found:
    """A profile and what speaks for it.

    Attributes:
        profile: with gains.
        orientation: its place among those that differ for these sensors.
        step: its roll on the grid.
        best: score of the way, with ``LOG_BITS + SCORE_BITS`` and four times the windows.
        second: that of the best way in another orientation; equal to ``best`` where there is no other.
        windows: that it was found from.
    """

    profile: WearerProfile
    orientation: int
    step: int
    best: int
    second: int
    windows: int

    @property
    def margin(self) -> float:
        """Lead over other orientations in nats."""
        return (self.best - self.second) * math.log(2) / (4 << (LOG_BITS + SCORE_BITS)) / self.windows


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways in which the sensors of ``spec``, which has a normalisation, may be worn."""

    spec: SignalSpec

    @cached_property
    def orientations(self) -> tuple[WearerProfile, ...]:
        """Those that differ for these sensors."""
        return tuple(orientations(self.spec))

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Steps of the grid between gravity's roll and those that are tried."""
        turns = any(stream.ring or stream.bodies for stream in self.spec.streams)
        return tuple(round(offset / STEP_DEG) for offset in OFFSETS_DEG) if turns else (0,)

    @cached_property
    def envelopes(self) -> NDArray[np.bool_]:
        """Which features have gains, ``(features,)``."""
        counted = [np.full(len(each.channels), each.envelope is not None) for each in self.spec.streams]
        return np.concatenate(counted)

    @cached_property
    def bodies(self) -> tuple[tuple[int, int], ...]:
        """The features that are y and z of each body's acceleration."""
        found, first = [], 0
        for stream in self.spec.streams:
            found += [(first + body[0][1], first + body[0][2]) for body in stream.bodies]
            first += len(stream.channels)
        return tuple(found)

    @cached_property
    def population(self) -> NDArray[np.float32]:
        """The training population's mean frame."""
        assert self.spec.normalisation is not None
        return np.array(self.spec.normalisation.mean, np.float32)

    def profile(self, orientation: int, step: int, gain: tuple[float, ...] | None = None) -> WearerProfile:
        """The way of this orientation and roll."""
        return replace(self.orientations[orientation], roll_deg=roll_of(step), gain=gain)

    def gravity_step(self, mean: NDArray[np.float32], orientation: int) -> int:
        """The roll on the grid in which gravity lies most like the population's.

        Args:
            mean: of the frames as recorded, ``(features,)``.
            orientation: which one.
        """
        turned = wearing(self.spec, self.profile(orientation, 0)).apply(mean)
        along, across = np.float32(0), np.float32(0)
        for y, z in self.bodies:
            ry, rz = self.population[y], self.population[z]
            along = (along + ry * turned[y]) + rz * turned[z]
            across = (across + ry * turned[z]) - rz * turned[y]
        cosines, sines = grid_table()
        return int(np.argmax(along * cosines + across * sines))

    def with_gains(self, mean: NDArray[np.float32], orientation: int, step: int) -> WearerProfile:
        """The way with gains that bring the person's mean envelopes to the population's."""
        profile = self.profile(orientation, step)
        if not self.envelopes.any():
            return profile
        turned = wearing(self.spec, profile).apply(mean)
        seen = self.envelopes & (turned > 0) & (self.population > 0)
        limits = np.array(GAIN_LIMITS, np.float32)
        factors = (self.population / np.where(seen, turned, np.float32(1))).clip(*limits)
        return replace(profile, gain=tuple(np.where(seen, factors, np.float32(1)).tolist()))

    def candidates(self, mean: NDArray[np.float32]) -> list[tuple[int, int, WearerProfile]]:
        """Orientation, step and profile of every way that is tried: all offsets of one orientation, then the next."""
        found = []
        for orientation in range(len(self.orientations)):
            gravity = self.gravity_step(mean, orientation)
            for offset in self.offsets:
                step = (gravity + offset) % GRID
                found.append((orientation, step, self.with_gains(mean, orientation, step)))
        return found

    def find(self, windows: NDArray[np.float32], infer: Infer) -> Found:
        """The way of the person whose movement is in ``windows``.

        Args:
            windows: float32 ``(n, window_size, features)`` as recorded.
            infer: the trained network.
        """
        assert self.spec.normalisation is not None
        inverse_std = np.array(self.spec.normalisation.inverse_std, np.float32)
        ways = self.candidates(mean_frame(windows))
        information = []
        for _, _, profile in ways:
            worn = wearing(self.spec, profile).apply(windows)
            information.append(information_of(infer((worn - self.population) * inverse_std)))
        scores = self._smoothed(np.array(information, np.int64))
        best = int(scores.argmax())
        orientation, step, profile = ways[best]
        lead = int(scores.flat[best])
        others = np.delete(scores.max(axis=1), orientation)
        return Found(profile, orientation, step, lead, int(others.max()) if len(others) else lead, len(windows))

    def _smoothed(self, information: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sums over neighbouring rolls (weights 1, 2, 1), less what speaks against gravity being so far off."""
        rows = np.pad(information.reshape(len(self.orientations), -1), ((0, 0), (1, 1)), mode="edge")
        against = np.array([against_offset(offset) for offset in self.offsets], np.int64)
        return rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:] - against


def mean_frame(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over all frames of ``windows``, summed one after another in float32, ``(features,)``."""
    frames = windows.reshape(-1, windows.shape[-1])
    return np.asarray(np.add.accumulate(frames, axis=0)[-1] / np.float32(len(frames)), np.float32)


def roll_of(step: int) -> float:
    """Degrees of a step of the grid, from -180."""
    return ((step + GRID // 2) % GRID - GRID // 2) * STEP_DEG


def grid_table() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cosines and sines of the rolls on the grid, as :mod:`kd_edge.signal.wearing` has them."""
    angles = np.deg2rad([roll_of(step) for step in range(GRID)])
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def log_table() -> list[int]:
    """Binary logarithms of 1 to 2 in ``LOG_PLACES`` steps, with ``LOG_BITS``."""
    return [round(math.log2(1 + place / LOG_PLACES) * 2**LOG_BITS) for place in range(LOG_PLACES + 1)]


def log2(value: int) -> int:
    """The binary logarithm of a whole number from 1 to 2^32 - 1, with ``LOG_BITS``."""
    whole = value.bit_length() - 1
    mantissa = value << (31 - whole)
    place, part = (mantissa >> 25) & (LOG_PLACES - 1), (mantissa >> 9) & 0xFFFF
    table = log_table()
    return (whole << LOG_BITS) + table[place] + ((table[place + 1] - table[place]) * part >> 16)


def information_of(scores: NDArray[np.int8]) -> int:
    """Mutual information between window and class, times the windows, with ``LOG_BITS + SCORE_BITS``, in bits.

    Args:
        scores: ``(n, classes)``, int8 with scale 1/256 and zero point -128.
    """
    shares = scores.astype(np.int64) + 128
    single = np.array([0, *((SCORE_BITS << LOG_BITS) - log2(share) for share in range(1, 256))], np.int64)
    whole = log2(len(scores) << SCORE_BITS)
    between = sum(int(share) * (whole - log2(int(share))) for share in shares.sum(axis=0) if share)
    return between - int((shares * single[shares]).sum())


def against_offset(steps: int) -> int:
    """What a roll so many steps of the grid off gravity's loses, in the units of four times the information."""
    nats = (steps * STEP_DEG / OFFSET_SPREAD_DEG) ** 2 / 2
    return round(4 * nats / math.log(2) * 2.0 ** (LOG_BITS + SCORE_BITS))
