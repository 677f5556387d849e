"""What Edge Impulse's own files of labels tell about the recordings beside them.

``info.labels`` lists every file of an export with its category, label and metadata.  ``structured_labels.labels``
lists files that hold several labels one after another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec import field as renamed

from kd_edge import contract
from kd_edge.errors import RecordingError
from kd_edge.files import read_bounded
from kd_edge.recordings.file_names import Fields
from kd_edge.recordings.segments import Segment

INFO: Final = "info.labels"
STRUCTURED: Final = "structured_labels.labels"
_LIMIT: Final = 64 << 20
_LONGEST: Final = 1 << 26
"""Rows of the longest segment: the index of every row takes eight bytes."""
_CATEGORIES: Final = {"training": "train", "testing": "test"}


class _Label(Struct, frozen=True):
    type: str = "label"
    label: str = ""


class _File(Struct, frozen=True):
    path: str
    name: str = ""
    category: str = ""
    label: _Label = _Label()
    metadata: dict[str, str] | None = None


class _Info(Struct, frozen=True):
    version: int
    files: tuple[_File, ...]


class _Span(Struct, frozen=True):
    label: str
    start: int = renamed(name="startIndex")
    end: int = renamed(name="endIndex")


class _Structured(Struct, frozen=True):
    spans: dict[str, tuple[_Span, ...]] = renamed(name="structuredLabels")


@dataclass(frozen=True, eq=False)
class Told:
    """What is told about one file.

    Attributes:
        fields: its label, part and subject, as far as they are told.
        metadata: what whoever recorded it noted.
        segments: its takes, if it holds several.
    """

    fields: Fields = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    segments: Sequence[Segment] = ()


def read_told(folder: Path, subject_metadata: str = "") -> dict[str, Told]:
    """What is told about every file, by its path inside ``folder``; nothing if there is no file of labels.

    Args:
        folder: the export.
        subject_metadata: key of the metadata that tells who wears the sensors; empty if none does.

    Raises:
        RecordingError: a file of labels is damaged.
    """
    told: dict[str, Told] = {}
    remedy = "export the project again, or remove the file: the names of the recordings then tell their labels"
    with contract.raised_as(RecordingError, remedy=remedy):
        if (folder / INFO).exists():
            info = contract.decode(_read(folder / INFO), _Info, source=str(folder / INFO))
            told = {file.path: _told(file, subject_metadata) for file in info.files}
        for path in sorted(folder.rglob(STRUCTURED)):
            structured = contract.decode(_read(path), _Structured, source=str(path))
            for name, spans in structured.spans.items():
                if not spans:
                    continue
                inside = (path.parent / name).relative_to(folder).as_posix()
                before = told.get(inside, Told())
                segments = [_segment(span, path) for span in spans]
                told[inside] = Told({**before.fields, "label": spans[0].label}, before.metadata, segments)
    return told


def _read(path: Path) -> bytes:
    return read_bounded(path, _LIMIT, RecordingError)


def _told(file: _File, subject_metadata: str) -> Told:
    fields: Fields = {}
    if file.label.type == "label" and file.label.label:
        fields["label"] = file.label.label
    if file.category in _CATEGORIES:
        fields["part"] = _CATEGORIES[file.category]
    metadata = file.metadata or {}
    if subject_metadata and metadata.get(subject_metadata):
        fields["subject"] = metadata[subject_metadata]
    return Told(fields, metadata)


def _segment(span: _Span, path: Path) -> Segment:
    if not 0 <= span.start <= span.end < _LONGEST:
        raise RecordingError(
            f"Labels in {path} run from a row to the same or a later one",
            found=f"{span.label!r} from {span.start} to {span.end}",
            remedy="correct the file, or export the project again",
        )
    return Segment(np.arange(span.start, span.end + 1), {"label": span.label})
