"""The account of every row: what was read, kept, filled and dropped, and what the times show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from kd_edge.contract import RATE_TOLERANCE, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.clock import Reading, Shift, Times, first_backward_step, read_clock

UNITS_NS: Final = {"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1.0}


class Timing(Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[timing]`` of ``dataset.toml``: what happens to rows that the clock finds missing or repeated.

    Attributes:
        gaps: ``refuse`` the recording, or ``fill`` with the last sample, as live recognition does.
        longest_gap_ms: a longer gap is always refused.
        duplicates: ``refuse``, or ``drop`` a row that repeats the one before it in every column that is read.
        starts: streams of a take start when their ``clock`` says, or all ``together``.
        column: name of the column of times; without it, columns with the usual names are used.
        unit: what that column counts.
        ignore_times: ignore every column of times: rows are only counted, and streams start together.
        missing: ``refuse`` a cell without a value (empty, NaN), or ``hold`` the value above it.
    """

    gaps: Literal["refuse", "fill"] = "refuse"
    longest_gap_ms: Annotated[float, Meta(gt=0, le=1e6)] = 100.0
    duplicates: Literal["refuse", "drop"] = "refuse"
    starts: Literal["clock", "together"] = "clock"
    column: str = ""
    unit: Literal["s", "ms", "us", "ns"] = "s"
    ignore_times: bool = False
    missing: Literal["refuse", "hold"] = "refuse"


class Gap(Struct, frozen=True):
    """``missing`` rows were missing right before ``line`` of the file, and were filled."""

    line: int
    missing: int


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to the rows of one stream of one recording.

    Attributes:
        rows: rows of the file.
        dropped: rows that repeated the one before, and were left out.
        gaps: where rows were missing; all of them were filled.
        clock: name of the column of times; empty if there is none, so that gaps are unknown.
        period_ns: measured nanoseconds from row to row, without the gaps.
        packet: number of rows that share one time, as the rows of a radio packet do.
        late: rows that came late, so that nothing is missing.
        unseen: the clock is so coarse that a gap of at most this many rows cannot be detected.
        held: single values that were missing, and were replaced by those above them.
    """

    rows: int
    dropped: int = 0
    gaps: tuple[Gap, ...] = ()
    clock: str = ""
    period_ns: float | None = None
    packet: int = 1
    late: int = 0
    unseen: int = 0
    held: int = 0

    @property
    def filled(self) -> int:
        """Samples that were put into gaps."""
        return sum(gap.missing for gap in self.gaps)


class Clock(Struct, frozen=True):
    """A column of times as it was read: its name, its nanoseconds, and how gaps are treated."""

    name: str
    times_ns: Times
    timing: Timing


def account_for(
    samples: NDArray[Any], lines: Sequence[int], clock: Clock | None, spec: StreamSpec, path: str
) -> tuple[NDArray[Any], Account]:
    """Compare the rows of one stream with its clock.

    Args:
        samples: shape ``(rows, channels)``.
        lines: the line of every row in its file.
        clock: the rows' times; None if the file has none.
        spec: the stream, with its stated period.
        path: the file, for messages.

    Returns:
        The samples, one for every period, and the account of them.

    Raises:
        RecordingError: naming the first line that is missing, repeated or out of order, or the measured rate.
    """
    if clock is None:
        return samples, Account(rows=len(samples))
    backward = first_backward_step(clock.times_ns)
    if backward is not None:
        raise RecordingError(
            f"The rows of {path} are in the order of their times",
            found=f"line {lines[backward]}: {_steps(clock, backward)}",
            remedy="sort the rows, or put each recording into a file of its own",
        )
    reading = read_clock(clock.times_ns, spec.sample_period_ns)
    _check_rate(reading, clock, spec, path)
    repeats = np.ones(len(samples), np.int64)
    for shift in reading.shifts:
        if shift.missing > 0:
            _check_gap(shift, lines, clock, spec, path)
            repeats[shift.row - 1] += shift.missing
        else:
            _check_repeated(shift, samples, lines, clock, path)
            repeats[shift.row] -= 1
    _check_filling(reading, len(samples), path)
    return np.repeat(samples, repeats, axis=0), Account(
        rows=len(samples),
        dropped=sum(shift.missing < 0 for shift in reading.shifts),
        gaps=tuple(Gap(lines[shift.row], shift.missing) for shift in reading.shifts if shift.missing > 0),
        clock=clock.name,
        period_ns=reading.period_ns,
        packet=reading.packet,
        late=reading.late,
        unseen=reading.unseen,
    )


def _check_rate(reading: Reading, clock: Clock, spec: StreamSpec, path: str) -> None:
    stated_ns, measured_ns = spec.sample_period_ns, reading.period_ns
    if measured_ns is None or abs(measured_ns / stated_ns - 1) <= RATE_TOLERANCE + reading.rate_slack:
        return
    raise RecordingError(
        f"Column {clock.name} of {path} advances by sample_period_ns of stream {spec.name!r}, {stated_ns}",
        found=f"{measured_ns:.0f} ns a row" + (f" ({1e9 / measured_ns:.6g} Hz)" if measured_ns else ""),
        remedy="correct sample_period_ns, or the column's unit under [timing], or resample the recording",
    )


def _check_filling(reading: Reading, rows: int, path: str) -> None:
    missing = sum(max(0, shift.missing) for shift in reading.shifts)
    if missing > rows:
        raise RecordingError(
            f"Most rows of {path} exist",
            found=f"{rows:,} rows, and {missing:,} missing",
            remedy="leave the recording out, or put what lies between its gaps into files of their own",
        )


def _check_gap(shift: Shift, lines: Sequence[int], clock: Clock, spec: StreamSpec, path: str) -> None:
    gap_ms = shift.missing * spec.sample_period_ns / 1e6
    timing = clock.timing
    if timing.gaps == "fill" and gap_ms <= timing.longest_gap_ms:
        return
    rows = f"{shift.missing} row{'s' if shift.missing > 1 else ''}"
    raise RecordingError(
        f"No rows are missing in {path}"
        if timing.gaps == "refuse"
        else f"Gaps in {path} are no longer than longest_gap_ms, {timing.longest_gap_ms:g}",
        found=f"{rows} ({gap_ms:g} ms) before line {lines[shift.row]}: {_steps(clock, shift.row)}",
        remedy="leave the recording out"
        if timing.gaps == "fill"
        else 'leave the recording out, or fill short gaps by gaps = "fill" under [timing]',
    )


def _check_repeated(shift: Shift, samples: NDArray[Any], lines: Sequence[int], clock: Clock, path: str) -> None:
    row = shift.row
    same = shift.missing == -1 and bool((samples[row] == samples[row - 1]).all())
    if same and clock.times_ns[row] == clock.times_ns[row - 1] and clock.timing.duplicates == "drop":
        return
    raise RecordingError(
        f"Every row of {path} has a time of its own",
        found=f"line {lines[row]}{' repeats the line before' if same else ''}: {_steps(clock, row)}",
        remedy='remove the line, or drop repeated ones by duplicates = "drop" under [timing]'
        if same
        else "correct the times, leave the recording out, or set ignore_times = true under [timing]",
    )


def _steps(clock: Clock, row: int) -> str:
    before, after = (clock.times_ns[index] / 1e9 for index in (row - 1, row))
    return f"{after:.9g} s after {before:.9g} s"
