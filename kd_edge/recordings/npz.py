"""Reading NumPy archives without trusting them."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError

Arrays = dict[str, NDArray[Any]]


def read_npz(path: Path) -> Arrays:
    """Every array of the archive at ``path``; pickled objects are refused.

    Raises:
        RecordingError: if the file is missing, truncated, damaged or no npz archive.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError as error:
        raise RecordingError(
            "A data set is an npz archive or a folder of CSV files",
            found=f"no file {path}",
            remedy="check the path, or make a synthetic one with `kd-edge data synth`",
        ) from error
    except (OSError, EOFError, ValueError, AttributeError, MemoryError, zipfile.BadZipFile, zlib.error) as error:
        raise RecordingError(
            "A data set file is a complete npz archive of plain arrays",
            found=f"{path}: {error}",
            remedy="copy or write the file again; it is truncated, damaged or of another format",
        ) from error


def require_arrays(arrays: Arrays, shapes: dict[str, tuple[int | None, ...]], path: Path) -> None:
    """Check that arrays exist with the given shapes, ``None`` meaning any length.

    Raises:
        RecordingError: naming the first array that is missing or misshapen.
    """
    for name, shape in shapes.items():
        if name not in arrays:
            raise RecordingError(
                f"{path} holds an array called {name!r}",
                found=f"only {', '.join(sorted(arrays))}",
                remedy="write the file again with every documented array",
            )
        actual = arrays[name].shape
        matches = len(actual) == len(shape) and all(
            want in (None, have) for want, have in zip(shape, actual, strict=True)
        )
        if not matches:
            wanted = ", ".join("any" if size is None else str(size) for size in shape)
            raise RecordingError(
                f"Array {name!r} of {path} has the shape ({wanted})",
                found=actual,
                remedy="write the file again; its arrays do not belong together",
            )
