"""`kd-edge verify`: does a bundle reproduce its golden outputs on this machine?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import bundle_argument, json_option
from kd_edge.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.verify import Check


@click.command()
@bundle_argument
@click.option(
    "--data", type=click.Path(path_type=Path), help="The bundle's recordings: score all held-out windows, too."
)
@click.option("--cores", is_flag=True, help="Run the generated C on emulated Cortex-M0, M4, M7, M33 and M55, too.")
@json_option
def verify(bundle: Path | None, data: Path | None, cores: bool, as_json: bool) -> None:
    """Verify BUNDLE (default: the newest under export/), from raw samples to scores.

    Needs no TensorFlow.  A check is skipped, with its reason, if its engine, compiler or emulator is not
    installed, or if the network does not fit into any emulated board.

    \b
    Example:
      kd-edge verify export/reference --cores
    """
    from kd_edge.bundle import newest_bundle
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.verify import verify_bundle

    held_out = None if data is None else load_dataset(data)
    report = verify_bundle(bundle or newest_bundle(Path("export")), held_out, cores=cores)
    if as_json:
        print_json(
            {"bundle": report.bundle, "goldens": report.goldens, "passed": report.passed, "checks": report.checks}
        )
    else:
        rows = [(check.name, check.status, *_figures(check), check.detail) for check in report.checks]
        print_table(
            f"{report.bundle}, {report.goldens} golden windows", ("check", "", "measured", "limit", "what"), rows
        )
        counts = Counter(check.status for check in report.checks)
        say(", ".join(f"{count} {status}" for status, count in counts.items()))
    report.require_passed()


def _figures(check: Check) -> tuple[str, str]:
    measured, limit = ("" if value is None else f"{value:.4g}" for value in (check.measured, check.limit))
    return measured, limit
