"""A folder of tables (CSV and what else holds rows and columns), described by its ``dataset.toml``.

A file holds one take of one stream, one take of all streams, or, with ``[columns]``, a session of many takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec.structs import replace

from kd_edge.contract import StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.csv_table import Table
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.recordings.segments import Columns, Segment, cut
from kd_edge.recordings.table_clock import read_clock
from kd_edge.recordings.table_files import TakeFiles, find_takes
from kd_edge.recordings.tables.kinds import TABLES
from kd_edge.recordings.timing import Timing, account_for

DESCRIPTION: Final = "dataset.toml"


class CsvDescription(Description, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``dataset.toml``: a :class:`Description`, the pattern of the file names, and the rules for their rows.

    Attributes:
        files: path of a file below the folder, with ``{subject}`` and ``{label}``, and where they apply
            ``{session}``, ``{repetition}`` (a number), ``{stream}`` and ``{part}`` (train or test); ``{any}`` is text
            that tells nothing.
        format: how files hold their tables: a key of :data:`kd_edge.recordings.tables.kinds.TABLES`.
        subject: who wears the sensors, where neither names nor columns of the files tell.
        subject_metadata: the key of a platform's metadata that tells who wears them.
        timing: what happens to missing and repeated rows.
        columns: the columns that tell what is done, in sessions of many takes.
    """

    files: str
    format: str = "csv"
    subject: str = ""
    subject_metadata: str = ""
    timing: Timing = Timing()
    columns: Columns | None = None


def read_csv_folder(folder: Path, toml: Path | None = None) -> Dataset:
    """Read the data set in ``folder``, which ``toml`` describes (by default its ``dataset.toml``).

    Raises:
        RecordingError: one clear message for each way in which a file can be wrong.
        ContractError: if the description is malformed.
    """
    description = read_description(toml or folder / DESCRIPTION, CsvDescription)
    return read_tables(folder, description)


def read_tables(folder: Path, description: CsvDescription) -> Dataset:
    """Read the data set in ``folder`` as ``description`` says; errors as for :func:`read_csv_folder`."""
    if description.format not in TABLES:
        raise RecordingError(
            f"The format of tables is one of {', '.join(TABLES)}",
            found=description.format,
            remedy="correct format in the TOML file",
        )
    found = find_takes(folder, description)
    takes: list[Take] = []
    streams: list[dict[str, Stream]] = []
    sources: list[str] = []
    ignored = list(found.ignored)
    for files in found.takes:
        source = str(min(files.paths.values()).relative_to(folder))
        for segment, read in _read_takes(files, description):
            where = f"{source} row {segment.rows[0] + 1}" if segment is not None else source
            if segment is not None and _is_short(read, description):
                ignored.append(f"{where}: {len(segment.rows)} rows of {segment.fields['label']}")
                continue
            fields = {**files.fields, **(segment.fields if segment else {})}
            takes.append(_take(fields, files.order if segment is None else len(takes), description, folder / source))
            streams.append(read)
            sources.append(where)
    return Dataset(
        name=description.name,
        recordings=[
            Recording(
                streams=read,
                label=take.label,
                subject=take.subject,
                session=take.session,
                part=take.part,
                repetition=repetition,
                repetitions=repetitions,
                source=source,
            )
            for take, read, source, (repetition, repetitions) in zip(
                takes, streams, sources, number_takes(takes), strict=True
            )
        ],
        labels=description.labels,
        signal=description.signal,
        synthetic=description.synthetic,
        description=description.description,
        ignored_files=tuple(ignored),
    )


def _take(fields: dict[str, str], order: int, description: CsvDescription, path: Path) -> Take:
    subject = fields.get("subject") or description.subject
    if not subject or not fields.get("label"):
        raise RecordingError(
            f"Names, columns or the description tell label and person of {path}",
            found=", ".join(f"{role} {value!r}" for role, value in sorted(fields.items())) or "neither",
            remedy="correct files, or name the person of all files by subject",
        )
    return Take(
        label=description.label_index(fields["label"], str(path)),
        subject=subject,
        session=fields.get("session") or subject,
        order=order,
        part=fields.get("part", ""),
    )


def _is_short(streams: dict[str, Stream], description: CsvDescription) -> bool:
    shortest_ms = description.columns.shortest_ms if description.columns else 0.0
    return min(stream.duration_s for stream in streams.values()) * 1000 < shortest_ms


def _read_takes(files: TakeFiles, description: CsvDescription) -> list[tuple[Segment | None, dict[str, Stream]]]:
    """The takes in some files that belong together: one, or as many as a column of labels tells."""
    tables = {path: TABLES[description.format].open(path) for path in dict.fromkeys(files.paths.values())}
    if description.columns is None and not files.segments:
        return [(None, _read_streams(files, tables, description, None))]
    if len(tables) > 1:
        raise RecordingError(
            "A session with a column of labels is one file with all streams",
            found=", ".join(str(path) for path in tables),
            remedy="join the files, or leave {stream} out of files",
        )
    (table,) = tables.values()
    segments = files.segments if description.columns is None else cut(table, description.columns)
    last = max((int(segment.rows[-1]) for segment in segments), default=0)
    if last >= len(table):
        raise RecordingError(
            f"Labels of {table.path} end with its rows, {len(table)}",
            found=f"one that reaches to row {last + 1}",
            remedy="export the recording and its labels again",
        )
    return [(segment, _read_streams(files, tables, description, segment)) for segment in segments]


def _read_streams(
    files: TakeFiles, tables: dict[Path, Table], description: CsvDescription, segment: Segment | None
) -> dict[str, Stream]:
    """The streams of one take, on a clock that starts with the earliest one."""
    specs = [spec for spec in description.signal.streams if spec.name in files.paths]
    shared = len(set(files.paths.values())) < len(specs) or any(table.clocks for table in tables.values())
    parts = {path: table if segment is None else table.take(segment.rows) for path, table in tables.items()}
    others = () if description.columns is None else tuple(description.columns.used().values())
    streams = {
        spec.name: _read_stream(parts[files.paths[spec.name]], spec, description.timing, shared, others)
        for spec in specs
    }
    if description.timing.starts == "together":
        return {name: _starting(stream, 0) for name, stream in streams.items()}
    _check_clocks(files.paths, streams)
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


def _read_stream(table: Table, spec: StreamSpec, timing: Timing, shared: bool, others: Sequence[str]) -> Stream:
    """One stream of a table; of a table that is ``shared``, the rows in which it has a value."""
    missing = [channel for channel in spec.channels if channel not in table.names]
    if missing:
        raise RecordingError(
            f"{table.path} has a column for every channel of stream {spec.name!r}",
            found=f"no {', '.join(missing)} among {', '.join(table.names)}",
            remedy=f"name the columns in the first line, or correct channels in {DESCRIPTION}",
        )
    if shared:
        # Sensors with clocks of their own may end at different rows; a row that only some have would be a gap.
        present = table.present(spec.channels)
        table = table.take(np.flatnonzero(present.all(axis=1) if table.clocks else present.any(axis=1)))
    held = 0
    if timing.missing == "hold":
        table, held = table.held(spec.channels)
    samples = to_sample_type(table.columns(spec.channels), spec, str(table.path), table.lines)
    clock = read_clock(table, spec, timing, others) if len(table) else None
    samples, account = account_for(samples, table.lines, clock, spec, str(table.path))
    return Stream(
        samples,
        spec.sample_period_ns,
        round(float(clock.times_ns[0])) if clock else 0,
        replace(account, held=held) if held else account,
    )
