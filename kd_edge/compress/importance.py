"""How much a trained network needs each sensor or channel: what may stay in the drawer.

Both rankings look at training windows only, and at the network as it is; the passes train it again afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec

REPEATS: Final = 3
"""Permutations over which the importance of a group is averaged."""

_GATE_STEPS: Final = 300
_GATE_RATE: Final = 0.05
_GATE_BATCH: Final = 128
_CLOSING: Final = 1.5
"""The pull to zero at the last step, which is stronger than any gradient of a bounded network's loss."""


def sensors(signal: SignalSpec) -> dict[str, list[int]]:
    """The features of each sensor, by its name, in frame order.

    Channels whose names end in the same number, ``emg_3`` and ``acc_x_3``, are one sensor; those without a number
    belong to one that is called as their stream.  Where a wearer's profile turns a ring, all sensors with an electrode
    in it are one, called as the ring's stream.
    """
    groups: dict[str, list[int]] = {}
    for index, feature in enumerate(signal.features):
        numbered = re.search(r"(\d+)$", feature)
        groups.setdefault(numbered[1] if numbered else feature.partition(".")[0], []).append(index)
    for stream in signal.streams:
        if stream.ring and signal.wearer is not None:
            ring = {signal.features.index(f"{stream.name}.{channel}") for channel in stream.channels}
            together = {name: group for name, group in groups.items() if ring & set(group)}
            groups = {name: group for name, group in groups.items() if name not in together}
            groups[stream.name] = sorted(index for group in together.values() for index in group)
    return groups


def channels(signal: SignalSpec) -> dict[str, list[int]]:
    """Every feature as a group of its own, by its name."""
    return {feature: [index] for index, feature in enumerate(signal.features)}


def permutation_importance(
    model: keras.Model,
    frames: NDArray[np.float32],
    labels: NDArray[np.int64],
    groups: Mapping[str, Sequence[int]],
    *,
    seed: int = 0,
) -> dict[str, float]:
    """How much the mean cross-entropy rises when a group's features come from other windows.

    Breiman, "Random forests", Machine Learning 45, 2001; for any model: Fisher et al., JMLR 20 (177), 2019.
    Whole windows of a group are exchanged, so that the group itself stays plausible.

    Args:
        model: normalised frames to logits.
        frames: normalised training windows ``(n, window_size, features)``.
        labels: int64 ``(n,)``.
        groups: name -> columns of ``frames``.
        seed: draws the permutations.

    Returns:
        name -> rise in nats; about 0, or below, for a group that the network does not use.
    """
    rng = np.random.default_rng(seed)
    before = _cross_entropy(model, frames, labels)
    rises = {}
    for name, columns in groups.items():
        losses = []
        for _ in range(REPEATS):
            mixed = frames.copy()
            mixed[:, :, list(columns)] = frames[rng.permutation(len(frames))][:, :, list(columns)]
            losses.append(_cross_entropy(model, mixed, labels))
        rises[name] = float(np.mean(losses)) - before
    return rises


def gate_importance(
    model: keras.Model,
    frames: NDArray[np.float32],
    labels: NDArray[np.int64],
    groups: Mapping[str, Sequence[int]],
    *,
    seed: int = 0,
) -> dict[str, float]:
    """How long a gate before each group stays open while all are pulled shut.

    Each group is multiplied by a gate between 0 and 1, trained on the labels by proximal gradient steps on
    cross-entropy plus the group lasso's penalty (Yuan and Lin, J. R. Stat. Soc. B 68, 2006), which rises until every
    gate is closed.  The network's weights stay.

    Args and units of ``frames``, ``labels`` and ``groups`` as for :func:`permutation_importance`.

    Returns:
        name -> share of the steps in which its gate was open, from 0 to 1.
    """
    rng = np.random.default_rng(seed)
    spread = np.zeros((len(groups), frames.shape[-1]), np.float32)
    for row, columns in enumerate(groups.values()):
        spread[row, list(columns)] = 1
    gates = tf.Variable(tf.ones(len(groups)))
    others = tf.constant(1 - spread.max(axis=0))
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function  # type: ignore[untyped-decorator]
    def gradient(batch: tf.Tensor, truth: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            gated = batch * (tf.linalg.matvec(spread, gates, transpose_a=True) + others)
            loss = criterion(truth, model(gated, training=False))
        return tape.gradient(loss, gates)

    opened = np.zeros(len(groups))
    for step in range(_GATE_STEPS):
        chosen = rng.integers(len(frames), size=min(_GATE_BATCH, len(frames)))
        pull = _CLOSING * (step + 1) / _GATE_STEPS
        moved = gates - _GATE_RATE * (gradient(tf.constant(frames[chosen]), tf.constant(labels[chosen])) + pull)
        gates.assign(tf.clip_by_value(moved, 0.0, 1.0))
        opened += gates.numpy() > 0
    return dict(zip(groups, (opened / _GATE_STEPS).tolist(), strict=True))


def _cross_entropy(model: keras.Model, frames: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    logits = np.asarray(model.predict_on_batch(frames), np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]))
