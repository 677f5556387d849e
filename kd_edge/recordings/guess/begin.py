"""`kd-edge data init`: which format a file or folder has, and the description that is written for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.errors import RecordingError
from kd_edge.files import write_text
from kd_edge.recordings.csv_folder import DESCRIPTION
from kd_edge.recordings.edge_impulse import INFO
from kd_edge.recordings.guess.folder import describe_tables, files_of
from kd_edge.recordings.guess.notes import Description
from kd_edge.recordings.guess.windows import describe_uci_har, describe_windows, find_arrays
from kd_edge.recordings.table_files import files_below
from kd_edge.recordings.tables.trigno import is_trigno
from kd_edge.recordings.window_files import is_uci_har, read_window_arrays

_TEXT: Final = (".csv", ".tsv", ".txt")
_ENDINGS: Final = frozenset({*_TEXT, ".json", ".cbor", ".mat"})
_UNNAMED: Final = re.compile(r"[^\w .-]+")


@dataclass(frozen=True)
class Begun:
    """What `kd-edge data init` has written.

    Attributes:
        path: the TOML file.
        source: what the other commands take: the folder, or the file that was described.
        description: its text, guesses and remarks.
    """

    path: Path
    source: Path
    description: Description


def begin(source: Path, rate_hz: float | None = None, overwrite: bool = False) -> Begun:
    """Describe the recordings in ``source``, a folder or a file, in a TOML file in it or beside it.

    Args:
        source: what holds the recordings.
        rate_hz: rows per second, where the files do not tell.
        overwrite: whether a description that is there already is replaced.

    Raises:
        RecordingError: no format is recognised, nothing tells the labels, or there is a description already.
    """
    if not source.exists():
        raise RecordingError("Recordings are files or a folder of files", found=f"no {source}", remedy="check the path")
    target = source / DESCRIPTION if source.is_dir() else source.with_suffix(".toml")
    if target.exists() and not overwrite:
        raise RecordingError(
            "A description is not replaced unasked",
            found=f"{target}, perhaps with your corrections",
            remedy="read the recordings with it, or replace it by --overwrite",
        )
    description = _described(source, rate_hz)
    write_text(target, description.text)
    return Begun(target, source, description)


def _described(source: Path, rate_hz: float | None) -> Description:
    if source.is_dir() and is_uci_har(source):
        return describe_uci_har(source, _name(source))
    if _holds_windows(source):
        return describe_windows(source, _name(source), rate_hz)
    if not source.is_dir():
        paths, folder = [source], source.parent
    else:
        folder = source
        paths = [path for path, _ in files_below(folder, _ENDINGS)]
    if not paths or paths[0].suffix.lower() not in _ENDINGS:
        raise RecordingError(
            f"Recordings are files that end in {', '.join(sorted(_ENDINGS))}",
            found=f"none in {source}" if source.is_dir() else source.name,
            remedy="export them as CSV; arrays of windows are one .npz file, or .npy files in a folder",
        )
    ending = Counter(path.suffix.lower() for path in paths).most_common(1)[0][0]
    format_, why = _format(folder, paths, ending)
    chosen = [path for path in paths if path.suffix.lower() == ending]
    if source.is_dir() and format_ != "csv":
        chosen = files_of(folder, format_, ending)
    return describe_tables(folder, chosen, format_, why, _name(source), rate_hz)


def _holds_windows(source: Path) -> bool:
    """Whether arrays of windows are in a file, or in the .npy files of a folder."""
    if source.is_dir():
        return any(source.glob("*.npy"))
    kind = source.suffix.lower()
    return kind == ".npz" or (kind == ".mat" and find_arrays(read_window_arrays(source)) is not None)


def _format(folder: Path, paths: Sequence[Path], ending: str) -> tuple[str, str]:
    if (folder / INFO).exists():
        return (
            "edge-impulse",
            f"there is a file {INFO}, which Edge Impulse writes: it tells label and part of every file",
        )
    if ending == ".mat":
        return "mat", "MATLAB's arrays with a row for every sample, as Ninapro publishes them"
    if ending not in _TEXT:
        return "edge-impulse", f"files that end in {ending} are read as Edge Impulse's acquisition format"
    first = next(path for path in paths if path.suffix.lower() == ending)
    if is_trigno(first):
        return (
            "delsys",
            f"{first.name} has a line of names with times for every sensor, as Delsys Trigno's programs write",
        )
    return "csv", f"tables as text, {len(paths)} file{'s' if len(paths) > 1 else ''} that end in {ending}"


def _name(source: Path) -> str:
    """A name for the data set that every file system takes."""
    stem = source.resolve().name if source.is_dir() else source.stem
    return _UNNAMED.sub("-", stem).strip(" .-_")[:60] or "recordings"
