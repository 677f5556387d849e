"""A random graph in the making: where its tensors, scales and weights come from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from tests.codegen.writer import Activations, Constant, ModelWriter

Layer = Callable[["Draft", Activations], "Activations | None"]
"""Writes an operator behind a tensor; None if it does not fit there."""

MOST_ELEMENTS: Final = 1500


class Draft:
    """A graph in the making.

    Attributes:
        rng: every choice comes from it.
        tensors: what the graph has computed so far, the input first.
        padded: how often padding is SAME, from 0 to 1.
    """

    def __init__(self, rng: np.random.Generator, entry: Activations, padded: float) -> None:
        self.rng, self.padded = rng, padded
        self.writer = ModelWriter(entry)
        self.tensors = [entry]

    def integer(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def activation(self) -> int:
        """A fused activation: mostly none, else RELU, RELU_N1_TO_1 or RELU6."""
        return int(self.rng.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 3]))

    def new(self, shape: tuple[int, ...], scale: float) -> Activations:
        """A tensor of about this scale and of any zero point, mostly of one that leaves room on both sides."""
        zero_point = self.integer(-128, 127) if self.chance(0.2) else self.integer(-40, 40)
        return Activations(shape, float(np.float32(scale * self.rng.uniform(0.6, 1.6))), zero_point)

    def like(self, tensor: Activations, shape: tuple[int, ...]) -> Activations:
        """A tensor with the quantisation of ``tensor``."""
        return Activations(shape, tensor.scale, tensor.zero_point)

    def weight_zero_point(self, limit: int = 128) -> int:
        """Mostly 0, as converters write it; some operators heed another one, some do not."""
        return self.integer(1 - limit, limit - 1) if self.chance(0.2) else 0

    def weights(self, shape: tuple[int, ...], channel_axis: int, zero_point: int) -> Constant:
        """Random weights, with one scale or one for each channel."""
        data = self.rng.integers(-127, 128, shape).astype(np.int8)
        if self.chance(0.05):
            data[...] = self.rng.choice([-128, 127, 0])
        channels = shape[channel_axis]
        one = self.chance(0.4)
        scales = self.rng.uniform(0.002, 0.02, 1 if one else channels).astype(np.float32)
        return Constant(data, tuple(map(float, scales)), zero_point, channel_axis)

    def bias(self, source: Activations, weights: Constant, channels: int, taps: int) -> Constant | None:
        """Random biases of the size of the sums, or none."""
        if self.chance(0.2):
            return None
        size = int(4000 * math.sqrt(taps))
        data = self.rng.integers(-size, size, channels).astype(np.int32)
        assert isinstance(weights.scale, tuple)
        return Constant(data, tuple(source.scale * scale for scale in weights.scale))

    def numbers(self, *values: int) -> Constant:
        """A constant of int32."""
        return Constant(np.array(values, np.int32))


def sum_scale(source: Activations, weights: Constant, taps: int) -> float:
    """A scale at which sums of ``taps`` products fill int8."""
    assert isinstance(weights.scale, tuple)
    return float(source.scale * np.mean(weights.scale) * 75 * math.sqrt(taps))
