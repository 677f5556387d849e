"""Both plots of the MNIST campaign as one PNG: accuracy against size, and the smallest size for an accuracy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.campaign.mnist.plan import WAYS
from kd_edge.campaign.mnist.run import Result, Row
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path

_FAMILIES: Final = {"published": "tab:blue", "longer": "tab:green", "slim": "tab:orange"}
_PUBLISHED: Final = (74_188, 0.96)


def write_plots(result: Result, path: Path) -> None:
    """Left: accuracy of every student, with its spread. Right: s(f), the fewest parameters that hold accuracy f.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    sizes, smallest = figure.subplots(1, 2)
    for family, colour in _FAMILIES.items():
        for way, line in (("distilled", "-"), ("soft", "--"), ("direct", ":")):
            rows = _rows(result, family, way)
            if rows:
                sizes.errorbar(
                    [row.parameters for row in rows],
                    [row.accuracy for row in rows],
                    [row.spread for row in rows],
                    marker="o",
                    markersize=3,
                    linestyle=line,
                    color=colour,
                    label=f"{family}, {way}",
                )
        goals = smallest_sizes([row for way in WAYS for row in _rows(result, family, way)])
        smallest.step(
            [goal for goal, _ in goals], [size for _, size in goals], "o-", where="pre", color=colour, label=family
        )
    for axes, teacher, published in (
        (sizes, (result.teacher_parameters, result.teacher_accuracy), _PUBLISHED),
        (smallest, (result.teacher_accuracy, result.teacher_parameters), _PUBLISHED[::-1]),
    ):
        axes.plot(*teacher, "s", color="black", label="teacher")
        axes.plot(*published, "x", color="tab:red", label="as published")
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    sizes.set(xscale="log", xlabel="parameters", ylabel="accuracy on the test images", ylim=(0.9, 1.0))
    smallest.set(yscale="log", xlabel="accuracy f to hold", ylabel="fewest parameters, s(f)", xlim=(0.9, 1.0))
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120, format="png")


def smallest_sizes(rows: list[Row]) -> list[tuple[float, int]]:
    """The steps of s(f), rising: each accuracy that no smaller network reaches, with the parameters it takes."""
    steps: list[tuple[float, int]] = []
    for row in sorted(rows, key=lambda row: (row.parameters, -row.accuracy)):
        if not steps or row.accuracy > steps[-1][0]:
            steps.append((row.accuracy, row.parameters))
    return steps


def _rows(result: Result, family: str, way: str) -> list[Row]:
    return [row for row in result.rows if row.network.startswith(family) and row.way == way]
