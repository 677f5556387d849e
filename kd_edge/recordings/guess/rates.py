"""How fast rows follow each other, and what is wrong with their times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kd_edge.contract import NS_PER_S, RATE_TOLERANCE
from kd_edge.recordings.clock import Times, first_backward_step, read_clock
from kd_edge.recordings.table_clock import TIME_COLUMNS
from kd_edge.recordings.timing import UNITS_NS

_LAG: Final = 16
_SNAP: Final = 0.002
"""Share by which a round period may differ from the measured one: clocks are no better."""

_SHORTEST_NS: Final = 1000.0
"""A description may state no shorter period."""

_SLOWEST_HZ: Final = 5.0
_FASTEST_HZ: Final = 10_000.0
_BRACKETED: Final = re.compile(r".*[\[(_ ](s|sec|seconds|ms|msec|us|µs|ns)[\])]?", re.IGNORECASE)
_WORDS: Final = {"sec": "s", "seconds": "s", "msec": "ms", "millis": "ms", "µs": "us"}


@dataclass(frozen=True)
class Unit:
    """What a column of times counts, and how that is known; ``usual`` if its name alone tells it to the reader."""

    unit: str
    why: str
    usual: bool


def unit_of(name: str, times: Times) -> Unit | None:
    """The unit of a column of times, from its name or else from its steps; None if no unit gives a usual rate."""
    plain = name.strip().lower()
    if plain in TIME_COLUMNS:
        return Unit(TIME_COLUMNS[plain], f"a column called {name} counts {TIME_COLUMNS[plain]}", True)
    told = _BRACKETED.fullmatch(plain)
    if told is None and "seconds" in plain and "milli" not in plain:
        return Unit("s", f"the name {name} tells seconds", False)
    if told is not None:
        unit = _WORDS.get(told[1], told[1])
        return Unit(unit, f"the name {name} tells it", False)
    step = rough_step(times)
    for unit in ("s", "ms", "us", "ns"):
        if step > 0 and _SLOWEST_HZ <= NS_PER_S / (step * UNITS_NS[unit]) <= _FASTEST_HZ:
            return Unit(unit, f"its steps of {step:g} are a usual sampling period only in {unit}", False)
    return None


def rough_step(times: Times) -> float:
    """The usual step from row to row, in the unit of ``times``; 0 if there are too few rows."""
    if len(times) < 2:
        return 0.0
    lag = max(1, min(_LAG, len(times) // 8))
    return float(np.median(times[lag:] - times[:-lag])) / lag


def period_of(steps_ns: Sequence[float]) -> tuple[int, str]:
    """The stated period for files whose rows follow each other in ``steps_ns``, and the reason."""
    middle = max(float(np.median(steps_ns)), _SHORTEST_NS)
    spread = f", {min(steps_ns) / middle - 1:+.2%} to {max(steps_ns) / middle - 1:+.2%}" if len(steps_ns) > 1 else ""
    measured = f"measured {NS_PER_S / middle:.6g} Hz in {len(steps_ns)} file{'s' if len(steps_ns) > 1 else ''}{spread}"
    for unit_ns, text in ((1_000_000, "whole milliseconds"), (100_000, "tenths of a millisecond")):
        rounded = round(middle / unit_ns) * unit_ns
        if rounded and abs(rounded / middle - 1) <= _SNAP:
            return rounded, f"{measured}; rounded to {text}"
    whole_hz = round(NS_PER_S / middle)
    if whole_hz and abs(NS_PER_S / whole_hz / middle - 1) <= _SNAP:
        return round(NS_PER_S / whole_hz), f"{measured}; rounded to {whole_hz} Hz"
    rounded = max(1000, round(middle / 1000) * 1000)
    return (rounded if abs(rounded / middle - 1) <= _SNAP else max(1000, round(middle))), measured


@dataclass(frozen=True)
class Faults:
    """What the times of one file show: rows missing at most in one gap, repeated rows, and whether order is broken."""

    longest_gap: int = 0
    repeated: int = 0
    backward: bool = False
    wrong_rate: bool = False


def faults_of(times_ns: Times, period_ns: int) -> Faults:
    """What is wrong with times of a stated period."""
    if len(times_ns) < 2:
        return Faults()
    if first_backward_step(times_ns) is not None:
        return Faults(backward=True)
    reading = read_clock(times_ns, period_ns)
    wrong = (
        reading.period_ns is not None and abs(reading.period_ns / period_ns - 1) > RATE_TOLERANCE + reading.rate_slack
    )
    missing = [shift.missing for shift in reading.shifts]
    return Faults(max((m for m in missing if m > 0), default=0), sum(m < 0 for m in missing), False, wrong)
