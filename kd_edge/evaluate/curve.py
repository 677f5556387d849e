"""Misses against false alarms per hour, over the confidence that a report needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kd_edge.bundle import Bundle
from kd_edge.contract import DecisionSpec
from kd_edge.errors import MissingExtraError
from kd_edge.evaluate.figures import NOTHING, Figures
from kd_edge.evaluate.traces import Trace, decide
from kd_edge.files import atomic_path

CONFIDENCES: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)


class Point(Struct, frozen=True):
    """One confidence on the curve.

    Attributes:
        confidence: that a report needs, the same for every label.
        missed: share of the takes that were not found.
        rest_per_hour: false alarms per hour of rest.
        movement_per_hour: per hour of movement that is no sign.
    """

    confidence: float
    missed: float
    rest_per_hour: float
    movement_per_hour: float


def curve(bundle: Bundle, traces: Sequence[Trace], spec: DecisionSpec) -> list[Point]:
    """Misses and false alarms for every confidence, with all other settings as in ``spec``."""
    points = []
    for confidence in CONFIDENCES:
        found = decide(traces, bundle, replace(spec, min_confidence=confidence, min_confidences=()))
        alarms = found.alarms
        points.append(Point(confidence, 1 - found.events.recall, alarms["rest"].per_hour, alarms["movement"].per_hour))
    return points


def write_curves(curves: dict[str, Sequence[Point]], path: Path) -> None:
    """A chart of several curves by name, as PNG.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    figure = Figure(figsize=(9, 4), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, field, title in zip(
        panels, ("rest_per_hour", "movement_per_hour"), ("rest", "movement that is no sign"), strict=True
    ):
        for name, points in curves.items():
            axes.plot([getattr(point, field) for point in points], [point.missed for point in points], ".-", label=name)
        axes.set_xscale("symlog", linthresh=1)
        axes.set_xlim(left=0)
        axes.set_xlabel(f"false alarms per hour of {title}")
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("share of signs missed")
    panels[0].set_ylim(0, 1)
    panels[1].legend()
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120, format="png")


def write_confusion(figures: Figures, path: Path) -> None:
    """What was made against what was reported, as a picture.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    labels = [*figures.by_label, NOTHING]
    counts = [[figures.confusion.get(made, {}).get(said, 0) for said in labels] for made in labels]
    side = 2 + 0.3 * len(labels)
    figure = Figure(figsize=(side + 1, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow([[count > 0 and count**0.5 for count in row] for row in counts], cmap="Blues")
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            if count:
                axes.text(x, y, str(count), ha="center", va="center", fontsize=7)
    axes.set_xticks(range(len(labels)), [*labels[:-1], "nothing"], rotation=90)
    axes.set_yticks(range(len(labels)), [*labels[:-1], "nothing"])
    axes.set_xlabel("reported")
    axes.set_ylabel("made")
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120, format="png")
