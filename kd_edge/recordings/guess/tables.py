"""A look into tables: the roles of their columns, their rates, their faults, and how long takes are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.recordings.csv_table import Table, is_missing
from kd_edge.recordings.guess.columns import Roles, numbers_of, roles_of
from kd_edge.recordings.guess.rates import Faults, Unit, faults_of, rough_step, unit_of
from kd_edge.recordings.guess.streams import Range
from kd_edge.recordings.tables.kinds import TABLES
from kd_edge.recordings.timing import UNITS_NS

MOST: Final = 60
"""Files that are looked into: every one of a small set, a spread of a large one."""

_EXERCISE: Final = "exercise"
_MOST_BYTES: Final = 512 << 20


@dataclass
class Look:
    """What a sample of the files shows.

    Attributes:
        roles: of the columns, by the first file of each layout.
        files: how many files were looked into.
        unit: of the column of times; None if there is none or nobody knows.
        steps_ns: measured nanoseconds from row to row, one for every file and stream, by the stream's first channel.
        ranges: of the values, by channel.
        durations_ns: of every file.
        missing: single values that are missing.
        faults: of the times.
        runs: lengths of runs of equal labels in rows, by label.
        exercises: the labels of each exercise, where files tell theirs, as Ninapro's do.
        damaged: files that could not be read, with the reason.
    """

    roles: Roles
    files: int = 0
    unit: Unit | None = None
    steps_ns: dict[str, list[float]] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    durations_ns: list[float] = field(default_factory=list)
    missing: int = 0
    times_ns: list[NDArray[np.float64]] = field(default_factory=list)
    runs: dict[str, list[int]] = field(default_factory=dict)
    exercises: dict[str, set[str]] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    sparse: bool = False

    def faults(self, period_ns: int) -> list[Faults]:
        """The faults of every file's times for a stated period."""
        return [faults_of(times, period_ns) for times in self.times_ns]


def spread(paths: Sequence[Path]) -> list[Path]:
    """At most :data:`MOST` of ``paths``, from the first to the last, and fewer of large files."""
    size = max(path.stat().st_size for path in paths)
    most = max(2, min(MOST, _MOST_BYTES // max(1, size)))
    if len(paths) <= most:
        return list(paths)
    return [paths[round(index)] for index in np.linspace(0, len(paths) - 1, most)]


def look_into(paths: Sequence[Path], format_: str) -> list[Look]:
    """A look into each layout of columns that ``paths`` have; files of one layout have the same columns.

    Raises:
        RecordingError: no file can be read.
    """
    looks: dict[tuple[str, ...], Look] = {}
    errors: list[tuple[Path, RecordingError]] = []
    for path in spread(paths):
        try:
            table = TABLES[format_].open(path)
        except RecordingError as error:
            errors.append((path, error))
            continue
        look = looks.setdefault(table.names, Look(roles_of(table)))
        _look(table, look)
    if not looks:
        raise errors[0][1]
    found = sorted(looks.values(), key=lambda look: -look.files)
    found[0].damaged = [f"{path.name}: {error}" for path, error in errors]
    return found


def _look(table: Table, look: Look) -> None:
    look.files += 1
    roles = look.roles
    for channels in roles.channels.values():
        for name in channels:
            numbers = numbers_of(table, name)
            found = None if numbers is None else Range.of(numbers, look.ranges.get(name))
            if found is not None:
                look.ranges[name] = found
            if numbers is not None and not table.clocks:
                look.missing += int(np.isnan(numbers).sum())
    if table.clocks:
        _look_at_clocks(table, look)
    elif roles.time:
        _look_at_times(table, look)
    elif table.interval_ns is not None:
        look.steps_ns.setdefault("", []).append(table.interval_ns)
        look.durations_ns.append(table.interval_ns * len(table))
    if not look.durations_ns:
        look.durations_ns.append(0.0)
    if roles.label:
        _look_at_labels(table, look)


def _look_at_clocks(table: Table, look: Look) -> None:
    """Every channel has times of its own, and so its own rate."""
    for channels in look.roles.channels.values():
        for channel in channels:
            own = numbers_of(table, table.clocks[channel]) if channel in table.clocks else None
            if own is not None:
                _note_times(own[~np.isnan(own)] * 1e9, channel, look, faults=False)


def _look_at_times(table: Table, look: Look) -> None:
    times = numbers_of(table, look.roles.time)
    if times is None or np.isnan(times).any():
        return
    look.unit = look.unit or unit_of(look.roles.time, times)
    if look.unit is None:
        return
    times_ns = times * UNITS_NS[look.unit.unit]
    present = {kind: table.present(channels).any(axis=1) for kind, channels in look.roles.channels.items()}
    look.sparse = look.sparse or (any(not rows.all() for rows in present.values()) and len(present) > 1)
    for kind, channels in look.roles.channels.items():
        _note_times(times_ns[present[kind]], channels[0], look, faults=len(present) == 1)


def _note_times(times_ns: NDArray[np.float64], channel: str, look: Look, faults: bool = True) -> None:
    if len(times_ns) < 2:
        return
    step = rough_step(times_ns)
    if step > 0:
        look.steps_ns.setdefault(channel, []).append(step)
    look.durations_ns.append(float(times_ns[-1] - times_ns[0]) + step)
    if faults:
        look.times_ns.append(times_ns)


def _look_at_labels(table: Table, look: Look) -> None:
    roles = look.roles
    names = [name for name in (roles.label, roles.subject, roles.session, roles.repetition) if name]
    keys = list(zip(*(table.texts(name) for name in names), strict=True))
    told = table.texts(_EXERCISE)[0] if _EXERCISE in table.names and keys else ""
    exercise = look.exercises.setdefault(told, set()) if told else set[str]()
    start = 0
    for row in range(1, len(keys) + 1):
        if row == len(keys) or keys[row] != keys[start]:
            value = keys[start][0]
            if not is_missing(value):
                exercise.add(value)
                look.runs.setdefault(value, []).append(row - start)
            start = row


def most_common_runs(looks: Sequence[Look]) -> Counter[str]:
    """How many runs each label has."""
    return Counter({label: len(lengths) for look in looks for label, lengths in look.runs.items()})
