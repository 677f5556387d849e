"""Which column of a table holds the times of its rows, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from kd_edge.contract import RATE_TOLERANCE, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.checks import LATEST_NS
from kd_edge.recordings.csv_table import Table
from kd_edge.recordings.timing import UNITS_NS, Clock, Timing

TIME_COLUMNS: Final = {f"{name}_{unit}": unit for name in ("time", "timestamp") for unit in UNITS_NS} | {
    "timestamp": "ms"
}
"""Names that a column of times usually has, in any case, and its unit; ``timestamp`` is Edge Impulse's."""

_LIKE_TIMES: Final = re.compile(r"t|.*(time|clock|elapsed|seconds|millis).*|t ?[\[(].*", re.IGNORECASE)
"""Names of columns that are times in a unit that the name does not tell for certain."""


def is_like_times(name: str) -> bool:
    """Whether a column of this name may hold times."""
    return _LIKE_TIMES.fullmatch(name.strip()) is not None


def read_clock(table: Table, spec: StreamSpec, timing: Timing, others: Sequence[str] = ()) -> Clock | None:
    """The times of the rows: of the column that the description names, or of one with a usual name; None for none.

    Args:
        table: the rows of one stream.
        spec: the stream.
        timing: what the description says about times.
        others: columns that are no times, whatever they are called.

    Raises:
        RecordingError: there are two such columns, or one whose unit nobody knows, or a time that is none.
    """
    if timing.ignore_times:
        return None
    no_times = {*spec.channels, *others}
    usual = [name for name in dict.fromkeys(table.names) if name.lower() in TIME_COLUMNS and name not in no_times]
    own = table.clocks.get(spec.channels[0])
    names = [own] if own else [timing.column] if timing.column else usual
    if not names:
        _refuse_unread_times(table, no_times)
        _check_interval(table, spec)
        return None
    if len(names) > 1 or names[0] not in table.names:
        raise RecordingError(
            f"{table.path} has one column of times",
            found=f"{', '.join(names)}" if len(names) > 1 else f"no {names[0]} among {', '.join(table.names)}",
            remedy="name it by column under [timing] in dataset.toml",
        )
    unit = "s" if own else timing.unit if timing.column else TIME_COLUMNS[names[0].lower()]
    unit_ns = UNITS_NS[unit]
    times = table.columns(names, "correct the line, or set ignore_times = true under [timing]")[:, 0]
    latest = float(np.abs(times).max(initial=0))
    if latest > LATEST_NS / unit_ns:
        raise RecordingError(
            f"Times in {table.path} lie within 146 years of 0",
            found=f"{latest:.3g} in column {names[0]}",
            remedy="correct the column, or its unit under [timing]",
        )
    return Clock(names[0], times * unit_ns, timing)


def _refuse_unread_times(table: Table, no_times: set[str]) -> None:
    """A clock that is not read would let missing rows and a wrong rate through."""
    likely = [name for name in table.names if is_like_times(name) and name not in no_times]
    if likely:
        raise RecordingError(
            f"A column of times in {table.path} is read, or left alone on purpose",
            found=f"column {likely[0]!r}, whose unit its name does not tell",
            remedy=f'set column = "{likely[0]}" and its unit under [timing] in dataset.toml, or ignore_times = true',
        )


def _check_interval(table: Table, spec: StreamSpec) -> None:
    """A file that tells the interval between rows tells what the description says."""
    told_ns, stated_ns = table.interval_ns, spec.sample_period_ns
    if told_ns is not None and abs(told_ns / stated_ns - 1) > RATE_TOLERANCE:
        raise RecordingError(
            f"The interval of {table.path} is sample_period_ns of stream {spec.name!r}, {stated_ns}",
            found=f"{told_ns:.0f} ns ({1e9 / told_ns:.6g} Hz)",
            remedy="correct sample_period_ns, or leave the recording out",
        )
