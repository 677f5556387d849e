"""`kd-edge report`: runs as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, say

if TYPE_CHECKING:
    from kd_edge.distill.runs import Run


@click.command()
@click.argument("names", nargs=-1, metavar="[RUN]...")
@click.option(
    "--runs", "root", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
)
@click.option(
    "--bundles",
    default=Path("export"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of exported runs, for the accuracy of their int8 files.",
)
@click.option(
    "--out",
    default=Path("report.html"),
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Page to write.",
)
@json_option
def report(names: tuple[str, ...], root: Path, bundles: Path, out: Path, as_json: bool) -> None:
    """Write one page about runs to read or to send.

    RUN is a run's name, its folder, or a folder of runs or of a sweep; by default all complete runs.  The page
    shows means over seeds and folds, accuracy against cost, learning curves, persons, signs and settings.  It needs
    nothing else, so it can be sent.

    \b
    Example:
      kd-edge report isl-compact-distilled-within-s0 isl-compact-direct-within-s0
      kd-edge report sweeps/first
    """
    from kd_edge.cli.training_tables import name_damaged
    from kd_edge.distill.runs import list_runs
    from kd_edge.errors import TrainingError
    from kd_edge.report.page import write_report

    if not names:
        name_damaged(root)
    named = [run for name in names for run in _named(name, root)] if names else list_runs(root)
    found = list({run.folder.resolve(): run for run in named}.values())
    if not found:
        raise TrainingError(
            "A report is about complete runs",
            found=f"none in {', '.join(names) or root}",
            remedy="name some, or train one",
        )
    content = write_report(found, out, bundles)
    if as_json:
        print_json({"file": str(out), "runs": content.sections, "means": content.means})
    else:
        say(f"{len(found)} {'run' if len(found) == 1 else 'runs'}: {out}")


def _named(name: str, root: Path) -> list[Run]:
    """The run, or the runs, that ``name`` stands for: one below ``root`` before a folder of that path."""
    from kd_edge.distill.runs import CONFIG, list_runs, load_run
    from kd_edge.errors import TrainingError
    from kd_edge.sweep.folders import TRIALS

    for folder in (root / name, Path(name)):
        if (folder / CONFIG).is_file():
            return [load_run(folder)]
        for runs in (folder / TRIALS, folder):
            if any(runs.glob(f"*/{CONFIG}")):
                return list_runs(runs)
    raise TrainingError(
        f"RUN is a run's name in {root}, its folder, or a folder of runs or of a sweep",
        found=f"{name!r}, which is none of them",
        remedy="see `kd-edge runs list`, or say with --runs where runs lie",
    )
