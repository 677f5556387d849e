"""Augmentation for things that are worn: the same sign, another day, another arm.

Each time the sensors are put on, they sit at other places and angles and have other contact; and nobody repeats a
sign at the same speed.  Everything that happens to the sensors is linear in the
features of one window, so gain, electrode shift, rotation and channel dropout
compose into one ``(features, features)`` matrix per window and cost one batched
matrix product.  Everything that happens to the movement is one resampling of
time.

Frames are augmented before normalisation, where a rotation is a rotation.
Electrode shifts and dropped channels follow Um et al., "Data augmentation of
wearable sensor data" (ICMI 2017), and Tsinganos et al., "Data augmentation of
surface electromyography for hand gesture recognition" (Sensors 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta, Struct
from msgspec.structs import fields
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.errors import TrainingError

Frames = NDArray[np.float32]  # (windows, window_size, features)
NonNegative = Annotated[float, Meta(ge=0)]
LIMB_AXIS = 0
"""Axis of a rigid body's triples that lies along the limb: a shifted ring turns bodies about it."""


class Augmentation(Struct, frozen=True, forbid_unknown_fields=True):
    """Strength of each change; zero switches it off.

    Attributes:
        gain: standard deviation of the log gain that a whole stream shares.
        channel_gain: standard deviation of the log gain of each channel.
        ring_shift: largest electrode shift around the limb, in electrodes.
        rotation_deg: standard deviation of a body's rotation about a random axis.
        channel_dropout: probability that a channel shows only its mean.
        time_shift: largest shift, as a fraction of the window.
        time_scale: standard deviation of the log of the overall speed.
        time_warp: largest local displacement, as a fraction of the window.
        mixup: windows of signs are mixed in pairs, with shares from Beta(mixup, mixup); :func:`mix_pairs` does it
            after everything else.
    """

    gain: NonNegative = 0.15
    channel_gain: NonNegative = 0.15
    ring_shift: NonNegative = 0.7
    rotation_deg: NonNegative = 8.0
    channel_dropout: Annotated[float, Meta(ge=0, lt=1)] = 0.05
    time_shift: NonNegative = 0.06
    time_scale: NonNegative = 0.08
    time_warp: NonNegative = 0.03
    mixup: NonNegative = 0.0


def parse_strengths(texts: Sequence[str]) -> dict[str, float]:
    """Fields of :class:`Augmentation` from ``NAME=NUMBER`` each.

    Raises:
        TrainingError: no such name, or no number that it may have.
    """
    found: dict[str, float] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        try:
            if not equals:
                raise ValueError("no =")
            found[name] = float(number)
            msgspec.convert({name: found[name]}, Augmentation)
        except (ValueError, msgspec.ValidationError) as error:
            raise TrainingError(
                "The strength of an augmentation is NAME=NUMBER",
                found=f"{text!r}: {error}",
                remedy=f"use {', '.join(field.name for field in fields(Augmentation))}, with a number from 0",
            ) from error
    return found


def augment(
    frames: Frames,
    signal: SignalSpec,
    settings: Augmentation,
    rng: np.random.Generator,
    neutral: NDArray[np.float32],
) -> Frames:
    """A changed copy of every window.

    Args:
        frames: unnormalised frames, float32 ``(windows, window_size, features)``.
        signal: says which features are a ring of electrodes and which a rigid body.
        settings: how far each change goes.
        rng: the only source of randomness.
        neutral: what a dropped channel shows, float32 ``(features,)``: its training mean.

    Returns:
        float32 of the same shape.
    """
    mixing = _sensor_matrices(len(frames), signal, settings, rng)
    dropped = rng.random((len(frames), 1, signal.feature_count)) < settings.channel_dropout
    moved = resample(frames, _times(frames.shape, settings, rng)) @ mixing
    return np.where(dropped, neutral, moved).astype(np.float32, copy=False)


class Mixture(NamedTuple):
    """Windows that are each a weighted mean of two.

    Attributes:
        frames: float32 ``(windows, window_size, features)``.
        partners: index of the window with the smaller share, int64 ``(windows,)``.
        shares: of the window itself, float32 ``(windows,)``, 0.5 to 1.
    """

    frames: Frames
    partners: NDArray[np.int64]
    shares: NDArray[np.float32]


def mix_pairs(frames: Frames, alpha: float, rng: np.random.Generator) -> Mixture:
    """Every window with a share of another one.

    H. Zhang et al., "mixup: beyond empirical risk minimization" (ICLR 2018).

    Args:
        frames: float32 ``(windows, window_size, features)``.
        alpha: of the Beta distribution of the shares, above 0; at 1 every share is equally likely.
        rng: the only source of randomness.
    """
    drawn = rng.beta(alpha, alpha, len(frames))
    shares = np.maximum(drawn, 1 - drawn).astype(np.float32)
    partners = rng.permutation(len(frames))
    share = shares[:, None, None]
    return Mixture(share * frames + (1 - share) * frames[partners], partners, shares)


