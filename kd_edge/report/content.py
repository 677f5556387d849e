"""What a report says about each run, read from its folder; what a run does not have is said with the reason."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from kd_edge.baseline.standing import standing
from kd_edge.budget.cost import NetworkCost, Shape, network_cost
from kd_edge.distill.runs import HISTORY, Metrics, Run, RunConfig
from kd_edge.errors import KdEdgeError
from kd_edge.report.charts import Chart, line_chart, scatter
from kd_edge.report.int8 import Int8, measured_int8
from kd_edge.report.origin import origin


class Section(Struct, frozen=True):
    """One run.

    Attributes:
        config: its settings.
        metrics: its figures, of the float32 network.
        int8: what was measured of its int8 file, None where nothing was.
        started: when it began, UTC.
        standing: how it compares with the classical methods, None where those were not measured.
        cost: of a student on a Cortex-M4, None where it is not known, and for a teacher, which stays on the host.
        origin: how it came about: a name and a value for each setting.
        curves: learning curves, as far as there is a history.
        missing: why something is not shown.
    """

    config: RunConfig
    metrics: Metrics
    int8: Int8 | None
    started: str
    standing: str | None
    cost: NetworkCost | None
    origin: tuple[tuple[str, str], ...]
    curves: tuple[Chart, ...]
    missing: tuple[str, ...]


class Front(Struct, frozen=True):
    """Charts of the runs on one split of one data set, or the reason why there are none."""

    split: str
    charts: tuple[Chart, ...]
    missing: str = ""


class Content(Struct, frozen=True):
    """Everything on the page."""

    sections: tuple[Section, ...]
    fronts: tuple[Front, ...]


def collect(runs: Sequence[Run]) -> Content:
    """Read ``runs``, which are complete.

    Raises:
        TrainingError: a run is not complete, or damaged.
        ContractError: so is a file of figures beside it.
    """
    costs = _Costs()
    sections = tuple(_section(run, costs) for run in runs)
    groups: dict[tuple[str, str], list[Section]] = defaultdict(list)
    for section in sections:
        groups[section.config.dataset_fingerprint, section.config.split].append(section)
    fronts = tuple(_front(split, group) for (_, split), group in groups.items()) if len(sections) > 1 else ()
    return Content(sections, fronts)


class _Costs:
    """Costs of networks; each is exported once, however many seeds it was trained with."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Shape], NetworkCost | str] = {}

    def of(self, config: RunConfig) -> NetworkCost | str:
        """The cost of this run's network, or the reason why it is not known."""
        if config.role == "teacher":
            return "A teacher stays on the host: it has no int8 file."
        if config.passes:
            return "The cost of a compressed network is in its bundle: `kd-edge export` writes it."
        key = (config.network, Shape.of(config.signal, len(config.labels)))
        if key not in self._known:
            try:
                self._known[key] = network_cost(*key)
            except KdEdgeError as error:
                self._known[key] = f"Its cost on a microcontroller is not known: {error}"
        return self._known[key]


def _section(run: Run, costs: _Costs) -> Section:
    config, metrics, missing = run.config, run.metrics, []
    place = standing(run)
    if place is None:
        missing.append("Classical methods were not measured on these data and split: `kd-edge baseline` does it.")
    cost = costs.of(config)
    if isinstance(cost, str):
        missing.append(cost)
    int8 = measured_int8(run)
    if int8 is None and config.role == "student":
        missing.append("The int8 file's accuracy: nobody measured it beside the run; `kd-edge export` tells it.")
    curves = _curves(run, missing)
    if metrics.confusion is None:
        missing.append("This run is older than the confusion matrix.")
    return Section(
        config=config,
        metrics=metrics,
        int8=int8,
        started=datetime.fromtimestamp(config.started_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        standing=None if place is None else place.sentence,
        cost=None if isinstance(cost, str) else cost,
        origin=tuple(origin(config)),
        curves=curves,
        missing=tuple(missing),
    )


def _curves(run: Run, missing: list[str]) -> tuple[Chart, ...]:
    try:
        with (run.folder / HISTORY).open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        columns = {name: [float(row[name]) for row in rows] for name in rows[0] if name != "epoch"}
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        missing.append(f"Learning curves: {HISTORY} cannot be read.")
        return ()
    losses = {name: values for name, values in columns.items() if name == "loss"}
    others = {name.replace("_", " "): values for name, values in columns.items() if name != "loss"}
    return tuple(line_chart(title, shown) for title, shown in (("loss", losses), ("accuracy", others)) if shown)


def _front(split: str, sections: Sequence[Section]) -> Front:
    """Accuracy against costs: of int8 files where all were measured, else of float32 networks."""
    costed = [section for section in sections if section.cost is not None]
    if len(costed) < 2:
        return Front(split, (), f"{len(costed)} of its runs has a known cost, and a chart compares several.")
    measured = all(section.int8 is not None for section in costed)
    title = f"accuracy of the {'int8 file' if measured else 'float32 network'}, split {split},"
    charts = []
    for field, across in _COSTS.items():
        points = [
            (float(value), _accuracy(section, measured), section.config.name)
            for section in costed
            if (value := _cost(section, field)) is not None
        ]
        if len(points) > 1:
            charts.append(scatter(title, across, points))
    return Front(split, tuple(charts))


def _cost(section: Section, field: str) -> int | None:
    """Measured where it was, else as it is known before training."""
    if section.int8 is not None:
        measured = {"int8_bytes": section.int8.file_bytes, "instructions": section.int8.instructions}.get(field)
        if measured is not None:
            return measured
    known: int | None = getattr(section.cost, field)
    return known


def _accuracy(section: Section, measured: bool) -> float:
    return section.int8.accuracy if measured and section.int8 is not None else section.metrics.accuracy


_COSTS: Final = {
    "int8_bytes": "bytes of the int8 file",
    "ram_bytes": "bytes of RAM, with stack",
    "instructions": "Cortex-M4 instructions a window",
}
