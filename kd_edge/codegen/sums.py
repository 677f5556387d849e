"""How the sums of a matrix product are formed, so that the fast kernels give every bit of them.

``kd_sums_add`` for the DSP instructions keeps sums below 2**23 and does not support a weight of -128; the last
rescaling needs sums below 2**30 and a factor below a half.  A violation slows down only what it concerns: a sum that
may grow too large is formed in parts, and a group of four rows of which one cannot be exact uses plain arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.constant_rows import Filters
from kd_edge.codegen.quantised import INT8_MIN

_PART_LIMIT: Final = 2**23
_SUM_LIMIT: Final = 2**30
_LARGEST_INPUT: Final = 128
_GROUP: Final = 4  # rows that a kernel treats together


@dataclass(frozen=True)
class SumPlan:
    """The plan for one layer.

    Attributes:
        runs: parts into which each row's columns are split.
        run_columns: columns of a part; those that the last one has too many are 0.
        run_step: from one part's first input to the next one's.
        columns_past: inputs that are read past a row's own, and multiplied by 0.
        in_parts: whether only the sum of each single part is exact, so that the parts are added afterwards.
        plain: for each group of four rows, whether it takes plain arithmetic.
    """

    runs: int
    run_columns: int
    run_step: int
    columns_past: int
    in_parts: bool
    plain: tuple[bool, ...]

    @property
    def run_blocks(self) -> int:
        """Blocks of four columns in a part."""
        return -(-self.run_columns // 4)

    @property
    def path(self) -> str:
        """The kernel's argument ``any``."""
        if all(self.plain):
            return "KD_ANY"
        return "KD_MIXED" if any(self.plain) else "KD_EXACT"

    @property
    def packed(self) -> tuple[bool, ...]:
        """For each group of four rows, whether its sums begin in the form of ``KD_STARTS``."""
        return tuple(not plain and not self.in_parts for plain in self.plain)


def plan_sums(filters: Filters, zero_point: int, column: int, dilation: int) -> SumPlan:
    """Choose how to sum ``filters``.

    Args:
        filters: the rows, in the order in which the kernel reads them.
        zero_point: of the inputs.
        column: inputs side by side in one column of the image; where columns are skipped, each is a part.
        dilation: columns from one tap to the next.
    """
    columns = filters.weights.shape[1]
    sizes = np.abs(filters.weights.astype(np.int64))
    whole = _LARGEST_INPUT * sizes.sum(axis=1) + np.abs(filters.starts(zero_point))
    possible = np.asarray(filters.weights.min(axis=1, initial=0) > INT8_MIN) & (whole < _SUM_LIMIT)
    possible &= np.array([factor.shift <= -1 for factor in filters.factors], np.bool_)
    in_parts = bool(np.any(whole[possible] >= _PART_LIMIT))
    if dilation > 1:
        if in_parts:
            possible &= _largest_parts(sizes, column) < _PART_LIMIT
        return SumPlan(columns // column, column, dilation * column, 0, in_parts, _groups(possible))
    runs, width = 1, columns
    while in_parts and np.any(_largest_parts(sizes, width)[possible] >= _PART_LIMIT):
        runs += 1  # ends: 512 columns always fit
        width = -(-columns // (4 * runs)) * 4
    return SumPlan(runs, width, width if runs > 1 else 0, runs * width - columns, in_parts, _groups(possible))


def _largest_parts(sizes: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """A bound on the sum of any part of ``width`` columns, for each row."""
    parts = np.pad(sizes, ((0, 0), (0, -sizes.shape[1] % width))).reshape(len(sizes), -1, width)
    return np.asarray(_LARGEST_INPUT * parts.sum(axis=2).max(axis=1), np.int64)


def _groups(possible: NDArray[np.bool_]) -> tuple[bool, ...]:
    padded = np.pad(possible, (0, -len(possible) % _GROUP), constant_values=True)
    return tuple(not all(group) for group in padded.reshape(-1, _GROUP).tolist())
