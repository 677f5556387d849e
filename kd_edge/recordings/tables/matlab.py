"""MATLAB files of arrays with a row for every sample, as Ninapro publishes them.

Every array with as many rows as the longest one becomes columns: ``emg`` of 12 columns ``emg_1`` to ``emg_12``.  A
single number, such as Ninapro's ``subject``, becomes a column that is equal in all rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from kd_edge.arrays import read_arrays
from kd_edge.errors import MissingExtraError, RecordingError
from kd_edge.files import open_bounded
from kd_edge.recordings.tables import mat_to_npz
from kd_edge.recordings.tables.numbers import NumberTable, number_table

_LIMIT: Final = 1 << 30
"""Bytes of the largest file; Ninapro's largest have 300 MB."""

_EXPANDED: Final = 4 << 30
_RATES: Final = frozenset({"frequency", "fs", "rate", "samplingrate", "sampling_rate", "sample_rate", "srate", "freq"})
_PATIENCE_S: Final = 600


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
        MissingExtraError: SciPy is not installed.
    """
    if find_spec("scipy") is None:
        raise MissingExtraError("scipy", "readers")
    with open_bounded(path, _LIMIT, RecordingError):  # a regular file, not larger than that
        pass
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / "arrays.npz"
        command = [sys.executable, "-m", mat_to_npz.__name__, str(path.resolve()), str(converted)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _damaged(path, f"nothing after {_PATIENCE_S} s") from error
        if done.returncode:
            told = done.stderr.strip().splitlines()
            raise _damaged(path, told[-1] if told and done.returncode > 0 else "the reader crashes on it")
        return read_arrays(converted, _EXPANDED, RecordingError)


def _damaged(path: Path, found: str) -> RecordingError:
    return RecordingError(
        f"{path} is a MATLAB file of format 5 to 7",
        found=found,
        remedy="save it in MATLAB by save(..., '-v7')" if "7.3" in found else "copy or save the file again",
    )
