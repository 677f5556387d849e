"""A description of a folder of tables, or of a single one: what is in it, and why it is taken for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from kd_edge.contract import NS_PER_S
from kd_edge.errors import RecordingError
from kd_edge.recordings.edge_impulse import read_told
from kd_edge.recordings.guess.labels import write_labels
from kd_edge.recordings.guess.notes import Description, Notes
from kd_edge.recordings.guess.paths import Names, guess_names, named_by_sensor
from kd_edge.recordings.guess.rates import period_of
from kd_edge.recordings.guess.signal import LONGEST_WINDOW_S, write_signal
from kd_edge.recordings.guess.streams import StreamGuess, units_in
from kd_edge.recordings.guess.tables import Look, look_into
from kd_edge.recordings.table_files import files_below
from kd_edge.recordings.tables.kinds import TABLES

_NINAPRO_HZ: Final = {
    10: (100, "DB1"),
    12: (2000, "DB2, DB3, DB4 and DB7"),
    14: (2000, "DB6"),
    16: (200, "DB5; in DB8 they have 1111 Hz"),
}
"""Rows per second of Ninapro's data sets (Atzori et al. 2014, and https://ninapro.hevs.ch), by muscle channels."""


def describe_tables(
    folder: Path, paths: Sequence[Path], format_: str, why: str, name: str, rate_hz: float | None
) -> Description:
    """A description of the tables at ``paths`` below ``folder``.

    Args:
        folder: where they are.
        paths: every file of one ending.
        format_: the format of tables.
        why: why it is that format.
        name: what the data set will be called.
        rate_hz: rows per second, where the files do not tell.

    Raises:
        RecordingError: no file can be read, or nothing tells what is done in them.
    """
    inside = [PurePosixPath(path.relative_to(folder).as_posix()) for path in paths]
    kept = named_by_sensor(inside)
    unnamed = [str(path) for path, keep in zip(inside, kept, strict=True) if not keep]
    paths = [path for path, keep in zip(paths, kept, strict=True) if keep]
    inside = [path for path, keep in zip(inside, kept, strict=True) if keep]
    everything = look_into(paths, format_)
    told = read_told(folder) if format_ == "edge-impulse" else {}
    labels_told = all(told.get(str(path)) is not None and told[str(path)].fields.get("label") for path in inside)
    by_column = _label_is_in_a_column(everything)
    names = None if labels_told else guess_names(inside, needs_label=not by_column)
    if names is None and (by_column or labels_told):
        names = Names("{any}" + inside[0].suffix, {"any": "names need not tell anything"}, [{} for _ in inside])
    if names is None:
        raise RecordingError(
            "Names of files, or a column, tell what is done in them",
            found=f"{', '.join(str(path) for path in inside[:3])}, with {', '.join(_all_columns(everything[0])[:8])}",
            remedy="call the files by label, as in WAVE.1.csv or ann/WAVE_1.csv, or add a column of labels",
        )
    looks = _by_stream(paths, names, format_) or {"": everything[0]}
    notes = Notes()
    notes.preface()
    notes.add("name", name, "the name of the folder or file; figures and files are called by it")
    notes.add("format", format_, why)
    remarks = write_labels(notes, names, everything, told, by_column, inside)
    streams = _streams(looks, rate_hz, ninapro=format_ == "mat" and by_column)
    _write_timing(notes, list(looks.values()), streams)
    if by_column:
        shortest = _write_columns(notes, everything, streams)
    else:
        shortest = min(min(look.durations_ns) for look in everything) / 1e9 or LONGEST_WINDOW_S
    write_signal(notes, streams, shortest)
    remarks += [f"ignored: {path}, which is not called after a sensor as the others are" for path in unnamed[:3]]
    for look in looks.values():
        remarks += [f"left out: column {column!r}, {reason}" for column, reason in look.roles.left_out.items()]
        remarks += [f"not read: {text}" for text in look.damaged]
    return Description(notes.text(), tuple(notes.guesses), tuple(remarks))


def _label_is_in_a_column(looks: Sequence[Look]) -> bool:
    """A column of labels counts if a file has several runs in it; one that repeats the file's name says no more."""
    return any(sum(map(len, look.runs.values())) > look.files for look in looks)


def _all_columns(look: Look) -> list[str]:
    return [name for channels in look.roles.channels.values() for name in channels] + list(look.roles.left_out)


def _by_stream(paths: Sequence[Path], names: Names, format_: str) -> dict[str, Look]:
    """A look into the files of each stream, where a take has a file for each; else nothing."""
    files: dict[str, list[Path]] = {}
    for path, values in zip(paths, names.values, strict=True):
        if "stream" in values:
            files.setdefault(values["stream"].lower(), []).append(path)
    return {name: look_into(chosen, format_)[0] for name, chosen in sorted(files.items())}


