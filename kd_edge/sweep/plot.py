"""Pareto fronts and s(f) as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path
from kd_edge.sweep.front import COSTS, cost_of, pareto_front
from kd_edge.sweep.points import Point


def write_fronts(points: Sequence[Point], path: Path) -> bool:
    """For each cost that is known, accuracy against it with its front, and below that s(f); False if none is known.

    Raises:
        MissingExtraError: Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import EngFormatter
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    costs = [field for field in COSTS if any(cost_of(point, field) is not None for point in points)]
    if not costs:
        return False
    figure = Figure(figsize=(1 + 4 * len(costs), 7), layout="constrained")
    panels = figure.subplots(2, len(costs), squeeze=False)
    for column, field in enumerate(costs):
        above, below = panels[0][column], panels[1][column]
        known = [point for point in points if cost_of(point, field) is not None]
        front = pareto_front(known, field)
        best = [cost_of(point, field) for point in front]
        accuracies = [point.accuracy for point in front]
        above.errorbar(
            [cost_of(point, field) for point in known],
            [point.accuracy for point in known],
            yerr=[point.accuracy_sd or 0.0 for point in known],
            fmt=".",
            color="tab:grey",
        )
        above.step(best, accuracies, where="post", marker="o", color="tab:blue")
        above.set(xlim=(0, None), xlabel=COSTS[field], ylabel="accuracy" if column == 0 else "")
        # To hold any accuracy up to that of a point, from that of the point before it, this point is needed.
        below.step(accuracies, best, where="pre", marker="o", color="tab:blue")
        below.set(ylim=(0, None), xlabel="accuracy f to be held", ylabel=f"s(f): {COSTS[field]}")
        for axis in (above.xaxis, below.yaxis):
            axis.set_major_formatter(EngFormatter())
        for axes in (above, below):
            axes.grid(alpha=0.3)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120, format="png")
    return True
