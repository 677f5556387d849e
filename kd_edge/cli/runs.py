"""`kd-edge runs`: list, show, compare and remove what was trained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.group import Group
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.distill.runs import Run

_RUNS: Final = click.option(
    "--runs",
    "root",
    default=Path("runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of runs.",
)
_NAMES: Final = click.argument("names", nargs=-1, required=True, metavar="RUN...")


@click.group(cls=Group)
def runs() -> None:
    """List, show, compare and remove runs.

    \b
    Example:
      kd-edge runs list
    """


@runs.command("list")
@_RUNS
@json_option
def list_(root: Path, as_json: bool) -> None:
    """List all runs, oldest first.

    \b
    Example:
      kd-edge runs list
    """
    from kd_edge.cli.training_tables import name_damaged
    from kd_edge.distill.runs import list_runs

    name_damaged(root)
    found = [*list_runs(root), *list_runs(root, complete=False)]
    found.sort(key=lambda run: run.config.started_ns)
    if as_json:
        print_json([_as_json(run) for run in found])
        return
    print_table(
        f"{len(found)} runs in {root}", ("run", *_FIGURES), [(run.config.name, *_figures(run)) for run in found]
    )


@runs.command()
@click.argument("name", metavar="RUN")
@_RUNS
@json_option
def show(name: str, root: Path, as_json: bool) -> None:
    """Show the figures of RUN, and how well each sign and each person is understood.

    \b
    Example:
      kd-edge runs show isl-compact-distilled-within-s0
    """
    from kd_edge.cli.training_tables import print_run
    from kd_edge.distill.runs import load_run

    run = load_run(root / name)
    print_run(run, as_json)
    if as_json:
        return
    metrics = run.metrics
    persons = [(person, f"{value:.4f}") for person, value in metrics.per_subject.items()]
    print_table("persons", ("person", "accuracy"), persons)
    if metrics.confusion is None:
        return
    signs = zip(run.config.labels, metrics.confusion, metrics.recalls, strict=True)
    rows = [
        (label, str(sum(row)), "" if recall is None else f"{recall:.4f}", _mistaken(row, index, run.config.labels))
        for index, (label, row, recall) in enumerate(signs)
    ]
    print_table("signs", ("sign", "windows", "recall", "most often taken for"), rows)


@runs.command()
@_NAMES
@_RUNS
@json_option
def compare(names: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Show several runs side by side, with the settings in which they differ.

    \b
    Example:
      kd-edge runs compare isl-compact-distilled-within-s0 isl-compact-direct-within-s0
    """
    from kd_edge.distill.comparison import differences
    from kd_edge.distill.runs import load_run

    found = [load_run(root / name) for name in names]
    unlike = differences([run.config for run in found])
    if as_json:
        print_json({"runs": [_as_json(run) for run in found], "differences": unlike})
        return
    columns = list(zip(*map(_figures, found), strict=True))
    rows = [(figure, *values) for figure, values in zip(_FIGURES, columns, strict=True)]
    print_table("figures", ("", *names), rows)
    print_table("settings that differ", ("setting", *names), [(field, *values) for field, values in unlike.items()])


@runs.command()
@_NAMES
@_RUNS
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def remove(names: tuple[str, ...], root: Path, yes: bool, as_json: bool) -> None:
    """Delete runs, unless others name them as their teacher or as what they were compressed from.

    \b
    Example:
      kd-edge runs remove isl-compact-direct-within-s0 --yes
    """
    from kd_edge.distill.comparison import remove_runs
    from kd_edge.distill.runs import load_run
    from kd_edge.errors import TrainingError
    from kd_edge.files import check_name

    # A path would lead out of the folder, where nobody looks for runs that were made from this one.
    names = tuple(dict.fromkeys(check_name(name, "The name of a run", TrainingError) for name in names))
    found = [load_run(root / name) for name in names]
    if not yes:
        click.confirm(f"Delete {', '.join(run.config.name for run in found)}?", abort=True)
    remove_runs(root, found)
    if as_json:
        print_json({"deleted": names})
    else:
        say(f"deleted: {', '.join(names)}")


_FIGURES: Final = ("network", "split", "seed", "teacher", "parameters", "accuracy", "over persons", "beside classical")


def _figures(run: Run) -> tuple[str, ...]:
    from kd_edge.baseline.standing import standing

    config = run.config
    told = (
        config.network,
        config.split,
        str(config.seed),
        ", ".join(config.teachers) or "none",
        f"{config.parameters:,}",
    )
    if not run.complete:
        return (*told, "not complete", "", "")
    place = standing(run)
    note = "" if config.holds_out else " (training takes)"
    accuracies = f"{run.metrics.accuracy:.4f}{note}", f"{run.metrics.macro_accuracy:.4f}{note}"
    return (*told, *accuracies, "" if place is None else place.sentence)


def _as_json(run: Run) -> dict[str, object]:
    from kd_edge.baseline.standing import standing

    complete = run.complete
    return {
        "folder": str(run.folder),
        "config": run.config,
        "metrics": run.metrics if complete else None,
        "standing": standing(run) if complete else None,
    }


def _mistaken(row: tuple[int, ...], index: int, labels: tuple[str, ...]) -> str:
    """The other sign that was chosen most often, and how often."""
    others = [(count, labels[other]) for other, count in enumerate(row) if other != index and count]
    return "" if not others else "{1} ({0})".format(*max(others))
