"""Every kind of file that holds a table of samples; a new kind is one file of this folder and one row of ``TABLES``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.recordings.csv_table import Table, read_table
from kd_edge.recordings.tables.acquisition import ENDINGS, read_acquisition
from kd_edge.recordings.tables.matlab import read_matlab
from kd_edge.recordings.tables.trigno import read_trigno


@dataclass(frozen=True)
class TableKind:
    """How one format of ``dataset.toml`` holds its tables.

    Attributes:
        open: reads a file; errors are RecordingErrors that name it.
        also: endings of files that are read beside the one of the pattern of file names, in small letters.
    """

    open: Callable[[Path], Table]
    also: frozenset[str] = frozenset()


def _edge_impulse(path: Path) -> Table:
    return read_acquisition(path) if path.suffix.lower() in ENDINGS else read_table(path)


TABLES: Final = {
    "csv": TableKind(read_table),
    "edge-impulse": TableKind(_edge_impulse, also=ENDINGS | {".csv"}),
    "delsys": TableKind(read_trigno),
    "mat": TableKind(read_matlab),
}
