"""``kd-edge size-check``: does the firmware stay within its size budgets?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table

# The published task: frames, features and classes of the network that the RAM budgets are about.
_TASK: Final = (150, 42, 50)


@click.command("size-check")
@click.argument("bundle", type=click.Path(path_type=Path), default=Path("export/reference"))
@click.option("--toolchain", help="gcc or zig.  [default: the first that is installed]")
@json_option
def size_check(bundle: Path, toolchain: str | None, as_json: bool) -> None:
    """Compare flash and RAM of the firmware with the limits in firmware/budgets.toml.

    The signal path and the protocol are built for BUNDLE (default: export/reference), the engine for
    an untrained isl-student, the streaming engine for an untrained isl-student-valid.

    \b
    Example:
      kd-edge size-check
    """
    from kd_edge.bench.engine.sizes import check_sizes, require_kept
    from kd_edge.bundle import open_bundle
    from kd_edge.deploy.toolchain import find_toolchain
    from kd_edge.export.untrained import untrained_int8

    window, stream = (untrained_int8(preset, *_TASK) for preset in ("isl-student", "isl-student-valid"))
    budgets = check_sizes(open_bundle(bundle), window, stream, find_toolchain(toolchain))
    if as_json:
        print_json(budgets)
    else:
        rows = [(budget.name, f"{budget.measured:,}", f"{budget.limit:,}") for budget in budgets]
        print_table("Bytes", ("part", "measured", "limit"), rows)
    require_kept(budgets)
