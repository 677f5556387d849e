"""Curves and scatters as points of an SVG; the template draws them in the colours of the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from kd_edge.sweep.front import unbeaten

WIDTH, HEIGHT, MARGIN = 560, 220, 44


class Curve(Struct, frozen=True):
    """A named line: ``points`` as SVG wants them, in pixels."""

    name: str
    points: str


class Tick(Struct, frozen=True):
    """A place on an axis, in pixels, and what it says."""

    place: float
    text: str


class Dot(Struct, frozen=True):
    """A run in a chart, in pixels; ``unbeaten`` if no other is more accurate at this cost or less."""

    x: float
    y: float
    name: str
    unbeaten: bool


class Chart(Struct, frozen=True):
    """Axes with curves, or with dots, all in pixels; ``front`` joins the dots that no other beats."""

    title: str
    across: str
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    curves: tuple[Curve, ...] = ()
    dots: tuple[Dot, ...] = ()
    front: str = ""


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
    """``points`` of ``(cost, accuracy, name)``, and their Pareto front as steps; the cost begins at 0."""
    most = max(cost for cost, _, _ in points)
    low, high = _range([accuracy for _, accuracy, _ in points])
    front = unbeaten((cost, accuracy, place) for place, (cost, accuracy, _) in enumerate(points))
    best = {points[place][:2] for place in front}
    dots = tuple(
        Dot(_across(cost, 0, most), _up(accuracy, low, high), name, (cost, accuracy) in best)
        for cost, accuracy, name in points
    )
    ticks = tuple(Tick(_across(most * part, 0, most), f"{most * part:,.0f}") for part in (0, 0.5, 1))
    return Chart(title, across, ticks, _heights(low, high), dots=dots, front=_steps([dots[place] for place in front]))


def _steps(dots: Sequence[Dot]) -> str:
    """From each dot to the right, then up to the next: what its cost buys until more is spent."""
    corners = [f"{dots[0].x},{dots[0].y}"]
    for before, dot in pairwise(dots):
        corners += [f"{dot.x},{before.y}", f"{dot.x},{dot.y}"]
    return " ".join([*corners, f"{WIDTH - MARGIN},{dots[-1].y}"])


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
