"""Curves and scatters as points of an SVG; the template draws them in the colours of the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

WIDTH, HEIGHT, MARGIN = 560, 220, 44


class Curve(Struct, frozen=True):
    """A named line: ``points`` as SVG wants them, in pixels."""

    name: str
    points: str


class Tick(Struct, frozen=True):
    """A place on an axis, in pixels, and what it says."""

    place: float
    text: str


class Chart(Struct, frozen=True):
    """Axes with curves, or with ``dots`` of ``(x, y, name)``, all in pixels."""

    title: str
    across: str
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    curves: tuple[Curve, ...] = ()
    dots: tuple[tuple[float, float, str], ...] = ()


def line_chart(title: str, columns: Mapping[str, Sequence[float]]) -> Chart:
    """Each of ``columns`` against the epoch, from 1; NaN leaves a gap at the ends."""
    known = [value for values in columns.values() for value in values if math.isfinite(value)]
    low, high = _range(known)
    longest = max(map(len, columns.values()))
    curves = []
    for name, values in columns.items():
        places = [
            f"{_across(epoch, 1, longest):.1f},{_up(value, low, high):.1f}"
            for epoch, value in enumerate(values, start=1)
            if math.isfinite(value)
        ]
        curves.append(Curve(name, " ".join(places)))
    epochs = sorted({1, max(1, longest // 2), longest})
    return Chart(
        title,
        "epoch",
        tuple(Tick(_across(epoch, 1, longest), str(epoch)) for epoch in epochs),
        _heights(low, high),
        tuple(curves),
    )


def scatter(title: str, across: str, points: Sequence[tuple[float, float, str]]) -> Chart:
    """``points`` of ``(cost, accuracy, name)``; the cost begins at 0."""
    most = max(cost for cost, _, _ in points)
    low, high = _range([accuracy for _, accuracy, _ in points])
    dots = tuple((_across(cost, 0, most), _up(accuracy, low, high), name) for cost, accuracy, name in points)
    ticks = tuple(Tick(_across(most * part, 0, most), f"{most * part:,.0f}") for part in (0, 0.5, 1))
    return Chart(title, across, ticks, _heights(low, high), dots=dots)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _heights(low: float, high: float) -> tuple[Tick, ...]:
    return tuple(Tick(_up(value, low, high), f"{value:.3g}") for value in (low, (low + high) / 2, high))


def _across(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _up(value: float, low: float, high: float) -> float:
    return round(HEIGHT - MARGIN / 2 - (value - low) / (high - low) * (HEIGHT - MARGIN), 1)
