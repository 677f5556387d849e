"""Reports side by side as a picture: a panel for each quantity and unit, a bar for each report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kd_edge.bench.reports.schema import BenchReport
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STAGES: Final = ("signal", "inference", "decision")
_UNITS: Final = {
    "us": "microseconds",
    "cycles": "cycles of the core",
    "instructions": "instructions (emulated)",
    "emulator_us": "microseconds of an emulator: no measure of the board",
}
_INCHES_PER_BAR: Final = 0.45
_INCHES_PER_PANEL: Final = 1.1

Bars = dict[str, dict[str, float]]
"""By the name of a bar, its parts in the order in which they are stacked."""


def plot_reports(reports: Mapping[str, BenchReport], path: Path) -> None:
    """Draw latency, RAM and flash of ``reports``, by name, into the image file ``path``.

    What is counted in different units has axes of its own.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error

    panels = panels_of(reports)
    heights = [_INCHES_PER_PANEL + _INCHES_PER_BAR * len(bars) for bars in panels.values()]
    figure = Figure(figsize=(10, sum(heights)), layout="constrained")
    axes = figure.subplots(len(panels), 1, height_ratios=heights, squeeze=False)[:, 0]
    for panel, (title, bars) in zip(axes, panels.items(), strict=True):
        _draw(panel, title, bars)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=110, format=path.suffix.removeprefix(".") or "png")


def panels_of(reports: Mapping[str, BenchReport]) -> dict[str, Bars]:
    """The bars of every panel, by its title, which names the unit."""
    panels: dict[str, Bars] = {}
    for name, report in reports.items():
        unit = _UNITS[report.stages["total"].unit]
        stages = {stage: report.stages[stage].mean for stage in _STAGES}
        _add(panels, f"One hop of signal, mean of each stage, in {unit}", name, stages)
    for name, report in reports.items():
        whose = "whole process" if report.kind == "host" else "firmware, stack as used"
        used = {kind: size for kind, size in report.memory_bytes.items() if kind != "stack_reserved"}
        _add(panels, f"RAM of the {whose}, in bytes", name, used)
    for name, report in reports.items():
        parts = {part: size for part, size in report.flash_bytes.items() if part != "source"}
        _add(panels, "Flash of the firmware without recordings to play, in bytes", name, parts)
    return panels


def _add(panels: dict[str, Bars], title: str, name: str, parts: Mapping[str, float]) -> None:
    if parts:
        panels.setdefault(title, {})[name] = dict(parts)


def _draw(panel: Axes, title: str, bars: Bars) -> None:
    names = list(bars)
    starts = dict.fromkeys(names, 0.0)
    for part in dict.fromkeys(part for parts in bars.values() for part in parts):
        sizes = [bars[name].get(part, 0.0) for name in names]
        panel.barh(names, sizes, left=[starts[name] for name in names], label=part)
        for name, size in zip(names, sizes, strict=True):
            starts[name] += size
    for row, name in enumerate(names):
        panel.text(starts[name], row, f" {starts[name]:,.0f}", va="center")
    panel.set_title(title, fontsize="medium")
    panel.set_xlim(right=1.2 * max(starts.values()))
    panel.xaxis.set_major_formatter("{x:,.0f}")
    panel.invert_yaxis()
    panel.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
