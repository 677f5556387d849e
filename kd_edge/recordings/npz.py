"""What every npz importer asks of its arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.arrays import Arrays, read_arrays
from kd_edge.errors import RecordingError

LIMIT: Final = 4 << 30
"""Bytes of the largest archive that is read: eleven times the full synthetic rig, and still memory of one machine."""


def read_npz(path: Path) -> Arrays:
    """Every array of the archive at ``path``; pickled objects are refused.

    Raises:
        RecordingError: if the file is missing, truncated, damaged or no npz archive.
    """
    return read_arrays(path, LIMIT, RecordingError)


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