def resample(frames: Frames, times: NDArray[np.float32]) -> Frames:
    """Linear interpolation of every window at ``times`` (windows, window_size), in frames.

    Times outside the window hold its first or last frame.
    """
    last = frames.shape[1] - 1
    times = np.clip(times, 0, last)
    before = np.minimum(times.astype(np.int32), max(last - 1, 0))
    after = np.minimum(before + 1, last)
    weight = (times - before)[..., None].astype(np.float32)
    rows = np.arange(len(frames))[:, None]
    early = frames[rows, before]
    return np.asarray(early + weight * (frames[rows, after] - early))


def ring_shift_matrices(electrodes: int, shift: NDArray[np.float64]) -> NDArray[np.float64]:
    """Matrices ``(windows, electrodes, electrodes)`` that move a ring's pattern by ``shift`` electrodes.

    A whole shift permutes; a fraction interpolates between neighbours.
    """
    whole = np.floor(shift).astype(np.int64)
    fraction = (shift - whole)[:, None]
    window = np.arange(len(shift))[:, None]
    source = np.arange(electrodes)
    matrices = np.zeros((len(shift), electrodes, electrodes))
    matrices[window, source, (source + whole[:, None]) % electrodes] += 1 - fraction
    matrices[window, source, (source + whole[:, None] + 1) % electrodes] += fraction
    return matrices


def rotation_matrices(axes: NDArray[np.float64], angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotations ``(windows, 3, 3)`` about ``axes`` (windows, 3) by ``angles`` in radians (Rodrigues' formula)."""
    unit = axes / np.linalg.norm(axes, axis=1, keepdims=True)
    cross = np.zeros((len(unit), 3, 3))
    cross[:, [2, 0, 1], [1, 2, 0]] = unit
    cross[:, [1, 2, 0], [2, 0, 1]] = -unit
    sine, cosine = np.sin(angles)[:, None, None], np.cos(angles)[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross))


def _sensor_matrices(
    windows: int, signal: SignalSpec, settings: Augmentation, rng: np.random.Generator
) -> NDArray[np.float32]:
    """One ``(features, features)`` matrix per window; a frame is a row and multiplies from the left."""
    matrices = np.zeros((windows, signal.feature_count, signal.feature_count))
    turns = rng.uniform(-settings.ring_shift, settings.ring_shift, windows)  # in electrodes
    roll = np.zeros(windows)
    for stream in signal.streams:
        if stream.ring:
            roll = turns * (2 * np.pi / len(stream.channels))
    first = 0
    for stream in signal.streams:
        count = len(stream.channels)
        block = np.broadcast_to(np.eye(count), (windows, count, count)).copy()
        if stream.ring:
            block = ring_shift_matrices(count, turns)
        for body in stream.bodies:
            turned = _body_rotations(roll, settings, rng)
            for triple in body:
                block[np.ix_(range(windows), triple, triple)] = turned.transpose(0, 2, 1)
        if not stream.bodies:
            block *= _gains(windows, count, settings, rng)
        matrices[:, first : first + count, first : first + count] = block
        first += count
    return matrices.astype(np.float32)


def _body_rotations(roll: NDArray[np.float64], settings: Augmentation, rng: np.random.Generator) -> NDArray[np.float64]:
    limb = np.tile(np.eye(3)[LIMB_AXIS], (len(roll), 1))
    slip = rng.normal(0, np.deg2rad(settings.rotation_deg), len(roll))
    return rotation_matrices(rng.normal(size=(len(roll), 3)), slip) @ rotation_matrices(limb, roll)


def _gains(windows: int, channels: int, settings: Augmentation, rng: np.random.Generator) -> NDArray[np.float64]:
    """Gains ``(windows, 1, channels)``: one factor for the stream times one for each channel."""
    shared = rng.normal(0, settings.gain, (windows, 1, 1))
    return np.asarray(np.exp(shared + rng.normal(0, settings.channel_gain, (windows, 1, channels))))


def _times(shape: tuple[int, ...], settings: Augmentation, rng: np.random.Generator) -> NDArray[np.float32]:
    """Position of each output frame, in input frames: shifted, scaled about the centre, and bent by a sine."""
    windows, size, _ = shape
    phase = np.linspace(-0.5, 0.5, size)
    scale = np.exp(rng.normal(0, settings.time_scale, (windows, 1)))
    shift = rng.uniform(-settings.time_shift, settings.time_shift, (windows, 1))
    bend = rng.uniform(-settings.time_warp, settings.time_warp, (windows, 1))
    offset = rng.uniform(0, 2 * np.pi, (windows, 1))
    looked_at = phase * scale + shift + bend * np.sin(2 * np.pi * phase + offset)
    return ((looked_at + 0.5) * (size - 1)).astype(np.float32)
