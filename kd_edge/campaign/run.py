"""A whole campaign: every job of a plan trained and measured, and its table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from kd_edge import contract
from kd_edge.campaign.execute import execute
from kd_edge.campaign.measure import measure_deployed
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.campaign.plan import PLANS, Plan
from kd_edge.campaign.summary import Entry, Row, entry, summarise
from kd_edge.files import write_bytes
from kd_edge.recordings.archive import load_dataset


class Result(Struct, frozen=True):
    """Everything in a campaign's JSON."""

    origin: Origin
    plan: Plan
    rows: list[Row]
    entries: list[Entry]


def run_campaign(plan: str, data: Path, out: Path, tell: Callable[[str], None] = lambda line: None) -> Result:
    """Train and measure every job of ``plan`` on the recordings in ``data``; after a crash it goes on.

    Args:
        plan: one of ``PLANS``.
        data: what :func:`~kd_edge.recordings.archive.load_dataset` reads.
        out: takes the runs under ``PLAN/runs``, and the result as ``PLAN.json``.
        tell: is called with a line for each finished job.

    Raises:
        RecordingError: the recordings cannot be read, or are not those of the runs there.
        TrainingError: a run there is damaged.
    """
    dataset, entries = load_dataset(data), []
    for job, run in execute(PLANS[plan], dataset, out / plan / "runs", dataset_path=str(data)):
        found = entry(job, run.config, run.metrics, measure_deployed(run, dataset))
        entries.append(found)
        tell(f"{job.name}: {found.float32.accuracy:.4f}, int8 {found.int8.accuracy:.4f}")
    result = Result(origin=origin_of(dataset), plan=PLANS[plan], rows=summarise(entries), entries=entries)
    write_bytes(out / f"{plan}.json", contract.encode(result))
    return result
