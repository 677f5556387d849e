"""Which channels make up a stream, what its samples are, and how it is filtered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.recordings.guess.notes import Notes, Value

_FASTEST_MAINS_HZ: Final = 50.0
_ENVELOPE_HZ: Final = 5.0
_MUSCLE_HZ: Final = (20.0, 450.0)
_UNIT: Final = re.compile(r".*[\[(]\s*([^\])]{1,12}?)\s*[\])]\s*\Z")
_AXIS: Final = re.compile(r"(.*?)[ ._-]?([xyz])([ ._\-\[(].*)?\Z", re.IGNORECASE)
_SHORTEST_FRAME_NS: Final = 16_000_000


@dataclass(frozen=True)
class Range:
    """The least and the greatest of some numbers, and whether all of them are whole."""

    least: float
    greatest: float
    whole: bool

    @classmethod
    def of(cls, numbers: NDArray[np.float64], before: Range | None = None) -> Range | None:
        """The range of the finite ones among ``numbers``, and of those ``before``; None if there are none."""
        known = numbers[np.isfinite(numbers)]
        if not len(known):
            return before
        here = cls(float(known.min()), float(known.max()), bool((known == np.rint(known)).all()))
        if before is None:
            return here
        whole = here.whole and before.whole
        return cls(min(here.least, before.least), max(here.greatest, before.greatest), whole)


@dataclass(frozen=True)
class StreamGuess:
    """One stream as the files show it.

    Attributes:
        name: what the description calls it.
        kind: the kind of its sensors.
        channels: its columns.
        period_ns: nanoseconds from sample to sample.
        why: how the period is known.
        unsure: whether it is not known at all.
        least: the least value of any channel, and ``greatest`` the greatest.
        whole: whether all values are whole numbers.
        units: of every channel, where the file tells them; empty if it does not.
    """

    name: str
    kind: str
    channels: tuple[str, ...]
    period_ns: int
    why: str
    unsure: bool = False
    least: float = 0.0
    greatest: float = 0.0
    whole: bool = False
    units: tuple[str, ...] = ()

    def seen(self, ranges: Sequence[Range]) -> StreamGuess:
        """The same, after a look at the values of its channels."""
        if not ranges:
            return self
        return replace(
            self,
            least=min(each.least for each in ranges),
            greatest=max(each.greatest for each in ranges),
            whole=all(each.whole for each in ranges),
        )


def units_in(channels: Sequence[str]) -> tuple[str, ...]:
    """The units in brackets behind the names of ``channels``; empty unless every name has one."""
    found = [_UNIT.match(channel) for channel in channels]
    return tuple(match[1] for match in found if match) if all(found) else ()


def frame_period(streams: Sequence[StreamGuess]) -> int:
    """The frame period: a whole number of samples of the slowest stream, at least 16 ms."""
    slowest_ns = max(stream.period_ns for stream in streams)
    return slowest_ns * max(1, -(-_SHORTEST_FRAME_NS // slowest_ns))


def write_stream(notes: Notes, stream: StreamGuess, frame_ns: int) -> None:
    """Add the table of ``stream`` to ``notes``."""
    notes.begin("[[signal.streams]]", f"signal.streams.{stream.name}")
    notes.add("name", stream.name, "your choice; small letters, digits and _")
    notes.add("sample_period_ns", stream.period_ns, stream.why, stream.unsure)
    notes.add(
        "channels", stream.channels, f"the columns that belong to {_sensor(stream.kind)}, in the order of the file"
    )
    _write_samples(notes, stream)
    if stream.units:
        notes.add("units", stream.units, "as the file tells them; they change nothing")
    _write_filters(notes, stream, frame_ns)
    bodies = bodies_in(stream.channels) if stream.kind == "imu" else ()
    if bodies:
        notes.add(
            "bodies",
            bodies,
            "channels whose names end in x, y, z are the axes of a sensor, accelerometer first; training turns them "
            "together, as a strap that sits otherwise would. Expects x along the limb",
        )


def _write_samples(notes: Notes, stream: StreamGuess) -> None:
    if stream.whole and stream.least >= -128 and stream.greatest <= 127 and stream.kind == "emg":
        notes.add("sample_type", "int8", f"whole numbers from {stream.least:g} to {stream.greatest:g}")
    elif stream.whole and stream.least >= -32768 and stream.greatest <= 32767:
        notes.add("sample_type", "int16", f"whole numbers from {stream.least:g} to {stream.greatest:g}")
    else:
        what = "whole numbers beyond 16 bits" if stream.whole else "fractions"
        notes.add("sample_type", "float32", f"{what}, from {stream.least:g} to {stream.greatest:g}")


def _write_filters(notes: Notes, stream: StreamGuess, frame_ns: int) -> None:
    rate_hz, frame_hz = NS_PER_S / stream.period_ns, NS_PER_S / frame_ns
    if stream.kind == "emg" and rate_hz > 4 * _MUSCLE_HZ[0]:
        if stream.least >= 0:
            notes.comment(f"No filters: no value of {stream.name} is negative, so it is an envelope already.")
            return
        highest = min(_MUSCLE_HZ[1], round(0.45 * rate_hz, 1))
        filters: list[Value] = [{"type": "butterworth", "band": "bandpass", "cutoff_hz": [_MUSCLE_HZ[0], highest]}]
        mains: list[Value] = [{"type": "notch", "centre_hz": _FASTEST_MAINS_HZ}] if highest > _FASTEST_MAINS_HZ else []
        notes.add(
            "filters",
            [*filters, *mains],
            f"muscles are heard from 20 to {highest:g} Hz; the notch is at 50 Hz, America's mains hum at 60",
        )
        smooth: Value = {"type": "butterworth", "band": "lowpass", "cutoff_hz": [_ENVELOPE_HZ]}
        notes.add(
            "envelope",
            {"lowpass": smooth, "compression": "sqrt"},
            "how tense a muscle is: rectified, smoothed to 5 Hz; the root makes weak muscles count",
        )
    elif rate_hz > 2.5 * frame_hz:
        cutoff = round(0.4 * frame_hz, 1)
        notes.add(
            "filters",
            [{"type": "butterworth", "band": "lowpass", "cutoff_hz": [cutoff]}],
            f"frames come at {frame_hz:.4g} Hz, and what is faster than half of that would fold back",
        )


def bodies_in(channels: Sequence[str]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Triples of axes among ``channels``, an accelerometer with the gyroscope of the same place, by their names."""
    triples: dict[tuple[str, str], dict[str, int]] = {}
    for index, name in enumerate(channels):
        match = _AXIS.fullmatch(name.strip())
        if match is not None:
            triples.setdefault((match[1], match[3] or ""), {})[match[2].lower()] = index
    whole = {key[0]: tuple(axes[axis] for axis in "xyz") for key, axes in triples.items() if len(axes) == 3}
    accelerations = [(name, axes) for name, axes in whole.items() if not _is_rate(name)]
    rates = [(name, axes) for name, axes in whole.items() if _is_rate(name)]
    bodies = []
    for name, axes in accelerations:
        place = _place(name)
        partner = next((rate for rate in rates if _place(rate[0]) == place), None)
        if partner is not None:
            rates.remove(partner)
        bodies.append((axes, partner[1]) if partner is not None else (axes,))
    return tuple(bodies)


def _is_rate(name: str) -> bool:
    return re.search(r"gyr|rot|angular|^g$|^w$", name, re.IGNORECASE) is not None


def _place(name: str) -> str:
    return re.sub(
        r"acc(el(erometer|eration)?)?|gyr(o(scope)?)?|rot(ation)?(rate)?|angular|^[agw]$", "", name, flags=re.IGNORECASE
    ).strip(" ._-")


def _sensor(kind: str) -> str:
    return {"emg": "muscle sensors", "imu": "accelerometers and gyroscopes", "mag": "magnetometers"}.get(
        kind, "one sensor, by their names"
    )
