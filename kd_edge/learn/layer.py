"""The last dense layer and its softmax in integers: scores, and weights that are fitted to a few takes.

Nothing here rounds in a way that depends on the order of a sum, so C has the same bits (``firmware/learn/kd_fit.c``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale, quantise_multiplier
from kd_edge.codegen.model import read_model
from kd_edge.codegen.ops.softmax import exponentials
from kd_edge.errors import EngineError
from kd_edge.learn.head import HeadFile

Integers = NDArray[np.int64]

STEPS: Final = 60
RATE: Final = 0.2
PULL: Final = 0.03
"""How strongly weights are held at the trained ones, as half its square in the loss; all three were chosen on psl18."""

SPREAD_BITS: Final = 4
"""Fraction of a feature in units of its spread."""

SPREAD_SHARE: Final = 20
"""A feature counts as spread by at least one in so many parts of the largest spread."""

FINE_BITS: Final = 8
"""Fraction of a logit in units of its int8 step."""

MOVE_BITS: Final = 20
"""Fraction of a moved weight, in int8 steps of the logit for each spread of the feature."""

MOST_MOVED: Final = 1 << 30
"""A weight moves no further, so that it fits 32 bits."""

ERROR_BITS: Final = 15
"""Fraction of a probability, and so of an error."""

RATE_BITS: Final = 12
PULL_BITS: Final = 16
BACK_BITS: Final = 8
DIVIDED_BITS: Final = 8
"""More fraction of the rate once it is divided by the number of takes."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Weights int8 ``(classes, features)`` and biases int32 ``(classes,)`` of the last layer."""

    weights: NDArray[np.int8]
    biases: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class LastLayer:
    """The trained last layer of an int8 network, and all constants that scores and fitting need.

    Attributes:
        trained: the layer as it was exported.
        feature_zero_point: of the int8 features that it reads.
        logit_zero_point: of the int8 logits that it writes.
        factors: of each class, from a sum to a logit's int8 step.
        fine_factors: the same with ``FINE_BITS`` more.
        exponentials: what the softmax takes for each difference of logits, Q0.31.
        rate: how far weights move for an error, with ``RATE_BITS``.
        back: of each class, sums for an int8 step of its logit, with ``BACK_BITS``.
    """

    trained: Layer
    feature_zero_point: int
    logit_zero_point: int
    factors: tuple[Rescale, ...]
    fine_factors: tuple[Rescale, ...]
    exponentials: tuple[int, ...]
    rate: int
    back: tuple[int, ...]

    @classmethod
    def of(cls, model: bytes) -> LastLayer:
        """The last layer of an int8 flatbuffer.

        Raises:
            EngineError: the network does not end in a dense layer with int8 weights, biases and a softmax.
            CodegenError: no well-formed model.
        """
        file = HeadFile.of(model)
        weights, biases = file.weights.data, file.biases.data
        assert weights is not None
        assert biases is not None
        graph = read_model(model)
        logits = file.logits.index
        dense = next(each for each in graph.operators if logits in [tensor.index for tensor in each.outputs])
        softmax = next(each for each in graph.operators if logits in [tensor.index for tensor in each.inputs if tensor])
        plain = (
            weights.dtype == np.int8
            and not file.weights.zero_point
            and not dense.option("fused_activation_function")
            and softmax.real_option("beta") == 1.0
        )
        if not plain:
            raise EngineError(
                "A board learns the int8 weights of a plain dense layer before a softmax",
                found=f"{weights.dtype} weights, or an activation, in {dense.label}",
                remedy="use the int8 network of one of kd-edge's presets",
            )
        scales = [scale * file.features.scale for scale in _one_each(file.weights.scales, len(weights))]
        step = file.logits.scale
        return cls(
            trained=Layer(np.asarray(weights, np.int8), np.asarray(biases, np.int32).reshape(-1)),
            feature_zero_point=file.features.zero_point,
            logit_zero_point=file.logits.zero_point,
            factors=tuple(quantise_multiplier(scale / step) for scale in scales),
            fine_factors=tuple(quantise_multiplier(scale / step * 2**FINE_BITS) for scale in scales),
            exponentials=tuple(exponentials(step)),
            rate=round(RATE / step * 2 ** (RATE_BITS + MOVE_BITS - SPREAD_BITS - ERROR_BITS)),
            back=tuple(min(round(step / scale * 2**BACK_BITS), 2**31 - 1) for scale in scales),
        )

    @property
    def classes(self) -> int:
        """How many signs the network has."""
        return len(self.trained.biases)

    @property
    def features(self) -> int:
        """How many numbers the layer reads."""
        return int(self.trained.weights.shape[1])

    @cached_property
    def pull(self) -> int:
        """Part of a moved weight that a step takes back, with ``PULL_BITS``."""
        return round(RATE * PULL * 2**PULL_BITS)

    def fit(self, features: NDArray[np.int8], labels: NDArray[np.integer]) -> Layer:
        """The layer moved so that it recognises ``features``.

        Softmax regression by steepest descent, where features have the spread 1 and weights are held at the trained
        ones.  Signs that do not occur in ``labels`` keep their weights and take no part.

        Args:
            features: what the layer reads, int8 ``(n, features)``, n at least 1.
            labels: ``(n,)``.
        """
        inputs = features.astype(np.int64)
        shown = np.unique(labels)
        middle, spread = _middle_and_spread(inputs)
        base = self._fine_logits(inputs)[:, shown]
        one = np.full((len(inputs), 1), 1 << SPREAD_BITS)
        units = np.hstack([_rounded_quotient((inputs - middle) << SPREAD_BITS, spread).clip(-128, 127), one])
        moved = np.zeros((len(shown), units.shape[1]), np.int64)
        targets = (np.asarray(labels)[:, np.newaxis] == shown).astype(np.int64) << ERROR_BITS
        rate = (self.rate << DIVIDED_BITS) // len(inputs)
        for _ in range(STEPS):
            logits = base + ((units @ moved.T) >> (MOVE_BITS + SPREAD_BITS - FINE_BITS))
            slope = (targets - self._probabilities(logits)).T @ units
            moved += (slope * rate + (1 << (RATE_BITS + DIVIDED_BITS - 1))) >> (RATE_BITS + DIVIDED_BITS)
            moved[:, :-1] -= (moved[:, :-1] * self.pull + (1 << (PULL_BITS - 1))) >> PULL_BITS
            moved = moved.clip(-MOST_MOVED, MOST_MOVED)
        return self._written(shown, moved, middle, spread)

    def _written(self, shown: Integers, moved: Integers, middle: Integers, spread: Integers) -> Layer:
        weights = self.trained.weights.astype(np.int64)
        biases = self.trained.biases.astype(np.int64)
        back = np.array(self.back, np.int64)[shown, np.newaxis]
        change = _rounded_quotient(moved[:, :-1] * back, spread << (MOVE_BITS + BACK_BITS))
        new = np.clip(weights[shown] + change, -127, 127)
        step = moved[:, -1] * back[:, 0]
        offset = (step + (1 << (MOVE_BITS + BACK_BITS - 1))) >> (MOVE_BITS + BACK_BITS)
        biases[shown] += offset - (new - weights[shown]) @ (middle - self.feature_zero_point)
        weights[shown] = new
        limits = np.iinfo(np.int32)
        return Layer(weights.astype(np.int8), biases.clip(limits.min, limits.max).astype(np.int32))

    def _fine_logits(self, inputs: Integers) -> Integers:
        sums = (inputs - self.feature_zero_point) @ self.trained.weights.astype(np.int64).T + self.trained.biases
        rows = [[factor.apply(int(each)) for each, factor in zip(row, self.fine_factors, strict=True)] for row in sums]
        return np.array(rows, np.int64)

    def _probabilities(self, logits: Integers) -> Integers:
        """Of fine logits ``(n, shown)``, with ``ERROR_BITS``; between two stored exponentials lies a straight line."""
        table = np.array(self.exponentials, np.int64)
        below = logits.max(axis=1, keepdims=True) - logits
        place, part = below >> FINE_BITS, below & ((1 << FINE_BITS) - 1)
        known = np.minimum(place, len(table) - 2)
        line = table[known] - ((table[known] - table[known + 1]) * part >> FINE_BITS)
        values = np.where(place > len(table) - 2, 0, line)
        return np.asarray((values << ERROR_BITS) // values.sum(axis=1, keepdims=True), np.int64)


def _middle_and_spread(inputs: Integers) -> tuple[Integers, Integers]:
    """The rounded mean of each feature, and its standard deviation, at least 1, in whole int8 steps."""
    count = len(inputs)
    middle = _rounded_quotient(inputs.sum(axis=0), np.array(count))
    spread = _root(((inputs - middle) ** 2).sum(axis=0) // count)
    return middle, spread + 1 + spread.max() // SPREAD_SHARE


def _root(values: Integers) -> Integers:
    """The largest whole numbers whose squares are not above ``values``."""
    found = np.sqrt(values.astype(np.float64)).astype(np.int64)
    found -= found * found > values
    return np.asarray(found + ((found + 1) ** 2 <= values), np.int64)


def _rounded_quotient(dividend: Integers, divisor: Integers) -> Integers:
    """Rounded to nearest, ties up."""
    return np.asarray((2 * dividend + divisor) // (2 * divisor), np.int64)


def _one_each(scales: tuple[float, ...], count: int) -> tuple[float, ...]:
    return scales if len(scales) > 1 else scales * count