def _streams(looks: Mapping[str, Look], rate_hz: float | None, ninapro: bool) -> list[StreamGuess]:
    """Streams of one file for each kind of sensor; of several files for a take, one for each kind of file."""
    found: dict[str, StreamGuess] = {}
    groups = [
        (name or kind, look, channels)
        for name, look in looks.items()
        for kind, channels in ([(name, _joined(look))] if name else _by_rate(look).items())
        if channels
    ]
    for name, look, channels in groups:
        kind = next((kind for kind, each in look.roles.channels.items() if channels[0] in each), name)
        steps = look.steps_ns.get(channels[0]) or look.steps_ns.get("") or []
        if rate_hz is not None:
            period, why, unsure = round(NS_PER_S / rate_hz), f"{rate_hz:g} Hz, as you said by --rate", False
        elif steps:
            period, why = period_of(steps)
            unsure = False
        elif ninapro and (count := len(look.roles.channels.get("emg", ()))) in _NINAPRO_HZ:
            hertz, which = _NINAPRO_HZ[count]
            period, unsure = round(NS_PER_S / hertz), True
            why = f"no file tells it; Ninapro's recordings with {count} muscle channels ({which}) have {hertz} Hz"
        else:
            period, why, unsure = (
                10_000_000,
                "no column of times and no interval tell it; 100 Hz is a mere example",
                True,
            )
        stream = StreamGuess(name, kind, channels, period, why, unsure, units=units_in(channels))
        found[name] = stream.seen([look.ranges[channel] for channel in channels if channel in look.ranges])
    if not found:
        raise RecordingError(
            "Files have columns of numbers",
            found="; ".join(
                f"{column}: {reason}" for look in looks.values() for column, reason in look.roles.left_out.items()
            )
            or "none",
            remedy="export them again with the samples, a column for each channel",
        )
    return list(found.values())


def _by_rate(look: Look) -> dict[str, tuple[str, ...]]:
    """The channels of each kind; where each has its own clock, of each kind and rate."""
    groups: dict[str, tuple[str, ...]] = {}
    for kind, channels in look.roles.channels.items():
        rates: dict[int, list[str]] = {}
        for channel in channels:
            steps = look.steps_ns.get(channel) or look.steps_ns.get(channels[0]) or [1e7]
            rates.setdefault(period_of(steps)[0], []).append(channel)
        for number, each in enumerate(rates.values(), 1):
            groups[kind if number == 1 else f"{kind}_{number}"] = tuple(each)
    return groups


def _joined(look: Look) -> tuple[str, ...]:
    """All channels of a file, whatever their kinds."""
    return tuple(channel for channels in look.roles.channels.values() for channel in channels)


def _write_timing(notes: Notes, looks: Sequence[Look], streams: Sequence[StreamGuess]) -> None:
    look = looks[0]
    faults = [fault for each, stream in zip(looks, streams, strict=False) for fault in each.faults(stream.period_ns)]
    longest = max((fault.longest_gap for fault in faults), default=0)
    repeated = sum(fault.repeated for fault in faults)
    entries: list[tuple[str, str | bool, str]] = []
    if look.unit is not None and not look.unit.usual:
        entries.append(("column", look.roles.time, "its name, and its values rise"))
        entries.append(("unit", look.unit.unit, look.unit.why))
    elif look.unit is None and look.roles.time:
        entries.append(
            ("ignore_times", True, f"nothing tells the unit of column {look.roles.time}: set column and unit")
        )
    if longest:
        longest_ms = longest * streams[0].period_ns / 1e6
        entries.append(("gaps", "fill", f"rows are missing, up to {longest} in a row ({longest_ms:g} ms)"))
    if repeated:
        entries.append(("duplicates", "drop", f"{repeated} rows repeat the time before"))
    if look.missing and not look.sparse:
        entries.append(
            ("missing", "hold", f"{look.missing} values are missing: the one above is repeated, and counted")
        )
    if not entries:
        return
    notes.begin("[timing]")
    for key, value, why in entries:
        notes.add(key, value, why)
    if longest:
        limit = float(max(100, 50 * np.ceil(longest * streams[0].period_ns / 1e6 / 50)))
        notes.add("longest_gap_ms", limit, "longer gaps are refused")


def _write_columns(notes: Notes, looks: Sequence[Look], streams: Sequence[StreamGuess]) -> float:
    """Add ``[columns]``; returns the seconds of the shortest take that stays."""
    roles = looks[0].roles
    notes.begin("[columns]")
    notes.add("label", roles.label, "a column with few different values that lasts: every run of equal ones is a take")
    for role in ("subject", "session", "repetition"):
        if getattr(roles, role):
            notes.add(role, getattr(roles, role), "its name; where it changes, a new take begins")
    period_s = min(stream.period_ns for stream in streams) / 1e9
    lengths = np.array(sorted(length for look in looks for each in look.runs.values() for length in each))
    usual_s = float(np.median(lengths)) * period_s
    shortest_s = round(min(0.5 * usual_s, LONGEST_WINDOW_S), 2)
    kept = lengths[lengths * period_s >= shortest_s]
    shortest = float(kept.min()) * period_s if len(kept) else usual_s
    notes.add(
        "shortest_ms",
        shortest_s * 1000,
        f"half of what a run usually lasts ({usual_s:.2f} s): shorter ones, {len(lengths) - len(kept)} of "
        f"{len(lengths)}, are no whole take",
    )
    return shortest


def files_of(folder: Path, format_: str, ending: str) -> list[Path]:
    """Every file that the format reads below ``folder``, in order."""
    endings = frozenset({ending}) | TABLES[format_].also
    return [path for path, _ in files_below(folder, endings)]
