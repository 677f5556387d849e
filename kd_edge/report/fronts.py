"""Accuracy against costs, for the runs on each split of each data set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kd_edge.distill.runs import Metrics, RunConfig
from kd_edge.report.int8 import Int8
from kd_edge.report.scatter import Measured, Scatter, scatter
from kd_edge.report.sizes import Sizes

_COSTS: Final = {
    "int8_bytes": "bytes of the int8 file",
    "ram_bytes": "bytes of RAM, with stack",
    "instructions": "Cortex-M4 instructions a window",
}


class Placed(Struct, frozen=True):
    """What a chart needs of a run; ``int8`` is empty where its int8 file was not measured."""

    config: RunConfig
    metrics: Metrics
    int8: tuple[Int8, ...]
    sizes: Sizes | None


class Front(Struct, frozen=True):
    """Charts of the runs on one split of one data set, or the reason why there are none."""

    dataset: str
    split: str
    charts: tuple[Scatter, ...]
    missing: str = ""


def fronts(runs: Sequence[Placed]) -> tuple[Front, ...]:
    """For each data set and split of ``runs``, which are numbered from 1, its charts."""
    groups: dict[tuple[str, str], list[tuple[int, Placed]]] = defaultdict(list)
    for number, run in enumerate(runs, start=1):
        groups[run.config.dataset_fingerprint, run.config.split].append((number, run))
    return tuple(_front(members) for members in groups.values())


def _front(runs: Sequence[tuple[int, Placed]]) -> Front:
    config = runs[0][1].config
    sized = [(number, run, run.sizes) for number, run in runs if run.sizes is not None]
    if not config.holds_out:
        return Front(config.dataset, config.split, (), "every take trained these runs, so accuracy tells nothing")
    if len(sized) < 2:
        found = "one student" if sized else "no student"
        return Front(config.dataset, config.split, (), f"it compares students, and {found} has known sizes here")
    charts = []
    for field, across in _COSTS.items():
        measured = [
            Measured(number, run.config.name, float(cost), _accuracy(run), bool(run.int8))
            for number, run, sizes in sized
            if (cost := getattr(sizes, field)) is not None
        ]
        if len(measured) > 1:
            charts.append(scatter(across, measured))
    return Front(config.dataset, config.split, tuple(charts))


def _accuracy(run: Placed) -> float:
    return run.int8[0].accuracy if run.int8 else run.metrics.accuracy
