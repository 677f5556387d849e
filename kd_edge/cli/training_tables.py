"""What is shown of a training: its progress, and the figures of one run or of all folds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.distill.runs import Metrics, Run
    from kd_edge.distill.train import OnEpoch


@contextmanager
def progress_bar(quiet: bool) -> Iterator[OnEpoch | None]:
    """A bar on stderr that follows the epochs; nothing if ``quiet``."""
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("training", total=None)

        def on_epoch(epoch: int, epochs: int, progress: Any) -> None:
            figures = f"loss {progress.loss:.3f}  accuracy {progress.accuracy:.3f}"
            bar.update(task, completed=epoch, total=epochs, description=figures)

        yield on_epoch


def print_runs(runs: Sequence[Run], as_json: bool) -> None:
    """One run, or all folds with their mean."""
    import numpy as np

    if len(runs) == 1:
        print_run(runs[0], as_json)
        return
    metrics = [run.metrics for run in runs]
    windows = [each.test_windows for each in metrics]
    pooled = float(np.average([each.accuracy for each in metrics], weights=windows))
    macro = float(np.mean([value for each in metrics for value in each.per_subject.values()]))
    if as_json:
        folds = [{"folder": str(run.folder), "config": run.config, "metrics": run.metrics} for run in runs]
        print_json({"accuracy": pooled, "macro_accuracy": macro, "folds": folds})
        return
    rows = [
        (
            run.config.split,
            f"{each.test_windows:,}",
            f"{each.accuracy:.4f}",
            f"{each.macro_accuracy:.4f}",
            run.config.name,
        )
        for run, each in zip(runs, metrics, strict=True)
    ]
    rows.append(("all", f"{sum(windows):,}", f"{pooled:.4f}", f"{macro:.4f}", ""))
    print_table(
        f"{runs[0].config.network}, new persons", ("fold", "windows", "accuracy", "mean over persons", "run"), rows
    )


def print_run(run: Run, as_json: bool) -> None:
    """Figures of a complete run, or its configuration and metrics as JSON."""
    from kd_edge.baseline.standing import standing

    config, metrics, place = run.config, run.metrics, standing(run)
    if metrics.caution:
        complain(f"warning: {metrics.caution}.", colour="yellow")
    if as_json:
        print_json({"folder": str(run.folder), "config": config, "metrics": metrics, "standing": place})
        return
    origin = "synthetic recordings" if config.synthetic else "recordings"
    rows: list[tuple[str, ...]] = [
        ("network", config.network),
        ("teacher", ", ".join(config.teachers) or "none"),
        ("parameters", f"{config.parameters:,}"),
        ("multiply-accumulates per window", "not counted" if config.macs is None else f"{config.macs:,}"),
        (f"training windows ({origin})", f"{metrics.train_windows:,}"),
        ("held-out windows", f"{metrics.test_windows:,}"),
        ("accuracy, training", f"{metrics.train_accuracy:.4f}"),
        (
            "accuracy, on training takes: nothing is held out" if config.split == "all" else "accuracy, held out",
            f"{metrics.accuracy:.4f}",
        ),
        ("the same, mean over persons", f"{metrics.macro_accuracy:.4f}"),
        *_wearer_rows(metrics),
        ("training time", f"{metrics.seconds:.0f} s"),
    ]
    if place is not None:
        rows.append(("beside classical methods", place.sentence))
    print_table(config.name, ("figure", "value"), rows)
    say(f"run: {run.folder}")


def _wearer_rows(metrics: Metrics) -> Iterator[tuple[str, str]]:
    """What enrolment gained, and whom to enrol again."""
    if metrics.as_recorded is None:
        return
    plain = metrics.as_recorded
    yield "without the new persons' profiles", f"{plain.accuracy:.4f}, mean over persons {plain.macro_accuracy:.4f}"
    unsure = [name for name, estimate in metrics.enrolled.items() if estimate.ambiguous]
    yield "enrolled", ", ".join(metrics.enrolled)
    if unsure:
        yield "of these with an unsure orientation", ", ".join(unsure)
