"""``kd-edge boards`` and ``doctor``: the supported boards, and the tools that are installed."""

from __future__ import annotations

import click

from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, say
from kd_edge.errors import DeployError


@click.command()
@json_option
def boards(as_json: bool) -> None:
    """List the boards that firmware can be built for, and what is plugged in.

    \b
    Example:
      kd-edge boards
    """
    from kd_edge.deploy.boards import all_boards
    from kd_edge.deploy.runners.flash import runners_of
    from kd_edge.deploy.runners.plugged import find_plugged, not_looked_for

    found = all_boards()
    plugged = find_plugged(found)
    rows = [(board, [runner.name for runner in runners_of(board)]) for board in found]
    if as_json:
        supported = [
            {"name": board.name, "title": board.title, "core": board.core.title, "runners": runners}
            for board, runners in rows
        ]
        print_json({"boards": supported, "plugged": plugged, "remarks": not_looked_for()})
        return
    print_table(
        "boards",
        ("board", "core", "flashed by", "description"),
        [(board.name, board.core.title, ", ".join(runners), board.title) for board, runners in rows],
    )
    if not plugged:
        say("Nothing is plugged in: no USB serial port, no boot loader's drive, no debug probe.")
    else:
        print_table(
            "plugged in",
            ("what", "where", "calls itself", "may be", "serial number"),
            [(thing.kind, thing.place, thing.title, ", ".join(thing.boards) or "?", thing.serial) for thing in plugged],
        )
    say(*not_looked_for())


@click.command()
@click.option("--udev", is_flag=True, help="Print rules for Linux's udev that let you open boards, and nothing else.")
@json_option
def doctor(udev: bool, as_json: bool) -> None:
    """Show which tools for building, emulating and flashing are installed, and how to get the others.

    \b
    Example:
      kd-edge doctor
      kd-edge doctor --udev
    """
    from kd_edge.deploy.boards import all_boards
    from kd_edge.deploy.doctor import examine
    from kd_edge.deploy.udev import udev_rules

    if udev:
        rules = udev_rules(all_boards())
        print_json({"rules": rules}) if as_json else say(*rules.splitlines())
        return

    tools = examine()
    if as_json:
        print_json(tools)
    else:
        print_table(
            "tools",
            ("tool", "version", "purpose", "how to get it"),
            [(tool.name, tool.found or "-", tool.purpose, "" if tool.found else tool.remedy) for tool in tools],
        )
    missing = [tool for tool in tools if tool.needed and tool.found is None]
    if missing:
        raise DeployError(
            "Building and emulating firmware needs a compiler and QEMU",
            found=f"no {', no '.join(tool.name for tool in missing)}",
            remedy=missing[0].remedy,
        )
