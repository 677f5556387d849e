"""Movement that is no sign, made from signs: what a network must be unsure of, besides what lies between two signs.

People move while they do not sign, and nobody can record everything that they might do.  A network that has only seen
signs is sure of one in nearly any movement: on psl18 it reported several hundred an hour in shoulder exercises.
These kinds of windows, none of which needs another recording, teach it doubt (outlier exposure:
D. Hendrycks, M. Mazeika, T. Dietterich, ICLR 2019); that a recorded kind of movement is missing among them is on
purpose, so that recorded movement can be the test.

- **Fragments**: short pieces of several signs in one window.  Each piece is real, no sign is complete.
- **Surrogates**: a sign with random phases, so with its spectrum and the correlation of its channels, but another
  course (J. Theiler et al., "Testing for nonlinearity in time series", Physica D 58, 1992).
- **Strangers**: the muscles of one sign with the movement of another, if there are streams of both kinds.
- **Tumbling**: a random smooth rotation, with gravity as an accelerometer would see it
  (:mod:`kd_edge.distill.tumbling`), if the layout names rigid bodies.
- **Stillness**: one frame held, with a little noise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.distill.background import Frames
from kd_edge.distill.tumbling import can_tumble, tumbling

SHARES: Final = {"fragments": 3, "surrogates": 1, "strangers": 1, "tumbling": 1, "stillness": 1}
"""How many windows of each kind, as parts of their sum.  Fragments resemble signs most, so there are most of them."""

SHORTEST: Final = 0.08
LONGEST: Final = 0.4
"""Length of a fragment, as a fraction of the window."""

JOIN_FRAMES: Final = 10
"""Frames, at most, over which the jump between two fragments is spread."""

BACKWARDS: Final = 0.3
"""Share of the fragments that run backwards."""

NOISE: Final = (0.01, 0.2)
"""Standard deviation of the noise of stillness, in standard deviations of the feature; logarithmically even."""

_Make = Callable[[Frames, int, SignalSpec, np.random.Generator], Frames]


def outlier_windows(frames: Frames, count: int, signal: SignalSpec, rng: np.random.Generator) -> Frames:
    """Windows of movement that is no sign, all kinds in their shares.

    Args:
        frames: normalised windows of signs, float32 ``(windows, window_size, features)``.
        count: windows to make.
        signal: the layout of the features, with normalisation.
        rng: the only source of randomness.

    Returns:
        float32 ``(count, window_size, features)``.
    """
    kinds = _kinds(signal)
    bounds = np.round(np.cumsum([0, *(SHARES[kind] for kind in kinds)]) / sum(SHARES[kind] for kind in kinds) * count)
    return np.concatenate(
        [make(frames, int(size), signal, rng) for make, size in zip(kinds.values(), np.diff(bounds), strict=True)]
    )


def fragments(frames: Frames, count: int, rng: np.random.Generator) -> Frames:
    """Windows of pieces of signs; the jump to the next piece is spread over its first frames."""
    total, size, _ = frames.shape
    window, time = np.arange(count)[:, None], np.arange(size)
    least, most = max(2, round(SHORTEST * size)), max(2, round(LONGEST * size))
    lengths = rng.integers(least, most + 1, (count, -(-size // least)))
    ends = np.cumsum(lengths, axis=1)
    piece = (time[None, :, None] >= ends[:, None, :]).sum(axis=2)
    begins = np.where(piece > 0, ends[window, np.maximum(piece - 1, 0)], 0)
    source = rng.integers(total, size=lengths.shape)[window, piece]
    first = np.floor(rng.random(lengths.shape) * (size - np.minimum(lengths, size) + 1)).astype(np.int64)
    last = first + np.minimum(lengths, size) - 1
    backwards = rng.random(lengths.shape) < BACKWARDS
    passed = time - begins
    place = np.where(backwards[window, piece], last[window, piece] - passed, first[window, piece] + passed)
    made = frames[source, place]
    jump = np.where((begins > 0)[..., None], made[window, np.maximum(begins - 1, 0)] - made[window, begins], 0)
    fading = np.maximum(1 - passed / np.minimum(lengths[window, piece], JOIN_FRAMES), 0).astype(np.float32)[..., None]
    return np.asarray(made + fading * jump, np.float32)


def surrogates(frames: Frames, count: int, rng: np.random.Generator) -> Frames:
    """Signs whose spectrum got random phases, the same ones in all features."""
    size = frames.shape[1]
    signs = frames[rng.integers(len(frames), size=count)]
    spectrum = np.fft.rfft(signs, axis=1)
    turns = np.exp(2j * np.pi * rng.random((count, spectrum.shape[1], 1)))
    turns[:, 0] = 1  # the mean stays
    if size % 2 == 0:
        turns[:, -1] = 1  # the highest frequency of an even length has no phase
    made: Frames = np.fft.irfft(spectrum * turns, n=size, axis=1).astype(np.float32)
    return made


def strangers(frames: Frames, count: int, muscles: NDArray[np.bool_], rng: np.random.Generator) -> Frames:
    """The features in ``muscles`` from one sign, at another time, and all others from another sign."""
    size = frames.shape[1]
    moved, tensed = rng.integers(len(frames), size=(2, count))
    places = (np.arange(size) + rng.integers(size, size=(count, 1))) % size
    mixed: Frames = np.where(muscles, frames[tensed[:, None], places], frames[moved])
    return mixed


def stillness(frames: Frames, count: int, rng: np.random.Generator) -> Frames:
    """Single frames of signs, held for a whole window, with noise."""
    total, size, features = frames.shape
    held = frames[rng.integers(total, size=count), rng.integers(size, size=count)]
    low, high = np.log(NOISE)
    noise = np.exp(rng.uniform(low, high, (count, 1, 1))) * rng.normal(size=(count, size, features))
    return np.asarray(held[:, None] + noise, np.float32)


def _kinds(signal: SignalSpec) -> dict[str, _Make]:
    """The kinds that the layout allows."""
    muscles = np.array([stream.envelope is not None for stream in signal.streams for _ in stream.channels])
    kinds: dict[str, _Make] = {
        "fragments": lambda frames, count, _, rng: fragments(frames, count, rng),
        "surrogates": lambda frames, count, _, rng: surrogates(frames, count, rng),
        "stillness": lambda frames, count, _, rng: stillness(frames, count, rng),
    }
    if muscles.any() and not muscles.all():
        kinds["strangers"] = lambda frames, count, _, rng: strangers(frames, count, muscles, rng)
    if can_tumble(signal):
        kinds["tumbling"] = lambda frames, count, spec, rng: tumbling(fragments(frames, count, rng), spec, rng)
    return kinds
