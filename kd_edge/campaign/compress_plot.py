"""The chart of a compression campaign as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from kd_edge.campaign.compress import Point
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path

_PANELS: Final = (
    ("accuracy", "int8 accuracy", 1.0),
    ("int8_bytes", "int8 file, kB", 1e-3),
    ("instructions", "thousand M4F instructions a window", 1e-3),
)


def write_chart(points: Sequence[Point], path: Path) -> None:
    """A row of bars for every variant: accuracy, bytes, instructions; means, and each student as a dot.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    names = list(dict.fromkeys(point.variant.name for point in points))
    rows = np.arange(len(names))[::-1]
    figure = Figure(figsize=(11, 1.2 + 0.32 * len(names)), layout="constrained")
    panels = figure.subplots(1, len(_PANELS), sharey=True)
    for axes, (field, label, unit) in zip(panels, _PANELS, strict=True):
        for row, name in zip(rows, names, strict=True):
            values = [getattr(point, field) * unit for point in points if point.variant.name == name]
            axes.barh(row, np.mean(values), color="tab:blue", alpha=0.5)
            axes.plot(values, [row] * len(values), ".", color="black", markersize=4)
        axes.set_yticks(rows, names)
        axes.set_xlabel(label)
        axes.grid(axis="x", alpha=0.3)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120, format="png")
