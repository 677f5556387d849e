"""``python -m kd_edge.campaign PLAN DATA``: train and measure all of a plan, and write its table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from msgspec import Struct
from rich.console import Console

from kd_edge import contract
from kd_edge.campaign.execute import execute
from kd_edge.campaign.measure import measure_deployed
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.campaign.plan import PLANS, Plan
from kd_edge.campaign.summary import Entry, Row, entry, summarise, table
from kd_edge.files import write_bytes
from kd_edge.recordings.archive import load_dataset

TABLE_WIDTH: Final = 150
"""Columns that the table needs, whatever the terminal has."""


class Result(Struct, frozen=True):
    """Everything in a campaign's JSON."""

    origin: Origin
    plan: Plan
    rows: list[Row]
    entries: list[Entry]


@click.command()
@click.argument("plan", type=click.Choice(list(PLANS)))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out", default=Path("build/campaign"), show_default=True, type=click.Path(path_type=Path), help="Folder."
)
def main(plan: str, data: Path, out: Path) -> None:
    """Train and measure every job of PLAN on DATA; run it again after a crash and it goes on.

    \b
    Example:
      python -m kd_edge.campaign psl18 psl18_dev.npz
    """
    dataset, console, entries = load_dataset(data), Console(stderr=True), []
    for job, run in execute(PLANS[plan], dataset, out / plan / "runs", dataset_path=str(data)):
        found = entry(job, run.config, run.metrics, measure_deployed(run, dataset))
        entries.append(found)
        console.print(f"{job.name}: {found.float32.accuracy:.4f}, int8 {found.int8.accuracy:.4f}")
    result = Result(
        origin=origin_of(dataset),
        plan=PLANS[plan],
        rows=summarise(entries),
        entries=entries,
    )
    write_bytes(out / f"{plan}.json", contract.encode(result))
    kind = "synthetic" if dataset.synthetic else "real"
    Console(width=TABLE_WIDTH).print(table(f"{dataset.name} ({kind} recordings)", result.rows))


if __name__ == "__main__":
    main()
