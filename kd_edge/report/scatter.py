"""Accuracy against a cost, with the Pareto front, as points of an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from kd_edge.report.charts import MARGIN, WIDTH, Axes, Tick, heights, span, to_right, to_top
from kd_edge.sweep.front import unbeaten

_NEAR_ACROSS, _NEAR_UP = 30.0, 9.0
"""Pixels; numbers of dots that lie nearer are written as one text."""


class Measured(Struct, frozen=True):
    """A run in a chart.

    Attributes:
        number: of the run on the page.
        name: of the run.
        cost: of its int8 network.
        accuracy: 0 to 1.
        int8: whether the accuracy is that of the int8 file; else it is the float32 network's.
    """

    number: int
    name: str
    cost: float
    accuracy: float
    int8: bool


class Dot(Struct, frozen=True):
    """A run, in pixels; ``unbeaten`` if no other is as accurate at this cost or less."""

    x: float
    y: float
    run: Measured
    unbeaten: bool


class Label(Struct, frozen=True):
    """Numbers of the runs whose dots lie here, in pixels."""

    x: float
    y: float
    text: str


class Scatter(Axes, frozen=True, kw_only=True):
    """Axes with dots; ``front`` joins those that no other beats, as SVG wants it."""

    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    front: str


def scatter(across: str, runs: Sequence[Measured]) -> Scatter:
    """Accuracy of ``runs`` against their cost, which begins at 0.

    The front is that of the int8 files: a float32 network never had this accuracy at the cost of its int8 file.  Only
    where no int8 file was measured, it is that of the float32 networks.
    """
    most = max(run.cost for run in runs)
    low, high = span([run.accuracy for run in runs])
    eligible = [run for run in runs if run.int8] or list(runs)
    best = unbeaten((run.cost, run.accuracy, run) for run in eligible)
    places = {(run.cost, run.accuracy) for run in best}
    dots = tuple(
        Dot(
            to_right(run.cost, 0, most),
            to_top(run.accuracy, low, high),
            run,
            run in eligible and (run.cost, run.accuracy) in places,
        )
        for run in runs
    )
    corners = [(to_right(run.cost, 0, most), to_top(run.accuracy, low, high)) for run in best]
    return Scatter(
        up="accuracy",
        across=across,
        xs=tuple(Tick(to_right(most * part, 0, most), f"{most * part:,.0f}") for part in (0, 0.5, 1)),
        ys=heights(low, high),
        dots=dots,
        labels=tuple(_labels(dots)),
        front=_steps(corners),
    )


def _labels(dots: Sequence[Dot]) -> Iterator[Label]:
    """One text for all dots near the first of them, so that numbers do not cover one another."""
    left = list(dots)
    while left:
        first = left[0]
        near = [dot for dot in left if abs(dot.x - first.x) < _NEAR_ACROSS and abs(dot.y - first.y) < _NEAR_UP]
        yield Label(max(dot.x for dot in near), first.y, ", ".join(str(dot.run.number) for dot in near))
        left = [dot for dot in left if dot not in near]


def _steps(corners: Sequence[tuple[float, float]]) -> str:
    """From each corner to the right, then up to the next: what its cost buys until more is spent."""
    points = [corners[0]]
    for (_, y), (next_x, next_y) in pairwise(corners):
        points += [(next_x, y), (next_x, next_y)]
    points.append((WIDTH - MARGIN, corners[-1][1]))
    return " ".join(f"{x},{y}" for x, y in points)
