"""``kd-edge flash``: put firmware onto a board, and let the board confirm which bundle it carries."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from kd_edge.cli.firmware import IMAGES, Firmware, data_option, firmware_options, wire_rig
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, say


@click.command()
@firmware_options
@click.option("--runner", help="How to flash: see `kd-edge boards`.  [default: the board's first]")
@click.option("--port", help="Serial port on which the board answers.  [default: the only one]")
@click.option("--drive", type=click.Path(path_type=Path), help="Where the boot loader's drive is mounted, for uf2.")
@data_option
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing to the board.")
@json_option
def flash(
    options: Firmware,
    runner: str | None,
    port: str | None,
    drive: Path | None,
    data: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Flash the firmware of BUNDLE (default: the newest under export/) onto a board.

    The command succeeds only when the board itself reports that it carries the bundle.

    \b
    Example:
      kd-edge flash --board netduinoplus2 --runner emulator
    """
    from kd_edge.deploy.emulators.background import in_background
    from kd_edge.deploy.runners.flash import choose_runner, flash_board
    from kd_edge.deploy.runners.runner import Job

    board, bundle = options.find_board(), options.open_bundle()
    chosen = choose_runner(board, runner)
    rig = wire_rig(board, bundle, data) if chosen.name == "emulator" else None
    job = Job(board, options.build(board, bundle).elf, drive, rig, port)
    plan = {"runner": chosen.name, "does": chosen.describe(job), "image": str(job.elf)}
    if not as_json:
        say(plan["does"])
    if dry_run:
        if as_json:
            print_json(plan)
        return
    info, url = flash_board(chosen, job, bundle, lambda: [board.url for board in in_background(IMAGES)])
    if as_json:
        print_json({**plan, "board": info.board, "port": url, "bundle": info.bundle, "build": info.build})
        return
    say(f"{info.board} on {url} carries {info.bundle!r}, built as {info.build}")
    say(f"listen with: kd-edge stream {shlex.quote(str(bundle.folder))} --port {url} --on board")
    if chosen.name == "emulator":
        say("stop it with: kd-edge emulators --stop")
