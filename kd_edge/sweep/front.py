"""Which of many models are worth having: Pareto fronts, and the smallest model that holds an accuracy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import Final, TypeVar

from kd_edge.sweep.points import Point

Kind = TypeVar("Kind")

COSTS: Final = {
    "file_bytes": "int8 file, bytes",
    "ram_bytes": "RAM, bytes",
    "instructions": "M4F instructions a window",
}
"""Fields of a point that should be small, and what they are called."""


def cost_of(point: Point, field: str) -> int | None:
    """The cost called ``field``, one of ``COSTS``; None where it is not known."""
    value: int | None = getattr(point, field)
    return value


def pareto_front(points: Sequence[Point], field: str) -> list[Point]:
    """The points that no other beats: none is cheaper without being less accurate, or as cheap and more accurate.

    Args:
        points: those without this cost are left out.
        field: one of ``COSTS``.

    Returns:
        The front, cheapest first; cost and accuracy both rise. Of equal points it has the first.
    """
    known = [(cost, point.accuracy, point) for point in points if (cost := cost_of(point, field)) is not None]
    return unbeaten(known)


def unbeaten(costed: Iterable[tuple[float, float, Kind]]) -> list[Kind]:
    """Of things with a cost and an accuracy, those that no other beats, cheapest first; the first of equal ones."""
    front: list[Kind] = []
    best = -inf
    for _, accuracy, thing in sorted(costed, key=lambda each: (each[0], -each[1])):
        if accuracy > best:
            front.append(thing)
            best = accuracy
    return front


def smallest_holding(points: Sequence[Point], field: str, accuracy: float) -> Point | None:
    """s(f): the cheapest point with at least this accuracy ``f``; None if no point has it.

    It is always on the front, so s is a step function that rises with ``f``.
    """
    return next((point for point in pareto_front(points, field) if point.accuracy >= accuracy), None)
