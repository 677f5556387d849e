"""Checks that all npz importers make of their arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import Arrays, read_arrays
from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import PARTS

LIMIT: Final = 4 << 30
"""Bytes of the largest archive that is read: eleven times the full synthetic rig, and it still fits into memory."""


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


def whole_numbers(arrays: Arrays, name: str, path: Path) -> NDArray[np.int64]:
    """The one-dimensional array ``name`` as int64, without losing anything; 2.0 is a whole number.

    Raises:
        RecordingError: if it holds text, fractions, NaN, or numbers beyond 64 bits.
    """
    array = arrays[name]
    if array.dtype.kind not in "iuf":
        raise RecordingError(
            f"Array {name!r} of {path} holds whole numbers",
            found=_kind(array),
            remedy="convert it before it is saved, for example by .astype(int)",
        )
    limit = 2**53 if array.dtype.kind == "f" else 2**63
    # NaN fails every comparison.
    fits = (array == np.rint(array)) & (array >= -limit) & (array < limit)
    if not fits.all():
        row = int(np.flatnonzero(~fits)[0])
        raise RecordingError(
            f"Array {name!r} of {path} holds whole numbers", found=f"{array[row]} in row {row}", remedy="correct it"
        )
    return array.astype(np.int64)


def text(arrays: Arrays, name: str, path: Path) -> list[str]:
    """The one-dimensional array ``name`` as text; whole numbers are written out.

    Raises:
        RecordingError: if it holds anything else, such as bytes.
    """
    array = arrays[name]
    if array.dtype.kind == "U":
        words: list[str] = array.tolist()
        return words
    if array.dtype.kind not in "iuf":
        raise RecordingError(
            f"Array {name!r} of {path} holds text or whole numbers",
            found=_kind(array),
            remedy="convert it before it is saved, for example by .astype(str)",
        )
    return [str(number) for number in whole_numbers(arrays, name, path).tolist()]


def read_parts(arrays: Arrays, count: int, path: Path) -> list[str]:
    """The optional array ``part`` of ``count`` takes: ``train``, ``test``, or empty, which it is where it is absent.

    Raises:
        RecordingError: if it says anything else.
    """
    if "part" not in arrays:
        return [""] * count
    require_arrays(arrays, {"part": (count,)}, path)
    parts = text(arrays, "part", path)
    for row, part in enumerate(parts):
        if part not in ("", *PARTS):
            raise RecordingError(
                f"Array 'part' of {path} says {' or '.join(PARTS)}, or nothing",
                found=f"{part!r} in row {row}",
                remedy="correct it",
            )
    return parts


def real_numbers(arrays: Arrays, name: str, path: Path) -> NDArray[np.number[Any]]:
    """The array ``name``, of any shape, whose elements are integers or floating-point numbers.

    Raises:
        RecordingError: if it holds anything else, such as complex numbers.
    """
    array = arrays[name]
    if array.dtype.kind not in "iuf":
        raise RecordingError(
            f"Array {name!r} of {path} holds real numbers",
            found=_kind(array),
            remedy="convert it before it is saved, for example by .real or .astype(float)",
        )
    return array


def _kind(array: NDArray[Any]) -> str:
    kinds = {"U": "text", "S": "bytes", "b": "true and false", "c": "complex numbers", "M": "dates", "m": "durations"}
    return kinds.get(array.dtype.kind, f"elements of type {array.dtype}")
