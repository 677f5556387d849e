"""A folder of CSV files, one per take and stream, described by its ``dataset.toml``."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.recording import Dataset, Recording, Stream

DESCRIPTION: Final = "dataset.toml"
TIME_COLUMN: Final = "time_s"
_PLACEHOLDERS: Final = ("subject", "session", "label", "repetition", "stream")
_RATE_TOLERANCE: Final = 0.01


class CsvDescription(Description, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``dataset.toml``: a :class:`Description`, and how the files are called.

    Attributes:
        files: path of a file below the folder, with ``{subject}`` and ``{label}``, and
            where they apply ``{session}``, ``{repetition}`` (a number) and ``{stream}``.
    """

    files: str


def read_csv_folder(folder: Path) -> Dataset:
    """Read the data set in ``folder``.

    Raises:
        RecordingError: one clear message for each way in which a file can be wrong.
        ContractError: if ``dataset.toml`` is malformed.
    """
    description = read_description(folder / DESCRIPTION, CsvDescription)
    takes = _find_takes(folder, description)
    numbers = number_takes(list(takes))
    recordings = [
        Recording(
            streams={
                spec.name: _read_stream(files[spec.name], spec)
                for spec in description.signal.streams
                if spec.name in files
            },
            label=take.label,
            subject=take.subject,
            session=take.session,
            repetition=repetition,
            repetitions=repetitions,
            source=str(min(files.values()).relative_to(folder)),
        )
        for (take, files), (repetition, repetitions) in zip(takes.items(), numbers, strict=True)
    ]
    return Dataset(
        name=description.name,
        recordings=recordings,
        labels=description.labels,
        signal=description.signal,
        synthetic=description.synthetic,
        description=description.description,
    )


def _find_takes(folder: Path, description: CsvDescription) -> dict[Take, dict[str, Path]]:
    """The files of every take by stream, takes in the order of their paths."""
    pattern = _compile(description)
    takes: dict[Take, dict[str, Path]] = {}
    without_number: dict[tuple[str, ...], int] = {}
    for path in sorted(folder.rglob("*.csv")):
        match = pattern.fullmatch(path.relative_to(folder).as_posix())
        if match is None:
            continue
        fields = match.groupdict()
        # Files without a repetition in their name are takes in the order of their paths.
        key = (fields["subject"], fields["label"], fields.get("stream", ""))
        order = without_number[key] = without_number.get(key, -1) + 1
        take = Take(
            label=description.label_index(fields["label"], str(path)),
            subject=fields["subject"],
            session=fields.get("session", fields["subject"]),
            order=int(fields.get("repetition", order)),
        )
        stream = fields.get("stream", description.signal.streams[0].name)
        files = takes.setdefault(take, {})
        if stream in files:
            raise RecordingError(
                "One file holds a stream of a take", found=f"{files[stream]} and {path}", remedy="rename one"
            )
        files[stream] = path
    if not takes:
        raise RecordingError(
            f"CSV files in {folder} are called {description.files}",
            found="no such file",
            remedy=f"rename the files, or correct files in {DESCRIPTION}",
        )
    return takes


def _compile(description: CsvDescription) -> re.Pattern[str]:
    used = re.findall(r"\{(\w*)\}", description.files)
    required = {"subject", "label"} | ({"stream"} if len(description.signal.streams) > 1 else set())
    if len(set(used)) != len(used) or not required <= set(used) <= set(_PLACEHOLDERS):
        raise RecordingError(
            f"files in {DESCRIPTION} has each of {', '.join(sorted(required))} once, and no placeholders "
            f"but {', '.join(_PLACEHOLDERS)}",
            found=description.files,
            remedy='write, for example, files = "{subject}/{label}-{repetition}.csv"',
        )
    pattern = re.escape(description.files)
    for name in used:
        kind = r"\d+" if name == "repetition" else "[^/]+"
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{kind})")
    return re.compile(pattern)


def _read_stream(path: Path, spec: StreamSpec) -> Stream:
    header, table = _read_table(path)
    missing = [channel for channel in spec.channels if channel not in header]
    if missing:
        raise RecordingError(
            f"{path} has a column for every channel of stream {spec.name!r}",
            found=f"no {', '.join(missing)} among {', '.join(header)}",
            remedy=f"name the columns in the first line, or correct channels in {DESCRIPTION}",
        )
    start_ns = 0
    if TIME_COLUMN in header:
        start_ns = _start_ns(table[:, header.index(TIME_COLUMN)], spec, path)
    samples = table[:, [header.index(channel) for channel in spec.channels]]
    return Stream(to_sample_type(samples, spec, str(path)), spec.sample_period_ns, start_ns)


def _read_table(path: Path) -> tuple[list[str], NDArray[np.float64]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file) if row]
        table = np.array(rows[1:], np.float64)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        raise RecordingError(
            f"{path} is a CSV file: a line of column names, then equally many numbers a line",
            found=error,
            remedy="export the recording again with commas and decimal points",
        ) from error
    if table.ndim != 2 or table.shape[1] != len(rows[0]):
        raise RecordingError(
            f"{path} has as many numbers a line as names in its first line",
            found="no lines of numbers" if table.ndim != 2 else f"{table.shape[1]} numbers, {len(rows[0])} names",
            remedy="export the recording again",
        )
    return [name.strip() for name in rows[0]], table


def _start_ns(time_s: NDArray[np.float64], spec: StreamSpec, path: Path) -> int:
    """Time of the first sample, once the column is known to run at the stream's rate."""
    period_ns = spec.sample_period_ns
    mean_ns = float(np.diff(time_s).mean()) * NS_PER_S if len(time_s) > 1 else float(period_ns)
    if not abs(mean_ns - period_ns) <= _RATE_TOLERANCE * period_ns:
        raise RecordingError(
            f"Column {TIME_COLUMN} of {path} advances by the stream's sample_period_ns, {period_ns}",
            found=f"{mean_ns:.0f} ns a sample on average",
            remedy=f"correct sample_period_ns in {DESCRIPTION}, or resample the recording",
        )
    return round(float(time_s[0]) * NS_PER_S)
