"""The files of a folder that hold recordings: which belong to one take, and what their names tell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from kd_edge.errors import RecordingError
from kd_edge.recordings.edge_impulse import Told, read_told
from kd_edge.recordings.file_names import Fields, FileNames, file_names
from kd_edge.recordings.recording import PARTS
from kd_edge.recordings.segments import Segment
from kd_edge.recordings.tables.kinds import TABLES

if TYPE_CHECKING:
    from kd_edge.recordings.csv_folder import CsvDescription

PART_NAMES: Final = {part: part for part in PARTS} | {"training": "train", "testing": "test"}
"""How folders call the sides of the split ``given``; the longer ones are Edge Impulse's."""


@dataclass(frozen=True, eq=False)
class TakeFiles:
    """Files that were recorded at the same time: one for every stream, or one for all.

    Attributes:
        fields: what their names, and a platform's file of labels, tell: label, subject and so on.
        order: place among the takes of the same person and label.
        paths: the file of every stream.
        segments: takes in a file of several, where a platform's file of labels tells them.
    """

    fields: Fields
    order: int
    paths: dict[str, Path] = field(default_factory=dict)
    segments: Sequence[Segment] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """Takes in the order of their paths, and the files that fit no pattern."""

    takes: list[TakeFiles]
    ignored: list[str]


def find_takes(folder: Path, description: CsvDescription) -> Found:
    """Every take below ``folder``.

    Raises:
        RecordingError: there is none, or two files hold the same stream of a take.
    """
    told = read_told(folder, description.subject_metadata) if description.format == "edge-impulse" else {}
    names = _names(description, everything_told=bool(told))
    streams = [spec.name for spec in description.signal.streams]
    takes: dict[tuple[tuple[str, str], ...], TakeFiles] = {}
    ignored: list[str] = []
    without_number: dict[tuple[str, ...], int] = {}
    for path, inside in files_below(folder, _endings(names, description.format)):
        known = told.get(inside.as_posix(), Told())
        fields = names.read(inside) if not known.fields.get("label") else _read_loosely(names, inside)
        if fields is None and not known.fields.get("label"):
            ignored.append(str(inside))
            continue
        fields = {**(fields or {}), **known.fields}
        if "part" in fields:
            fields["part"] = PART_NAMES[fields["part"]]
        # Files without a repetition in their name are takes in the order of their paths.
        key = tuple(fields.get(role, "") for role in ("subject", "label", "stream", "part"))
        order = without_number[key] = without_number.get(key, -1) + 1
        order = int(fields.get("repetition", order))
        named = fields.pop("stream", "")
        fields.pop("repetition", None)
        take = takes.setdefault(
            (*sorted(fields.items()), ("order", str(order))), TakeFiles(fields, order, {}, known.segments)
        )
        for stream in [named] if named else streams:
            if stream in take.paths:
                raise RecordingError(
                    "One file holds a stream of a take", found=f"{take.paths[stream]} and {path}", remedy="rename one"
                )
            take.paths[stream] = path
    if not takes:
        raise RecordingError(
            f"Files in {folder} are called {description.files}",
            found=f"no such file, but {', '.join(ignored[:3]) or 'none with that ending'}",
            remedy="rename the files, or correct files in dataset.toml",
        )
    return Found(list(takes.values()), ignored)


def _read_loosely(names: FileNames, inside: PurePosixPath) -> Fields | None:
    """What a name tells beside its label, which is known; None if it does not follow the pattern."""
    try:
        return names.read(inside)
    except RecordingError:
        return None


def _names(description: CsvDescription, everything_told: bool) -> FileNames:
    streams = tuple(spec.name for spec in description.signal.streams)
    told = set() if description.columns is None else set(description.columns.used())
    if everything_told:
        told.add("label")
    if description.subject or description.subject_metadata:
        told.add("subject")
    known = {"label": description.label_names, "stream": streams, "part": tuple(PART_NAMES)}
    return file_names(description.files, known, {"subject", "label"} - told)


def _endings(names: FileNames, format_: str) -> frozenset[str]:
    """The endings of files that are looked at, in small letters."""
    return frozenset({PurePosixPath(names.template).suffix.lower()}) | TABLES[format_].also


def files_below(folder: Path, endings: frozenset[str]) -> Iterator[tuple[Path, PurePosixPath]]:
    """Every file below ``folder`` with one of these endings that is not hidden, in order, and its path inside."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.suffix.lower() in endings and not name.startswith("."):
                _check_is_text(path)
                yield path, PurePosixPath(path.relative_to(folder).as_posix())


def _check_is_text(path: Path) -> None:
    """Names of files are bytes; a subject or a label is text, and travels into archives and reports."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise RecordingError(
            "Names of recordings are UTF-8", found=ascii(str(path)), remedy="rename the file or its folder"
        ) from error
