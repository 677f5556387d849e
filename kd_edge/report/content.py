"""What a report says about each run, read from its folder; what a run does not have is said with the reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from kd_edge.baseline.standing import standing
from kd_edge.budget.cost import NetworkCost, Shape, network_cost
from kd_edge.distill.runs import HISTORY, Metrics, Run, RunConfig
from kd_edge.errors import KdEdgeError
from kd_edge.report.charts import Chart, line_chart, scatter


class Section(Struct, frozen=True):
    """One run.

    Attributes:
        config: its settings.
        metrics: its figures.
        started: when it began, UTC.
        standing: how it compares with the classical methods, None where those were not measured.
        cost: of its network on a Cortex-M4, None where it is not known.
        curves: learning curves, as far as there is a history.
        missing: why something is not shown.
    """

    config: RunConfig
    metrics: Metrics
    started: str
    standing: str | None
    cost: NetworkCost | None
    curves: tuple[Chart, ...]
    missing: tuple[str, ...]


class Content(Struct, frozen=True):
    """Everything on the page."""

    sections: tuple[Section, ...]
    fronts: tuple[Chart, ...]


def collect(runs: Sequence[Run]) -> Content:
    """Read ``runs``, which are complete.

    Raises:
        TrainingError: a run is not complete, or damaged.
    """
    sections = tuple(map(_section, runs))
    return Content(sections, tuple(_fronts(sections)))


def _section(run: Run) -> Section:
    config, metrics, missing = run.config, run.metrics, []
    place = standing(run)
    if place is None:
        missing.append("Classical methods were not measured on these data and split: `kd-edge baseline` does it.")
    cost = _cost(config, missing)
    curves = _curves(run, missing)
    if metrics.confusion is None:
        missing.append("This run is older than the confusion matrix.")
    return Section(
        config=config,
        metrics=metrics,
        started=datetime.fromtimestamp(config.started_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        standing=None if place is None else place.sentence,
        cost=cost,
        curves=curves,
        missing=tuple(missing),
    )


def _cost(config: RunConfig, missing: list[str]) -> NetworkCost | None:
    if config.passes:
        missing.append("The cost of a compressed network is in its bundle: `kd-edge export` writes it.")
        return None
    try:
        return network_cost(config.network, Shape.of(config.signal, len(config.labels)))
    except KdEdgeError as error:
        missing.append(f"Its cost on a microcontroller is not known: {error}")
        return None


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


def _fronts(sections: Sequence[Section]) -> list[Chart]:
    """Accuracy against costs, where several runs of the same data and split have them."""
    found = []
    for field, across in (
        ("int8_bytes", "bytes of the int8 file"),
        ("instructions", "Cortex-M4 instructions a window"),
    ):
        points = [
            (float(value), section.metrics.accuracy, section.config.name)
            for section in sections
            if section.cost is not None and (value := getattr(section.cost, field)) is not None
        ]
        alike = {(section.config.dataset_fingerprint, section.config.split) for section in sections}
        if len(points) > 1 and len(alike) == 1:
            found.append(scatter("accuracy, held out", across, points))
    return found
