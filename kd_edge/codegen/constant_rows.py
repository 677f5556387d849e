"""Filters whose output is the same byte for every input: they are reduced to a bias.

Converters write such filters for channels that training has switched off: weights of 0 with a bias near 2**30, or
a scale so small that everything rounds to the zero point.  Unchanged, they violate the limits of the fast kernels, and
a single one would force its whole layer onto the slow path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN

_QUARTER: Final = Rescale(2**30, -1)


@dataclass(frozen=True, eq=False)
class Filters:
    """The filters of one layer, a row each.

    Attributes:
        weights: int8, shape ``(rows, columns)``.
        biases: shape ``(rows,)``, without the input's zero point.
        factors: from a row's sum to its output.
    """

    weights: NDArray[np.int8]
    biases: NDArray[np.int64]
    factors: tuple[Rescale, ...]

    def only(self, rows: NDArray[np.intp]) -> Filters:
        """Some of the rows."""
        return Filters(self.weights[rows], self.biases[rows], tuple(self.factors[row] for row in rows.tolist()))

    def starts(self, zero_point: int) -> NDArray[np.int64]:
        """The start values of the sums over raw inputs, whose zero point is not subtracted."""
        return np.asarray(self.biases - zero_point * self.weights.astype(np.int64).sum(axis=1), np.int64)


@dataclass(frozen=True)
class OutputRange:
    """Where a layer's outputs lie: their zero point, the lowest and the highest that a fused activation lets pass."""

    zero_point: int
    lowest: int
    highest: int

    @property
    def clamps(self) -> bool:
        """Whether it is narrower than int8."""
        return (self.lowest, self.highest) != (INT8_MIN, INT8_MAX)

    def of(self, total: int, factor: Rescale) -> int:
        """The output that belongs to the sum ``total``."""
        return min(max(factor.apply(total) + self.zero_point, self.lowest), self.highest)


def constant_rows(filters: Filters, in_zero_point: int, outputs: OutputRange) -> dict[int, int]:
    """The rows whose output is the same for every input, and that output.

    Rescaling never falls where the sum rises, so a row whose least and greatest possible sums give the same byte
    gives it for every sum between them.  That holds while no sum, nor its left shift, leaves 32 bits.
    """
    weights = filters.weights.astype(np.int64)
    starts = filters.starts(in_zero_point)
    positive, negative = np.maximum(weights, 0).sum(axis=1), np.minimum(weights, 0).sum(axis=1)
    least = (starts + INT8_MIN * positive + INT8_MAX * negative).tolist()
    greatest = (starts + INT8_MAX * positive + INT8_MIN * negative).tolist()
    constants = {}
    for row, factor in enumerate(filters.factors):
        ends = least[row], greatest[row]
        if all(-(2**31) <= end << factor.left < 2**31 for end in ends):
            low, high = (outputs.of(end, factor) for end in ends)
            if low == high:
                constants[row] = low
    return constants


def computed_rows(filters: Filters) -> NDArray[np.intp]:
    """The rows to multiply, if leaving out those without weights saves at least an eighth of the groups of four.

    Otherwise all: what is left out costs a table of places, and a copy for each output.
    """
    rows = np.flatnonzero(filters.weights.any(axis=1))
    groups, needed = (-(-count // 4) for count in (len(filters.weights), len(rows)))
    return rows if needed and 8 * (groups - needed) >= groups else np.arange(len(filters.weights))


def settle_constant_rows(filters: Filters, in_zero_point: int, outputs: OutputRange) -> Filters:
    """The same outputs, each constant row reduced to a small bias and a factor that every kernel takes."""
    constants = constant_rows(filters, in_zero_point, outputs)
    if not constants:
        return filters
    weights, biases, factors = filters.weights.copy(), filters.biases.copy(), list(filters.factors)
    for row, output in constants.items():
        weights[row] = 0
        biases[row] = 4 * (output - outputs.zero_point)
        factors[row] = _QUARTER
    return Filters(weights, biases, tuple(factors))
