"""The formats of data sets, and how to convert files of other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.errors import RecordingError

_FILES: Final = frozenset({".csv", ".tsv", ".txt", ".json", ".cbor", ".mat"})
"""Endings of files that hold a table, and that a TOML file of the same name may describe."""

_INIT: Final = "describe it by `kd-edge data init {path}`, look through what that writes, and try again"
_REMEDIES: Final = {
    ".npy": "save the array together with label and subject by np.savez, and describe them in a TOML file beside it",
    ".xlsx": "save every sheet as a CSV file, put them into a folder, and describe them in its dataset.toml",
    ".toml": "name the folder of the CSV files, or the npz file, that it describes",
    ".zip": "unpack it, and name the folder",
} | dict.fromkeys(_FILES, _INIT)


def check_source(path: Path) -> None:
    """Refuse a path that no importer reads, with what to do about its kind of file.

    Raises:
        RecordingError: if there is nothing at ``path``, or its name tells another format.
    """
    rule = "A data set is an npz archive or a folder of CSV files"
    try:
        path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        missing = isinstance(error, FileNotFoundError)
        raise RecordingError(
            rule,
            found=f"no file {path}" if missing else f"{path}: {getattr(error, 'strerror', None) or error}",
            remedy="check the path, or make a synthetic one with `kd-edge data synth`",
        ) from error
    kind = path.suffix.lower()
    described = kind in _FILES and path.with_suffix(".toml").is_file()
    if kind in _REMEDIES and not path.is_dir() and not described:
        remedy = _REMEDIES[kind].format(path=path)
        raise RecordingError(rule, found=f"{path}, a {kind} file", remedy=f"{remedy}; docs/recordings.md shows how")
