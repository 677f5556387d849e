"""What a report says about each run, read from its folder; what a run does not have is said with the reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from kd_edge.baseline.standing import standing
from kd_edge.bundle import Manifest
from kd_edge.distill.runs import HISTORY, Metrics, Run, RunConfig
from kd_edge.errors import BundleError
from kd_edge.report.apart import told_apart
from kd_edge.report.charts import LineChart, line_chart
from kd_edge.report.exported import exported
from kd_edge.report.fronts import Front, fronts, mean_fronts
from kd_edge.report.int8 import Int8, measured_int8
from kd_edge.report.means import Mean, means
from kd_edge.report.origin import origin
from kd_edge.report.placed import Placed
from kd_edge.report.sizes import Costs, Sizes


class Section(Struct, frozen=True):
    """One run.

    Attributes:
        config: its settings.
        metrics: its figures, of the float32 network.
        int8: what was measured of its int8 file, for each calibration; the first is shown beside its size.
        sizes: of a student on a Cortex-M4; None for a teacher, which stays on the host, and where they are not known.
        started: when it began, UTC.
        standing: how it compares with the classical methods, None where those were not measured.
        apart: settings in which it differs from the others of the page.
        origin: how it came about: a name and a value for each setting.
        curves: learning curves, as far as there is a history.
        missing: why something is not shown.
    """

    config: RunConfig
    metrics: Metrics
    int8: tuple[Int8, ...]
    sizes: Sizes | None
    started: str
    standing: str | None
    apart: str
    origin: tuple[tuple[str, str], ...]
    curves: tuple[LineChart, ...]
    missing: tuple[str, ...]


class Content(Struct, frozen=True):
    """Everything on the page: runs, means of those that differ in nothing but seed and fold, and charts of both."""

    sections: tuple[Section, ...]
    means: tuple[Mean, ...]
    mean_fronts: tuple[Front, ...]
    fronts: tuple[Front, ...]


def collect(runs: Sequence[Run], bundles: Path | None = None) -> Content:
    """Read ``runs``, which are complete, and their bundles in the folder ``bundles``.

    Raises:
        TrainingError: a run is not complete, or damaged.
        ContractError: so is a file of figures beside it.
    """
    costs = Costs()
    bundles_of = [_exported(run, bundles) for run in runs]
    int8 = [measured_int8(run, bundle) for run, (bundle, _) in zip(runs, bundles_of, strict=True)]
    apart = told_apart(runs, int8)
    sections = tuple(
        _section(run, bundle, measured, different, missing, costs)
        for run, (bundle, missing), measured, different in zip(runs, bundles_of, int8, apart, strict=True)
    )
    placed = [
        Placed(number, each.config, each.metrics, each.int8[0] if each.int8 else None, each.sizes, each.apart)
        for number, each in enumerate(sections, start=1)
    ]
    averaged = means(placed)
    return Content(sections, averaged, mean_fronts(averaged), fronts(placed))


def _section(
    run: Run, bundle: Manifest | None, int8: tuple[Int8, ...], apart: str, missing: list[str], costs: Costs
) -> Section:
    config, metrics = run.config, run.metrics
    place = standing(run)
    if place is None:
        missing.append("Classical methods were not measured on these data and split: `kd-edge baseline` does it.")
    sizes, reason = costs.sizes(run, int8)
    if reason:
        missing.append(reason)
    if not int8 and config.role == "student":
        missing.append("Accuracy of the int8 file: nothing measured it; `kd-edge export` does, and then it is here.")
    curves = _curves(run, missing)
    if metrics.confusion is None:
        missing.append("Confusions: this run is older than their table.")
    return Section(
        config=config,
        metrics=metrics,
        int8=int8,
        sizes=sizes,
        started=datetime.fromtimestamp(config.started_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        standing=None if place is None else place.sentence,
        apart=apart,
        origin=tuple(origin(run, int8, bundle)),
        curves=curves,
        missing=tuple(missing),
    )


def _exported(run: Run, bundles: Path | None) -> tuple[Manifest | None, list[str]]:
    """The manifest of the run's bundle, and a complaint about a damaged one."""
    try:
        return exported(run, bundles), []
    except BundleError as error:
        return None, [f"Its bundle: {error}"]


def _curves(run: Run, missing: list[str]) -> tuple[LineChart, ...]:
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
