"""Accuracy against a cost, with the Pareto front, as points of an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from kd_edge.report.charts import MARGIN, WIDTH, Axes, Tick, heights, span, to_right, to_top
from kd_edge.sweep.front import unbeaten

_NEAR_ACROSS, _NEAR_UP = 30.0, 9.0
"""Pixels; marks of dots that lie nearer are written as one text."""

_BESIDE = 9.0
"""Pixels from the middle of a dot to its mark."""


class Measured(Struct, frozen=True):
    """What a dot stands for: a run, or the mean of several.

    Attributes:
        mark: what the page calls it.
        name: of the run, or of the network.
        accuracy: 0 to 1.
        int8: whether the accuracy is that of the int8 file; else it is the float32 network's.
    """

    mark: str
    name: str
    accuracy: float
    int8: bool


class Dot(Struct, frozen=True):
    """One of them, in pixels; ``unbeaten`` if no other is as accurate at this cost or less."""

    x: float
    y: float
    of: Measured
    unbeaten: bool


class Label(Struct, frozen=True):
    """Marks of the dots that lie here, in pixels; right of them, or left where the chart ends."""

    x: float
    y: float
    text: str
    left: bool


class Scatter(Axes, frozen=True, kw_only=True):
    """Axes with dots; ``front`` joins those that no other beats, as SVG wants it."""

    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    front: str


def scatter(across: str, measured: Sequence[tuple[float, Measured]]) -> Scatter:
    """The accuracy of each of ``measured`` against its cost, which comes first; costs begin at 0.

    The front is that of the int8 files: a float32 network never had this accuracy at the cost of its int8 file.  Only
    where no int8 file was measured, it is that of the float32 networks.
    """
    most = max(cost for cost, _ in measured)
    low, high = span([each.accuracy for _, each in measured])
    int8_only = any(each.int8 for _, each in measured)
    eligible = [(cost, each.accuracy) for cost, each in measured if each.int8 or not int8_only]
    best = unbeaten((cost, accuracy, (cost, accuracy)) for cost, accuracy in eligible)
    dots = tuple(
        Dot(
            to_right(cost, 0, most),
            to_top(each.accuracy, low, high),
            each,
            (each.int8 or not int8_only) and (cost, each.accuracy) in best,
        )
        for cost, each in measured
    )
    return Scatter(
        up="accuracy",
        across=across,
        xs=tuple(Tick(to_right(most * part, 0, most), f"{most * part:,.0f}") for part in (0, 0.5, 1)),
        ys=heights(low, high),
        dots=dots,
        labels=tuple(_labels(dots)),
        front=_steps([(to_right(cost, 0, most), to_top(accuracy, low, high)) for cost, accuracy in best]),
    )


def _labels(dots: Sequence[Dot]) -> Iterator[Label]:
    """One text for all dots near the first of them, so that marks do not cover one another."""
    left = list(dots)
    while left:
        first = left[0]
        near = [dot for dot in left if abs(dot.x - first.x) < _NEAR_ACROSS and abs(dot.y - first.y) < _NEAR_UP]
        at_end = first.x > WIDTH - 2 * MARGIN
        x = min(dot.x for dot in near) - _BESIDE if at_end else max(dot.x for dot in near) + _BESIDE
        yield Label(x, first.y, ", ".join(dot.of.mark for dot in near), at_end)
        left = [dot for dot in left if dot not in near]


def _steps(corners: Sequence[tuple[float, float]]) -> str:
    """From each corner to the right, then up to the next: what its cost buys until more is spent."""
    points = [corners[0]]
    for (_, y), (next_x, next_y) in pairwise(corners):
        points += [(next_x, y), (next_x, next_y)]
    points.append((WIDTH - MARGIN, corners[-1][1]))
    return " ".join(f"{x},{y}" for x, y in points)
