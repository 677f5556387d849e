"""`kd-edge sweep`: many trainings from one description."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import FloatRange, json_option
from kd_edge.cli.output import complain, print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.sweep.points import Point
    from kd_edge.sweep.schedule import Workers
    from kd_edge.sweep.trial import Trial

space_option: Final = click.option(
    "--space", required=True, type=click.Path(exists=True, path_type=Path), help="TOML file: docs/sweeps.md."
)


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@space_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the sweep.  [default: sweeps/NAME of the space]"
)
@click.option("--jobs", type=click.IntRange(1), help="Trials at a time on this machine.  [default: one a core]")
@click.option("--scheduler", help="Use the workers of this dask scheduler, such as tcp://host:8786.")
@click.option("--instructions", is_flag=True, help="Also count every student's instructions on an emulated M4F.")
@click.option(
    "--holding",
    multiple=True,
    type=FloatRange(0, 1),
    help="Accuracy to hold with the smallest model; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@json_option
def sweep(
    data: Path,
    space: Path,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    instructions: bool,
    holding: tuple[float, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Train, compress and measure every combination of settings in the space, on the recordings DATA.

    What is complete is kept: the same command goes on after a crash, and a larger space only adds what is new.

    \b
    Example:
      kd-edge sweep datasets/isl.npz --space examples/sweep.toml
      kd-edge sweep datasets/isl.npz --space examples/sweep.toml --scheduler tcp://127.0.0.1:8786
    """
    from kd_edge.errors import TrainingError
    from kd_edge.sweep.front import COSTS, pareto_front, smallest_holding
    from kd_edge.sweep.plot import write_fronts
    from kd_edge.sweep.points import points_of
    from kd_edge.sweep.sweep import run_sweep

    if jobs and scheduler:
        raise click.UsageError("--jobs is for this machine: start as many `dask worker` as you want trials at a time")
    folder = out or Path("sweeps") / space.stem
    trials = trials_of(data, space)
    if dry_run:
        _print_plan(data, trials, folder, as_json)
        return
    with ExitStack() as stack:
        progress = _Progress(stack, quiet=as_json)
        result = run_sweep(
            data, trials, folder, _workers(jobs, scheduler, folder), instructions=instructions, begin=progress.begin
        )
    counts = {
        "found_done": progress.complete,
        "made": progress.trials - progress.complete - len(result.failed),
        "failed": len(result.failed),
    }
    points = points_of(result)
    drawn = write_fronts(points, folder / "sweep.png")
    held = {level: smallest_holding(points, "file_bytes", level) for level in holding}
    if as_json:
        fronts = {field: [point.label for point in pareto_front(points, field)] for field in COSTS}
        smallest = [{"accuracy": level, "point": point and point.label} for level, point in held.items()]
        print_json(
            {
                "folder": str(folder),
                "counts": counts,
                "points": points,
                "fronts": fronts,
                "smallest": smallest,
                "failed": [{"name": failed.name, "error": failed.error} for failed in result.failed],
            }
        )
    else:
        if points:
            print_table(f"{folder}", *_table(points))
        if front := pareto_front(points, "file_bytes"):
            print_table("Pareto front, which is s(f): the smallest file with an accuracy up to", *_front_table(front))
        if held:
            print_table("the smallest file that holds an accuracy", *_held_table(held))
        if drawn:
            say(f"plots: {folder / 'sweep.png'}")
        say("trials: {found_done} found done, {made} made, {failed} failed".format(**counts))
    if result.failed:
        for failed in result.failed:
            complain(f"{failed.name}: {failed.error}", colour="yellow")
        raise TrainingError(
            "Every trial of a sweep succeeds",
            found=f"{len(result.failed)} that did not, see above",
            remedy="correct the space, or what the messages name, and run the same command again",
        )


def trials_of(data: Path, space: Path) -> list[Trial]:
    """The trials that the file ``space`` describes for the recordings ``data``."""
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.splits import fold_count
    from kd_edge.sweep.space import read_space

    return read_space(space, fold_count(load_dataset(data)))


def _workers(jobs: int | None, scheduler: str | None, folder: Path) -> Workers:
    import os

    from kd_edge.sweep.cluster import DaskWorkers
    from kd_edge.sweep.local import LocalWorkers

    if scheduler:
        return DaskWorkers(scheduler, folder.absolute())
    return LocalWorkers(jobs or os.cpu_count() or 1)


@dataclass
class _Progress:
    """A bar that begins once it is known how many trials are left; the numbers stay for the summary."""

    stack: ExitStack
    quiet: bool
    trials: int = 0
    complete: int = 0

    def begin(self, trials: int, complete: int) -> Callable[[object], None]:
        self.trials, self.complete = trials, complete
        title = f"{trials} trials, {complete} of them complete"
        advance = self.stack.enter_context(progress_bar(title, trials - complete, quiet=self.quiet))
        return lambda task: advance()


def _print_plan(data: Path, trials: list[Trial], folder: Path, as_json: bool) -> None:
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.sweep.check import check_trials
    from kd_edge.sweep.folders import check_folder, is_complete
    from kd_edge.sweep.sweep import tasks_of

    check_folder(folder)
    dataset = load_dataset(data)
    tasks = tasks_of(data, dataset, trials, folder, instructions=False)
    check_trials([task.trial for task in tasks], dataset)
    left = [task.name for task in tasks if not is_complete(folder, task.name)]
    if as_json:
        print_json({"folder": str(folder), "trials": len(tasks), "asked": len(trials), "left": left})
        return
    say(f"{len(trials)} trials, {len(tasks)} with those that they build on, {len(left)} of them to be done in {folder}")


def _table(points: list[Point]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from kd_edge.sweep.front import pareto_front

    def count(value: int | None) -> str:
        return "-" if value is None else f"{value:,}"

    front = pareto_front(points, "file_bytes")
    header = ("settings", "seeds", "accuracy", "±", "mean over persons", "parameters", "int8 bytes", "RAM bytes")
    rows = [
        (
            f"{point.label}{' *' if point in front else ''}",
            str(point.seeds),
            f"{point.accuracy:.4f}",
            "-" if point.accuracy_sd is None else f"{point.accuracy_sd:.4f}",
            f"{point.macro_accuracy:.4f}",
            *map(count, (point.parameters, point.file_bytes, point.ram_bytes, point.instructions)),
        )
        for point in points
    ]
    return (*header, "M4F instructions"), rows


def _front_table(front: list[Point]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    rows: list[tuple[str, ...]] = [(f"{point.accuracy:.4f}", point.label, f"{point.file_bytes:,}") for point in front]
    return ("accuracy", "settings", "int8 bytes"), rows


def _held_table(held: dict[float, Point | None]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    rows: list[tuple[str, ...]] = []
    for level, point in held.items():
        reached = (
            ("none", "-", "-") if point is None else (point.label, f"{point.accuracy:.4f}", f"{point.file_bytes:,}")
        )
        rows.append((f"{level:g}", *reached))
    return ("accuracy", "settings", "reached", "int8 bytes"), rows
