"""A table whose cells are numbers already, from a file that is no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.recordings.csv_table import Table


@dataclass(frozen=True, eq=False)
class NumberTable(Table):
    """The same as a :class:`Table`, with ``values`` float64 ``(rows, len(names))`` in place of text; NaN is missing."""

    values: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))

    def texts(self, name: str) -> list[str]:
        """The cells of one column as text; whole numbers without a point."""
        column = self.values[:, self.names.index(name)]
        kinds, inverse = np.unique(column, return_inverse=True)
        texts = [f"{int(value)}" if float(value).is_integer() else f"{value:.17g}" for value in kinds]
        return [texts[index] for index in inverse.tolist()]

    def present(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Which cells of these columns have a value in them, shape ``(rows, len(names))``."""
        chosen = [self.names.index(name) for name in names]
        return np.logical_not(np.isnan(self.values[:, chosen]))

    def take(self, rows: NDArray[np.int64]) -> NumberTable:
        """A table of these rows only."""
        return replace(self, values=self.values[rows], lines=[self.lines[row] for row in rows.tolist()])

    def held(self, names: Sequence[str]) -> tuple[NumberTable, int]:
        """The table with every missing value of these columns replaced by the last one above it, and how many."""
        values, count = self.values.copy(), 0
        for column in (self.names.index(name) for name in names):
            missing = np.isnan(values[:, column])
            if missing.any() and not missing.all():
                last = np.where(missing, 0, np.arange(len(values)))
                last[: int(np.argmin(missing))] = int(np.argmin(missing))
                values[:, column] = values[np.maximum.accumulate(last), column]
                count += int(missing.sum())
        return replace(self, values=values), count

    def columns(self, names: Sequence[str], remedy: str = "") -> NDArray[np.float64]:
        """The numbers of these columns, shape ``(rows, len(names))``; errors as for a :class:`Table`."""
        numbers = self.values[:, [self.names.index(name) for name in names]]
        wrong = np.argwhere(~np.isfinite(numbers))
        if len(wrong):
            row, column = wrong[0]
            raise RecordingError(
                f"Numbers in {self.path} are finite",
                found=f"{numbers[row, column]} in {names[column]!r}, row {self.lines[row]}",
                remedy=remedy or 'leave the recording out, or set missing = "hold" under [timing]',
            )
        return numbers


def number_table(
    path: Path, names: Sequence[str], values: NDArray[np.float64], interval_ns: float | None = None
) -> NumberTable:
    """A table of ``values``, whose rows are numbered from 1."""
    return NumberTable(
        path=path,
        names=tuple(names),
        rows=(),
        lines=range(1, len(values) + 1),
        decimal_comma=False,
        interval_ns=interval_ns,
        values=values,
    )
