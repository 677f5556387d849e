"""What is shown of a training: its progress, and the figures of one run or of all folds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kd_edge.cli.output import complain, print_json, print_table, say, telling_bar

if TYPE_CHECKING:
    from kd_edge.distill.loop import Progress
    from kd_edge.distill.runs import Metrics, Run, RunConfig
    from kd_edge.distill.train import OnEpoch


@contextmanager
def progress_bar(quiet: bool) -> Iterator[OnEpoch | None]:
    """A bar on stderr that follows the epochs; nothing if ``quiet``."""
    if quiet:
        yield None
        return
    with telling_bar("training") as tell:

        def on_epoch(epoch: int, epochs: int, progress: Progress) -> None:
            tell(epoch, epochs, f"loss {progress.loss:.3f}  accuracy {progress.accuracy:.3f}")

        yield on_epoch


def name_damaged(root: Path) -> None:
    """Say which folders under ``root`` cannot be read as runs, so that nobody misses them without a reason."""
    from kd_edge.distill.runs import damaged_runs

    for error in damaged_runs(root):
        complain(f"left out: {error}", colour="yellow")


def print_runs(runs: Sequence[Run], as_json: bool) -> None:
    """One run, or all folds with their mean."""
    from kd_edge.distill.folds import over_folds

    if len(runs) == 1:
        print_run(runs[0], as_json)
        return
    metrics = [run.metrics for run in runs]
    for each in metrics:
        _warn(each)
    windows = [each.test_windows for each in metrics]
    together = over_folds(windows, metrics)
    plain = [each.as_recorded for each in metrics if each.as_recorded is not None]
    as_recorded = over_folds(windows, plain) if len(plain) == len(runs) else None
    if as_json:
        folds = [{"folder": str(run.folder), "config": run.config, "metrics": run.metrics} for run in runs]
        print_json({**_pair(together), "as_recorded": as_recorded and _pair(as_recorded), "folds": folds})
        return
    rows = [_fold_row(run) for run in runs]
    rows.append(("all", f"{sum(windows):,}", *map(_figure, together), _both(as_recorded), "", "", ""))
    header = ("fold", "windows", "accuracy", "over persons", "without profiles", "unsure", "beside classical", "run")
    used = [column for column in range(len(header)) if any(row[column] for row in rows)]
    chosen = [tuple(row[column] for column in used) for row in (header, *rows)]
    print_table(f"{runs[0].config.network}, new persons", chosen[0], chosen[1:])


def _fold_row(run: Run) -> tuple[str, ...]:
    from kd_edge.baseline.standing import standing

    metrics, place = run.metrics, standing(run)
    plain = metrics.as_recorded
    return (
        run.config.split,
        f"{metrics.test_windows:,}",
        _figure(metrics.accuracy),
        _figure(metrics.macro_accuracy),
        _both(None if plain is None else (plain.accuracy, plain.macro_accuracy)),
        ", ".join(_unsure(metrics)),
        "" if place is None else place.sentence,
        run.config.name,
    )


def _figure(share: float) -> str:
    return f"{share:.4f}"


def _both(figures: tuple[float, float] | None) -> str:
    """Accuracy, and its mean over persons."""
    return "" if figures is None else " / ".join(map(_figure, figures))


def _pair(figures: tuple[float, float]) -> dict[str, float]:
    return {"accuracy": figures[0], "macro_accuracy": figures[1]}


def _warn(metrics: Metrics) -> None:
    if metrics.caution:
        complain(f"warning: {metrics.caution}.", colour="yellow")


def print_run(run: Run, as_json: bool) -> None:
    """Figures of a complete run, or its configuration and metrics as JSON."""
    from kd_edge.baseline.standing import standing

    config, metrics, place = run.config, run.metrics, standing(run)
    _warn(metrics)
    if as_json:
        told = {"folder": str(run.folder), "config": config, "metrics": metrics}
        print_json({**told, "recalls": metrics.recalls, "standing": place})
        return
    origin = "synthetic recordings" if config.synthetic else "recordings"
    rows: list[tuple[str, ...]] = [
        ("network", config.network),
        ("teacher", ", ".join(config.teachers) or "none"),
        ("parameters", f"{config.parameters:,}"),
        ("multiply-accumulates per window", "not counted" if config.macs is None else f"{config.macs:,}"),
        (f"training windows ({origin})", f"{metrics.train_windows:,}"),
        *_accuracy_rows(config, metrics),
        *_wearer_rows(metrics),
        ("training time", f"{metrics.seconds:.0f} s"),
    ]
    if place is not None:
        rows.append(("beside classical methods", place.sentence))
    print_table(config.name, ("figure", "value"), rows)
    say(f"run: {run.folder}")


def _accuracy_rows(config: RunConfig, metrics: Metrics) -> Iterator[tuple[str, str]]:
    if config.holds_out:
        yield "held-out windows", f"{metrics.test_windows:,}"
        yield "accuracy, training", _figure(metrics.train_accuracy)
        yield "accuracy, held out", _figure(metrics.accuracy)
    else:
        yield "held-out windows", "none: split all trains on everything"
        yield "accuracy, on training takes", _figure(metrics.accuracy)
    yield "the same, mean over persons", _figure(metrics.macro_accuracy)


def _wearer_rows(metrics: Metrics) -> Iterator[tuple[str, str]]:
    """What enrolment gained, and whom to enrol again."""
    if metrics.as_recorded is None:
        return
    plain = metrics.as_recorded
    yield "without the new persons' profiles", f"{plain.accuracy:.4f}, mean over persons {plain.macro_accuracy:.4f}"
    yield "enrolled", ", ".join(metrics.enrolled)
    if unsure := _unsure(metrics):
        yield "of these with an unsure orientation", ", ".join(unsure)


def _unsure(metrics: Metrics) -> list[str]:
    return [name for name, estimate in metrics.enrolled.items() if estimate.ambiguous]
