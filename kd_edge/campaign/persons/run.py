"""The whole campaign: every split trained and measured, two at a time, and what follows from the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct

from kd_edge import contract
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.campaign.persons.figures import Gain, Row, gains, rows
from kd_edge.campaign.persons.plan import PLAN, WITHIN, Job, Plan
from kd_edge.campaign.persons.train import Entry, train_split
from kd_edge.files import write_bytes
from kd_edge.orphans import end_with_parent
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.splits import protocol


class Result(Struct, frozen=True):
    """Everything in ``persons.json``."""

    origin: Origin
    plan: Plan
    rows: list[Row]
    gains: list[Gain]
    entries: list[Entry]


def run_persons(
    data: Path,
    out: Path,
    *,
    plan: Plan = PLAN,
    processes: int = 2,
    methods: bool = True,
    tell: Callable[[str], None] = lambda line: None,
) -> Result:
    """Train and measure every split of ``plan`` on the recordings in ``data``; after a crash it goes on.

    Args:
        data: what :func:`~kd_edge.recordings.archive.load_dataset` reads.
        out: takes the runs under ``persons/runs``, and the result as ``persons.json``.
        plan: what to train.
        processes: splits that train at the same time, each on one core.
        methods: compare all methods of distillation, and a longer schedule, too.
        tell: is called with a line for each finished split.

    Raises:
        RecordingError: the recordings cannot be read, or do not allow a split.
        TrainingError: a run there is damaged, or has other settings.
    """
    dataset, root = load_dataset(data), out / "persons" / "runs"
    units = [(split, tuple(plan.jobs(split))) for split in plan.splits]
    if methods:
        units.append((WITHIN, tuple(plan.methods())))
        units += [(split, tuple(plan.long_jobs(split))) for split in plan.splits if protocol(split) == "loso"]
    entries: list[Entry] = []
    # Methods need the ensembles of their split, so they wait for all splits.
    for kind in (units[: len(plan.splits)], units[len(plan.splits) :]):
        for split, found in _all(plan, kind, data, root, processes):
            entries += found
            tell(f"{split}: {len(found)} networks")
    entries.sort(key=lambda entry: (plan.splits.index(entry.split), entry.network, entry.way, entry.seed))
    result = Result(origin_of(dataset), plan, rows(entries), gains(entries), entries)
    write_bytes(out / "persons.json", contract.encode(result))
    return result


def _all(
    plan: Plan, units: list[tuple[str, tuple[Job, ...]]], data: Path, root: Path, processes: int
) -> Iterator[tuple[str, list[Entry]]]:
    """Every unit as it is done, in processes of their own if there are several."""
    if processes == 1:
        for split, jobs in units:
            yield split, _train(plan, jobs, data, root)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_core_each) as pool:
        waiting = {pool.submit(_train, plan, jobs, data, root): split for split, jobs in units}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


def _train(plan: Plan, jobs: tuple[Job, ...], data: Path, root: Path) -> list[Entry]:
    return train_split(plan, jobs, load_dataset(data), root, str(data))


def _one_core_each() -> None:
    end_with_parent()
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
