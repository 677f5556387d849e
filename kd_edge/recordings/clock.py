"""What a column of times shows: the rate, and where there are missing or extra rows.

If one row comes late and the next ones are on time again, that is jitter; if the times step forward and stay
shifted, rows are missing.  So a single irregular step proves nothing: what counts is by how many rows the times have
shifted once they are regular again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import RATE_TOLERANCE as RATE_TOLERANCE

Times = NDArray[np.float64]

_SETTLED: Final = 8
"""Number of regular steps after which the times count as regular again."""

_LAG: Final = 16
"""Rows over which the rate is measured: many compared with jitter, few compared with the distance of gaps."""

_FEWEST_PACKETS: Final = 3
_FINE: Final = 0.25
"""Fraction of a sample period: a clock with a finer resolution than this distinguishes every single row."""


@dataclass(frozen=True)
class Shift:
    """A place where the times no longer match the number of rows.

    Attributes:
        row: the first row behind it, from 0.
        missing: rows that are missing right before ``row``; negative if ``row`` and some rows after it are extra.
    """

    row: int
    missing: int


@dataclass(frozen=True)
class Reading:
    """The result of reading the times of one stream.

    Attributes:
        period_ns: measured nanoseconds from row to row, without the gaps; None for a single row.
        rate_slack: share by which jitter alone may have moved ``period_ns``.
        packet: number of rows that share one time, as the rows of a radio packet do.
        unseen: the clock is so coarse that a gap of this many rows, or fewer, cannot be detected; else 0.
        late: rows that came late, so that nothing is missing.
        shifts: in the order of their rows.
    """

    period_ns: float | None
    rate_slack: float
    packet: int
    unseen: int
    late: int
    shifts: tuple[Shift, ...]


def first_backward_step(times_ns: Times) -> int | None:
    """The first row whose time lies before that of the row before it; None if there is none."""
    backward = np.flatnonzero(np.diff(times_ns) < 0)
    return int(backward[0]) + 1 if len(backward) else None


def read_clock(times_ns: Times, stated_period_ns: int) -> Reading:
    """Compare ``times_ns``, which never step back, with the stated sample period.

    Jitter of less than a quarter of a period changes nothing: every missing or repeated row is found at its place.
    """
    packet = _packet_size(times_ns)
    packets_ns = times_ns[::packet]
    if len(packets_ns) < 2:
        return Reading(None, 0.0, packet, 0, 0, ())
    rough_ns, lag = _rough_period(packets_ns)
    period_ns, slack = rough_ns / packet, 2 * _FINE / lag
    if abs(period_ns / stated_period_ns - 1) > RATE_TOLERANCE + slack:
        return Reading(period_ns, slack, packet, 0, 0, ())
    coarseness = _coarseness(packets_ns, stated_period_ns * packet)
    # A rate from few rows is too rough to count by.
    unit_ns = rough_ns if lag == _LAG else float(stated_period_ns * packet)
    steps_ns = np.diff(packets_ns)
    regular = steps_ns[~_is_irregular(steps_ns / unit_ns, coarseness)]
    if lag == _LAG and len(regular) > len(steps_ns) // 2:
        unit_ns = float(regular.mean())
    shifts, late = _find_shifts(packets_ns / unit_ns, coarseness)
    slots = len(packets_ns) - 1 + sum(shift.missing for shift in shifts)
    return Reading(
        period_ns=float(packets_ns[-1] - packets_ns[0]) / packet / slots if slots > 0 else period_ns,
        rate_slack=0.0,
        packet=packet,
        unseen=packet * math.floor(0.5 + 2 * coarseness) if coarseness else 0,
        late=late * packet,
        shifts=tuple(Shift(shift.row * packet, shift.missing * packet) for shift in shifts),
    )


def _packet_size(times_ns: Times) -> int:
    """Number of rows that share each time: more than one only if this holds for all times except the last."""
    starts = np.flatnonzero(np.diff(times_ns, prepend=-np.inf))
    sizes = np.diff(starts, append=len(times_ns))
    whole = sizes[:-1]
    if len(sizes) < _FEWEST_PACKETS or (whole != whole[0]).any() or sizes[-1] > whole[0]:
        return 1
    return int(whole[0])


def _rough_period(times_ns: Times) -> tuple[float, int]:
    """The median step, each taken over several rows so that jitter averages out, and over how many."""
    lag = max(1, min(_LAG, len(times_ns) // 8))
    return float(np.median(times_ns[lag:] - times_ns[:-lag])) / lag, lag


def _coarseness(times_ns: Times, period_ns: int) -> float:
    """Rounding error of the times as a fraction of a period, if it hides single rows; else 0."""
    # The time of day as a float has a resolution of only a quarter of a microsecond.
    whole_us = np.rint((times_ns - times_ns[0]) / 1000).astype(np.int64)
    resolution_us = 1
    while resolution_us * 1000 < period_ns and not (whole_us % (resolution_us * 10)).any():
        resolution_us *= 10
    resolution_ns = resolution_us * 1000
    share = resolution_ns / period_ns
    return share if period_ns % resolution_ns and share > _FINE else 0.0


def _find_shifts(times: Times, coarseness: float) -> tuple[list[Shift], int]:
    """Shifts of ``times``, which are in sample periods, and how many rows were merely late."""
    irregular = np.flatnonzero(_is_irregular(np.diff(times), coarseness)) + 1
    lead = times - np.arange(len(times))
    shifts: list[Shift] = []
    late = 0
    settled_from = 0
    for rows, next_row in _episodes(irregular, len(times)):
        before = np.median(lead[max(settled_from, rows[0] - _SETTLED) : rows[0]])
        ends = [*rows[1:], min(next_row, rows[-1] + _SETTLED)]
        leads = [round(float(np.median(lead[row:end]) - before)) for row, end in zip(rows, ends, strict=True)]
        found = _explain(leads)
        shifts += [Shift(int(row), missing) for row, (missing, _) in zip(rows, found, strict=True) if missing]
        late += sum(int(end - row) for row, end, (_, is_late) in zip(rows, ends, found, strict=True) if is_late)
        settled_from = int(rows[-1])
    return shifts, late


def _explain(leads: list[int]) -> list[tuple[int, bool]]:
    """What happened at each irregular step of an episode, from how far the times lead the rows behind it.

    A row may come late, never early.  So a lead that disappears again was lateness, a lead that stays is a gap,
    and a lead that falls below its earlier value means extra rows.

    Returns:
        For every step how many rows are missing (negative: too many), and whether the rows behind it are late.
    """
    level = 0
    found = []
    for index, lead in enumerate(leads):
        lasting = min(leads[index:])
        missing = lead - level if lead < level else max(0, lasting - level)
        level += missing
        found.append((missing, lead > level))
    return found


def _is_irregular(steps: Times, coarseness: float) -> NDArray[np.bool_]:
    """Which steps, in sample periods, cannot be explained by jitter and a coarse clock."""
    irregular: NDArray[np.bool_] = (steps > 1.5 + coarseness) | (steps < 0.5 - coarseness)
    return irregular


def _episodes(irregular: NDArray[np.intp], count: int) -> Iterator[tuple[NDArray[np.intp], int]]:
    """Irregular rows that have no settled stretch between them, and the first irregular row behind them."""
    if not len(irregular):
        return
    episodes = np.split(irregular, np.flatnonzero(np.diff(irregular) > _SETTLED) + 1)
    for index, rows in enumerate(episodes):
        yield rows, int(episodes[index + 1][0]) if index + 1 < len(episodes) else count
