"""Learning curves as points of an SVG; the template draws them in the colours of the page."""

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


class Axes(Struct, frozen=True, kw_only=True):
    """What a chart shows and along which axes; ``up`` and ``across`` are their names, ticks in pixels."""

    up: str
    across: str
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]


class LineChart(Axes, frozen=True, kw_only=True):
    """Axes with curves."""

    curves: tuple[Curve, ...]


def line_chart(up: str, columns: Mapping[str, Sequence[float]]) -> LineChart:
    """Each of ``columns`` against the epoch, from 1; NaN leaves a gap at the ends."""
    low, high = span([value for values in columns.values() for value in values if math.isfinite(value)])
    longest = max(map(len, columns.values()))
    curves = []
    for name, values in columns.items():
        places = [
            f"{to_right(epoch, 1, longest):.1f},{to_top(value, low, high):.1f}"
            for epoch, value in enumerate(values, start=1)
            if math.isfinite(value)
        ]
        curves.append(Curve(name, " ".join(places)))
    epochs = sorted({1, max(1, longest // 2), longest})
    xs = tuple(Tick(to_right(epoch, 1, longest), str(epoch)) for epoch in epochs)
    return LineChart(up=up, across="epoch", xs=xs, ys=heights(low, high), curves=tuple(curves))


def span(values: Sequence[float]) -> tuple[float, float]:
    """The least and the largest of ``values``; a single value gets some room."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def heights(low: float, high: float) -> tuple[Tick, ...]:
    """Three ticks of an upright axis."""
    return tuple(Tick(to_top(value, low, high), f"{value:.3g}") for value in (low, (low + high) / 2, high))


def to_right(value: float, low: float, high: float) -> float:
    """Where ``value`` lies between the margins, in pixels from the left."""
    share = (value - low) / (high - low) if high > low else 0.5
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def to_top(value: float, low: float, high: float) -> float:
    """Where ``value`` lies above the axis, in pixels from the top."""
    return round(HEIGHT - MARGIN / 2 - (value - low) / (high - low) * (HEIGHT - MARGIN), 1)
