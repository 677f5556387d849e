"""`kd-edge report`: runs as one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, say


@click.command()
@click.argument("names", nargs=-1, metavar="RUN...")
@click.option(
    "--runs", "root", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
)
@click.option(
    "--out",
    default=Path("report.html"),
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Page to write.",
)
@json_option
def report(names: tuple[str, ...], root: Path, out: Path, as_json: bool) -> None:
    """Write one page about runs to read or to send.

    It shows learning curves, persons, signs, costs and origins.  It needs nothing else, so it can be sent.

    \b
    Example:
      kd-edge report isl-compact-distilled-within-s0 isl-compact-direct-within-s0
    """
    from kd_edge.distill.runs import list_runs, load_run
    from kd_edge.errors import TrainingError
    from kd_edge.report.page import write_report

    found = [load_run(root / name) for name in names] or list_runs(root)
    if not found:
        raise TrainingError(
            "A report is about complete runs", found=f"none in {root}", remedy="name some, or train one"
        )
    content = write_report(found, out)
    if as_json:
        print_json({"file": str(out), "runs": content.sections})
    else:
        say(f"{len(found)} runs: {out}")
