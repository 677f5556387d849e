"""Train the students of the plan, export them, choose a decision, and play them everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.campaign.streaming.movement import smooth_rotations, watch_exercises
from kd_edge.campaign.streaming.plan import PLAN, SPLIT, Job, Plan
from kd_edge.contract import DecisionSpec
from kd_edge.distill import runs
from kd_edge.distill.recipe import Settings
from kd_edge.distill.runs import load_run
from kd_edge.distill.train import distil_student, resume
from kd_edge.engines import open_engine
from kd_edge.evaluate.figures import Figures
from kd_edge.evaluate.material import Amount, Half, held_out, sessions_of, without_signs
from kd_edge.evaluate.search import tune
from kd_edge.evaluate.traces import Trace, decide, trace_sessions
from kd_edge.export.runs import export_run
from kd_edge.files import write_bytes
from kd_edge.orphans import end_with_parent
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset

Decided = Literal["exported", "tuned"]


class Entry(Struct, frozen=True):
    """Figures of one student with one decision.

    A decision that was tuned is judged on the second half of the held-out takes, the exported one on all of them:
    nothing was chosen on either.
    """

    job: Job
    decided: Decided
    accuracy: float
    decision: DecisionSpec
    figures: Figures


class Result(Struct, frozen=True):
    """Everything in ``streaming.json``."""

    origin: Origin
    plan: Plan
    entries: list[Entry]


def run_streaming(
    data: Path, watch: Path, out: Path, *, plan: Plan = PLAN, processes: int = 2, tell: Callable[[str], None] = print
) -> Result:
    """Train and measure every student of ``plan``; after a crash it goes on.

    Args:
        data: psl18.
        watch: exercises from a watch (:func:`~kd_edge.campaign.streaming.movement.watch_exercises`).
        out: takes runs and bundles under ``streaming``, and the result as ``streaming.json``.
        plan: what to train and play.
        processes: trainings at the same time.
        tell: is called with a line for each finished student.

    Raises:
        RecordingError: recordings cannot be read.
        TrainingError: a run there is damaged, or has other settings.
    """
    root, jobs = out / "streaming", list(plan.jobs())
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        trained = pool.map(_train, jobs, [data] * len(jobs), [root] * len(jobs))
        for job, accuracy in zip(jobs, trained, strict=True):
            tell(f"{job.name}: {accuracy:.4f} of the held-out windows")
    dataset, entries = load_dataset(data), []
    for network in plan.networks:
        chosen = _choose(plan, network, dataset, watch, root)
        tell(f"{network}: {chosen}")
        for outliers in plan.outliers:
            for seed in range(plan.seeds):
                entries += _measure(plan, plan.job(network, outliers, seed), chosen, dataset, watch, root)
    result = Result(origin_of(dataset), plan, entries)
    write_bytes(out / "streaming.json", contract.encode(result))
    return result


def _train(job: Job, data: Path, root: Path) -> float:
    dataset, folder = load_dataset(data), root / "runs" / job.name
    if (folder / runs.CONFIG).is_file():
        run = resume(load_run(folder), dataset)
    else:
        settings = Settings(
            split=SPLIT,
            seed=job.seed,
            recipe=job.recipe,
            name=job.name,
            dataset_path=str(data),
            wearer="canonical",
        )
        run = distil_student(dataset, root / "runs", teacher=None, network=job.network, settings=settings)
    if not (root / "bundles" / job.name).is_dir():
        export_run(run, root / "bundles" / job.name, data=data)
    return run.metrics.accuracy


def _choose(plan: Plan, network: str, dataset: Dataset, watch: Path, root: Path) -> DecisionSpec:
    """The decision for ``network``: chosen on the first half of the takes, with a student that gives no figure."""
    bundle = open_bundle(root / "bundles" / plan.job(network, plan.outliers[-1], plan.tuning_seed).name)
    traces = _traces(plan, bundle, dataset, watch, "first", plan.tuning_seed)
    return tune(bundle, traces, plan.limits, per_label=False).decision


def _measure(plan: Plan, job: Job, chosen: DecisionSpec, dataset: Dataset, watch: Path, root: Path) -> list[Entry]:
    bundle = open_bundle(root / "bundles" / job.name)
    accuracy = float(bundle.manifest.metrics["int8_accuracy"])
    exported = decide(_traces(plan, bundle, dataset, watch, "both", job.seed), bundle)
    entries = [Entry(job, "exported", accuracy, bundle.manifest.decision, exported)]
    if job.outliers:
        tuned = decide(_traces(plan, bundle, dataset, watch, "second", job.seed), bundle, chosen)
        entries.append(Entry(job, "tuned", accuracy, chosen, tuned))
    return entries


def _traces(plan: Plan, bundle: Bundle, dataset: Dataset, watch: Path, half: Half, seed: int) -> list[Trace]:
    takes = held_out(bundle, dataset, half=half)
    amount = Amount(plan.orders, plan.hours, plan.hours, seed)
    seconds = plan.hours * 3600
    others = [watch_exercises(takes, watch, seconds, seed, half), smooth_rotations(takes, seconds, seed)]
    played = sessions_of(bundle, takes, [without_signs(bundle, other) for other in others], amount)
    return trace_sessions(bundle, open_engine(bundle.read(INT8_MODEL)), played)


def table(entries: Sequence[Entry]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the printed table: means over seeds, with the spread of F1."""
    movements = list(dict.fromkeys(name for entry in entries for name in entry.figures.movements))
    header = ("network", "outliers", "decision", "accuracy", "F1", "end to report", "rest", *movements)
    rows = []
    for key in dict.fromkeys((entry.job.network, entry.job.outliers, entry.decided) for entry in entries):
        of = [entry for entry in entries if (entry.job.network, entry.job.outliers, entry.decided) == key]
        f1 = [entry.figures.events.f1 for entry in of]
        delays = [entry.figures.after_end.median for entry in of if entry.figures.after_end is not None]
        rows.append(
            (
                key[0],
                f"{key[1]:g}",
                key[2],
                f"{np.mean([entry.accuracy for entry in of]):.4f}",
                f"{np.mean(f1):.3f} ± {np.std(f1, ddof=1) if len(f1) > 1 else 0:.3f}",
                f"{np.mean(delays):.2f} s" if delays else "-",
                f"{np.mean([entry.figures.alarms['rest'].per_hour for entry in of]):.1f}",
                *(f"{np.mean([entry.figures.movements[name].per_hour for entry in of]):.1f}" for name in movements),
            )
        )
    return header, rows
