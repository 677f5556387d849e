"""``kd-edge boards`` and ``kd-edge doctor``."""

from __future__ import annotations

import click

from kd_edge.cli.output import print_json, print_table
from kd_edge.errors import DeployError

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.command()
@_JSON
def boards(as_json: bool) -> None:
    """List the boards that firmware can be built for.

    \b
    Example:
      kd-edge boards
    """
    from kd_edge.deploy.boards import board_names, load_board

    found = [load_board(name) for name in board_names()]
    if as_json:
        print_json(
            [
                {
                    "name": board.name,
                    "title": board.title,
                    "core": board.core.title,
                    "emulator": board.emulator.machine if board.emulator else None,
                }
                for board in found
            ]
        )
        return
    print_table(
        "boards",
        ("board", "core", "emulated", "description"),
        [(board.name, board.core.title, "yes" if board.emulator else "no", board.title) for board in found],
    )


@click.command()
@_JSON
def doctor(as_json: bool) -> None:
    """Say which tools for building, emulating and flashing are here, and how to get the others.

    \b
    Example:
      kd-edge doctor
    """
    from kd_edge.deploy.doctor import examine

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
