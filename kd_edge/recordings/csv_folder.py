"""A folder of CSV files, one per take and stream, described by its ``dataset.toml``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from kd_edge.contract import StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.checks import LATEST_NS
from kd_edge.recordings.csv_table import Table, read_table
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.file_names import FileNames, file_names
from kd_edge.recordings.recording import PARTS, Dataset, Recording, Stream
from kd_edge.recordings.timing import UNITS_NS, Clock, Timing, account_for

DESCRIPTION: Final = "dataset.toml"
TIME_COLUMNS: Final = {f"{name}_{unit}": unit for name in ("time", "timestamp") for unit in UNITS_NS} | {
    "timestamp": "ms"
}
"""Names that a column of times usually has, in any case, and its unit; ``timestamp`` is Edge Impulse's."""

_LIKE_TIMES: Final = re.compile(r"t|.*(time|clock|elapsed|seconds|millis).*|t ?[\[(].*", re.IGNORECASE)
"""Names of columns that are times in a unit that the name does not tell for certain."""


class CsvDescription(Description, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``dataset.toml``: a :class:`Description`, the pattern of the file names, and the rules for their times.

    Attributes:
        files: path of a file below the folder, with ``{subject}`` and ``{label}``, and
            where they apply ``{session}``, ``{repetition}`` (a number), ``{stream}`` and ``{part}`` (train or test).
        timing: what happens to missing and repeated rows.
    """

    files: str
    timing: Timing = Timing()


@dataclass(frozen=True, eq=False)
class _Files:
    """The files of a folder: by take and stream, takes in the order of their paths; and those that fit no pattern."""

    takes: dict[Take, dict[str, Path]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def read_csv_folder(folder: Path) -> Dataset:
    """Read the data set in ``folder``.

    Raises:
        RecordingError: one clear message for each way in which a file can be wrong.
        ContractError: if ``dataset.toml`` is malformed.
    """
    description = read_description(folder / DESCRIPTION, CsvDescription)
    found = _find_takes(folder, description)
    numbers = number_takes(list(found.takes))
    recordings = [
        Recording(
            streams=_read_streams(files, description),
            label=take.label,
            subject=take.subject,
            session=take.session,
            part=take.part,
            repetition=repetition,
            repetitions=repetitions,
            source=str(min(files.values()).relative_to(folder)),
        )
        for (take, files), (repetition, repetitions) in zip(found.takes.items(), numbers, strict=True)
    ]
    return Dataset(
        name=description.name,
        recordings=recordings,
        labels=description.labels,
        signal=description.signal,
        synthetic=description.synthetic,
        description=description.description,
        ignored_files=tuple(found.ignored),
    )


def _find_takes(folder: Path, description: CsvDescription) -> _Files:
    names = _names(description)
    found = _Files()
    without_number: dict[tuple[str, ...], int] = {}
    for path, inside in _files_below(folder, names):
        fields = names.read(inside)
        if fields is None:
            found.ignored.append(str(inside))
            continue
        # Files without a repetition in their name are takes in the order of their paths.
        key = (fields["subject"], fields["label"], fields.get("stream", ""), fields.get("part", ""))
        order = without_number[key] = without_number.get(key, -1) + 1
        take = Take(
            label=description.label_index(fields["label"], str(path)),
            subject=fields["subject"],
            session=fields.get("session", fields["subject"]),
            order=int(fields.get("repetition", order)),
            part=fields.get("part", ""),
        )
        stream = fields.get("stream", description.signal.streams[0].name)
        files = found.takes.setdefault(take, {})
        if stream in files:
            raise RecordingError(
                "One file holds a stream of a take", found=f"{files[stream]} and {path}", remedy="rename one"
            )
        files[stream] = path
    if not found.takes:
        raise RecordingError(
            f"Files in {folder} are called {description.files}",
            found=f"no such file, but {', '.join(found.ignored[:3]) or 'none with that ending'}",
            remedy=f"rename the files, or correct files in {DESCRIPTION}",
        )
    return found


def _names(description: CsvDescription) -> FileNames:
    streams = tuple(spec.name for spec in description.signal.streams)
    required = {"subject", "label"} | ({"stream"} if len(streams) > 1 else set())
    known = {"label": description.label_names, "stream": streams, "part": PARTS}
    return file_names(description.files, known, required)


def _files_below(folder: Path, names: FileNames) -> Iterator[tuple[Path, PurePosixPath]]:
    """Everything below ``folder`` that ends as the recordings do and is not hidden, in order, and its path inside."""
    ending = PurePosixPath(names.template).suffix.lower()
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.suffix.lower() == ending and not name.startswith("."):
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


def _read_streams(files: dict[str, Path], description: CsvDescription) -> dict[str, Stream]:
    """The streams of one take, on a clock that starts with the earliest one."""
    specs = [spec for spec in description.signal.streams if spec.name in files]
    streams = {spec.name: _read_stream(files[spec.name], spec, description.timing) for spec in specs}
    if description.timing.starts == "together":
        return {name: _starting(stream, 0) for name, stream in streams.items()}
    _check_clocks(files, streams)
    earliest_ns = min(stream.start_ns for stream in streams.values())
    return {name: _starting(stream, stream.start_ns - earliest_ns) for name, stream in streams.items()}


def _starting(stream: Stream, start_ns: int) -> Stream:
    return Stream(stream.samples, stream.sample_period_ns, start_ns, stream.account)


def _check_clocks(files: dict[str, Path], streams: dict[str, Stream]) -> None:
    timed = [name for name, stream in streams.items() if stream.account and stream.account.clock]
    untimed = [name for name in streams if name not in timed]
    if timed and untimed:
        raise RecordingError(
            "All streams of a take have a column of times, or none has",
            found=f"a column of times in {files[timed[0]]}, none in {files[untimed[0]]}",
            remedy='record the times of both, or set starts = "together" under [timing] if they start at one moment',
        )


def _read_stream(path: Path, spec: StreamSpec, timing: Timing) -> Stream:
    table = read_table(path)
    missing = [channel for channel in spec.channels if channel not in table.names]
    if missing:
        raise RecordingError(
            f"{path} has a column for every channel of stream {spec.name!r}",
            found=f"no {', '.join(missing)} among {', '.join(table.names)}",
            remedy=f"name the columns in the first line, or correct channels in {DESCRIPTION}",
        )
    samples = to_sample_type(table.columns(spec.channels), spec, str(path), table.lines)
    clock = _read_clock(table, spec, timing)
    samples, account = account_for(samples, table.lines, clock, spec, str(path))
    return Stream(samples, spec.sample_period_ns, round(float(clock.times_ns[0])) if clock else 0, account)


def _read_clock(table: Table, spec: StreamSpec, timing: Timing) -> Clock | None:
    """The column of times: the one that the description names, or one with a usual name."""
    usual = [name for name in dict.fromkeys(table.names) if name.lower() in TIME_COLUMNS and name not in spec.channels]
    names = [timing.column] if timing.column else usual
    if timing.ignore_times:
        return None
    if not names:
        _refuse_unread_times(table, spec)
        return None
    if len(names) > 1 or names[0] not in table.names:
        raise RecordingError(
            f"{table.path} has one column of times",
            found=f"{', '.join(names)}" if len(names) > 1 else f"no {names[0]} among {', '.join(table.names)}",
            remedy=f"name it by column under [timing] in {DESCRIPTION}",
        )
    unit_ns = UNITS_NS[timing.unit if timing.column else TIME_COLUMNS[names[0].lower()]]
    times = table.columns(names, "correct the line, or set ignore_times = true under [timing]")[:, 0]
    latest = float(np.abs(times).max())
    if latest > LATEST_NS / unit_ns:
        raise RecordingError(
            f"Times in {table.path} lie within 146 years of 0",
            found=f"{latest:.3g} in column {names[0]}",
            remedy="correct the column, or its unit under [timing]",
        )
    return Clock(names[0], times * unit_ns, timing)


def _refuse_unread_times(table: Table, spec: StreamSpec) -> None:
    """A clock that is not read would let missing rows and a wrong rate through."""
    likely = [name for name in table.names if _LIKE_TIMES.fullmatch(name.strip()) and name not in spec.channels]
    if likely:
        raise RecordingError(
            f"A column of times in {table.path} is read, or left alone on purpose",
            found=f"column {likely[0]!r}, whose unit its name does not tell",
            remedy=f'set column = "{likely[0]}" and its unit under [timing] in {DESCRIPTION}, or ignore_times = true',
        )
