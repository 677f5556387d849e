"""MATLAB files of arrays with a row for every sample, as Ninapro publishes them.

Every array with as many rows as the longest one becomes columns: ``emg`` of 12 columns ``emg_1`` to ``emg_12``.  A
single number, such as Ninapro's ``subject``, becomes a column that is equal in all rows.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from kd_edge.errors import RecordingError
from kd_edge.files import open_bounded
from kd_edge.recordings.tables.numbers import NumberTable, number_table

_LIMIT: Final = 1 << 30
"""Bytes of the largest file; Ninapro's largest have 300 MB."""

_EXPANDED: Final = 4 << 30
_RATES: Final = frozenset({"frequency", "fs", "rate", "samplingrate", "sampling_rate", "sample_rate", "srate", "freq"})
_NUMBERS: Final = frozenset(
    {"double", "single", "logical", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))}
)
_DAMAGE: Final = (ValueError, TypeError, KeyError, IndexError, OSError, EOFError, MemoryError, OverflowError,
                  NotImplementedError, zlib.error, UnicodeDecodeError, AttributeError, RuntimeError)  # fmt: skip


def read_matlab(path: Path) -> NumberTable:
    """The table in the file at ``path``.

    Raises:
        RecordingError: it is damaged, of MATLAB's format 7.3, or has no array of samples.
    """
    arrays = read_mat_arrays(path)
    matrices = {name: array for name, array in arrays.items() if array.ndim == 2 and array.size}
    rows = max((len(array) for array in matrices.values()), default=0)
    names: list[str] = []
    columns: list[Any] = []
    interval_ns = None
    for name, array in matrices.items():
        if array.size == 1 and name.lower() in _RATES and float(array.item()) > 0:
            interval_ns = 1e9 / float(array.item())
        elif len(array) == rows and rows > 1:
            width = array.shape[1]
            names += [name] if width == 1 else [f"{name}_{column}" for column in range(1, width + 1)]
            columns += list(array.T)
        elif array.size == 1:
            names.append(name)
            columns.append(np.full(rows, array.item(), np.float64))
    if not columns or rows < 2:
        raise RecordingError(
            f"{path} has an array with a row for every sample",
            found=", ".join(f"{name} {array.shape}" for name, array in arrays.items()) or "no array of numbers",
            remedy="save such arrays, or leave the file out",
        )
    return number_table(path, names, np.array(columns, np.float64).T, interval_ns)


def read_mat_arrays(path: Path) -> dict[str, Any]:
    """Every array of numbers or text in a MATLAB file by name; structures and cells are left out.

    Raises:
        RecordingError: it is damaged, too large, or of MATLAB's format 7.3.
    """
    import scipy.io

    with open_bounded(path, _LIMIT, RecordingError) as file:
        try:
            listed = scipy.io.whosmat(file)
            _check_size(listed, path)
            wanted = [name for name, _, kind in listed if kind in _NUMBERS or kind == "char"]
            file.seek(0)
            found = scipy.io.loadmat(file, variable_names=wanted) if wanted else {}
            return {name: np.asarray(found[name]) for name in wanted if np.asarray(found[name]).dtype.kind in "biufU"}
        except RecordingError:
            raise
        except (*_DAMAGE, scipy.io.matlab.MatReadError) as error:
            new = isinstance(error, NotImplementedError)
            raise RecordingError(
                f"{path} is a MATLAB file of format 5 to 7",
                found="format 7.3, which is HDF5" if new else str(error) or type(error).__name__,
                remedy="save it in MATLAB by save(..., '-v7')" if new else "copy or save the file again",
            ) from error


def _check_size(listed: list[tuple[str, tuple[int, ...], str]], path: Path) -> None:
    total = sum(8 * int(np.prod([int(size) for size in shape], dtype=object)) for _, shape, _ in listed)
    if total > _EXPANDED:
        raise RecordingError(
            f"Arrays of {path} take at most {_EXPANDED:,} bytes", found=f"{total:,}", remedy="save fewer in a file"
        )
