"""Read a CSV file: names in the first line, numbers below; every error names its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.files import read_bounded

LIMIT: Final = 128 << 20
"""Bytes of the largest CSV file: one take of one stream, a quarter of an hour of it at 2 kHz and 16 channels."""

_EXPORT_AGAIN: Final = "export the recording again as UTF-8 text: commas and decimal points, or semicolons"
_CORRECT: Final = "correct the line, cut the damaged part out, or leave the recording out"
_LONGEST_QUOTE: Final = 40
_MISSING: Final = {"", "nan", "na", "n/a", "null", "none"}
"""How loggers and spreadsheets write that there is no value."""


@dataclass(frozen=True, eq=False)
class Table:
    """The cells of a CSV file, not yet read as numbers.

    Attributes:
        path: the file, for messages.
        names: the column names of its first line.
        rows: the cells of every other line that is not empty, as many as there are names.
        lines: the line number of every row; the names are in line 1.
        decimal_comma: whether numbers may be written with a comma.
        clocks: for a column, the column of its own times in seconds, where every sensor has one.
        interval_ns: nanoseconds between rows, where the file tells them in place of times.
    """

    path: Path
    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    decimal_comma: bool
    clocks: Mapping[str, str] = field(default_factory=dict)
    interval_ns: float | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> list[str]:
        """The cells of one column as they are written, without blanks around them."""
        column = self.names.index(name)
        return [row[column].strip() for row in self.rows]

    def present(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Which cells of these columns have a value in them, shape ``(rows, len(names))``."""
        chosen = [self.names.index(name) for name in names]
        present = [[not is_missing(row[column]) for column in chosen] for row in self.rows]
        return np.array(present, np.bool_).reshape(len(self.rows), len(chosen))

    def take(self, rows: NDArray[np.int64]) -> Table:
        """A table of these rows only."""
        chosen = rows.tolist()
        return replace(self, rows=[self.rows[row] for row in chosen], lines=[self.lines[row] for row in chosen])

    def held(self, names: Sequence[str]) -> tuple[Table, int]:
        """The table with every missing value of these columns replaced by the last one above it, and how many.

        Those at the beginning take the first value below; a column without any stays empty.
        """
        rows = [list(row) for row in self.rows]
        count = 0
        for column in (self.names.index(name) for name in names):
            last = next((row[column] for row in rows if not is_missing(row[column])), "")
            for row in rows:
                if is_missing(row[column]):
                    row[column], count = last, count + 1
                last = row[column]
        return replace(self, rows=rows), count

    def columns(self, names: Sequence[str], remedy: str = _CORRECT) -> NDArray[np.float64]:
        """The numbers of these columns, shape ``(rows, len(names))``; other columns are never looked at.

        Args:
            names: what the first line calls them.
            remedy: what to do about a cell that holds no number.

        Raises:
            RecordingError: if a name stands above two columns, or a cell holds no finite number.
        """
        for name in names:
            if self.names.count(name) > 1:
                raise RecordingError(
                    f"Column {name!r} of {self.path} exists once",
                    found=f"{self.names.count(name)} columns of that name",
                    remedy="rename the other ones in the first line",
                )
        chosen = [self.names.index(name) for name in names]
        cells = [[row[column] for column in chosen] for row in self.rows]
        if self.decimal_comma:
            cells = [[cell.replace(",", ".") for cell in row] for row in cells]
        try:
            numbers = np.array(cells, np.float64).reshape(len(cells), len(chosen))
        except ValueError:
            raise self._no_number(cells, names, remedy) from None
        # Python reads 1_000 as a number; in a CSV file it is damage.
        if not np.isfinite(numbers).all() or any("_" in cell for row in cells for cell in row):
            raise self._no_number(cells, names, remedy)
        return numbers

    def _no_number(self, cells: Iterable[Sequence[str]], names: Sequence[str], remedy: str) -> RecordingError:
        """The error that names the first cell without a finite number."""
        row, column = next(
            (row, column)
            for row, values in enumerate(cells)
            for column, value in enumerate(values)
            if not _is_finite(value)
        )
        original = self.rows[row][self.names.index(names[column])]
        return RecordingError(
            f"Numbers in {self.path} are finite, with a decimal point",
            found=f"{_quoted(original)} in column {names[column]!r}, line {self.lines[row]}",
            remedy=remedy,
        )


def read_table(path: Path) -> Table:
    """Read the CSV file at ``path``: separated by semicolons or tabs if its first line has any, else by commas.

    Raises:
        RecordingError: if it is not a regular file of UTF-8 text, has no rows, or a row of another length.
    """
    text = read_text(path)
    separator = next((mark for mark in ";\t" if mark in text.partition("\n")[0]), ",")
    rows, lines = split_rows(text, separator, path)
    if len(rows) < 2:
        raise RecordingError(
            f"{path} has a line of column names and lines of numbers",
            found="no lines of numbers",
            remedy="export the recording again, or leave it out",
        )
    names = tuple(name.strip() for name in rows[0])
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(names):
            raise RecordingError(
                f"Every line of {path} has as many numbers as its first line has names, {len(names)}",
                found=f"{len(row)} in line {line}",
                remedy="correct the line, or export the recording again",
            )
    return Table(path, names, rows[1:], lines[1:], decimal_comma=separator != ",")


def read_text(path: Path) -> str:
    """The text of the file at ``path``, in UTF-8 with or without a byte order mark.

    Raises:
        RecordingError: if it is not a regular file, too large, or not UTF-8.
    """
    try:
        return read_bounded(path, LIMIT, RecordingError).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        raise RecordingError(f"{path} is a CSV file, in UTF-8", found=found, remedy=_EXPORT_AGAIN) from error


def split_rows(text: str, separator: str, path: Path) -> tuple[list[list[str]], list[int]]:
    """The rows that are not empty, and the line on which each begins.

    Raises:
        RecordingError: if a quote does not end, or the text is damaged in another way.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, lines = [], []
    line = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise RecordingError(f"{path} is a CSV file", found=f"{error}, in line {line}", remedy=_EXPORT_AGAIN) from error
    return rows, lines


def is_missing(cell: str) -> bool:
    """Whether a cell stands for no value."""
    return cell.strip().lower() in _MISSING


def _is_finite(cell: str) -> bool:
    try:
        return "_" not in cell and bool(np.isfinite(np.array([cell], np.float64))[0])
    except ValueError:
        return False


def _quoted(cell: str) -> str:
    return repr(cell if len(cell) <= _LONGEST_QUOTE else f"{cell[:_LONGEST_QUOTE]}...")
