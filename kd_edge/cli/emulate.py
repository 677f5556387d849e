"""``kd-edge emulate`` and ``emulators``: boards that an emulator runs, in the foreground or in the background."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.firmware import IMAGES, Firmware, data_option, firmware_options, wire_rig
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_json_line, print_table, say


@click.command()
@firmware_options
@click.option("--pty", "terminal", is_flag=True, help="Make a pseudo-terminal instead of a TCP port.")
@click.option("--tcp-port", type=click.IntRange(0, 65535), default=0, help="TCP port to listen on.  [default: any]")
@click.option("--uart", is_flag=True, help="Print the port of the UART, also for a board whose own USB is emulated.")
@data_option
@json_option
def emulate(options: Firmware, terminal: bool, tcp_port: int, uart: bool, data: Path | None, as_json: bool) -> None:
    """Build the firmware of BUNDLE, run it on an emulated board, and print its port, until Ctrl-C.

    \b
    Example:
      kd-edge emulate --board microbit --pty
    """
    import signal

    from kd_edge.deploy.emulators.emulated import emulated_board

    board, bundle = options.find_board(), options.open_bundle()
    rig = wire_rig(board, bundle, data)
    image = options.build(board, bundle)
    with emulated_board(board, image.elf, rig=rig, terminal=terminal, tcp_port=tcp_port, uart=uart) as url:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # like Ctrl-C: the emulator ends with this process
        print_json_line({"port": url}) if as_json else say(url)
        signal.pause()


@click.command()
@click.option("--stop", is_flag=True, help="Stop them.")
@json_option
def emulators(stop: bool, as_json: bool) -> None:
    """List, or stop, the emulated boards that `kd-edge flash` left running from this folder.

    \b
    Example:
      kd-edge emulators
      kd-edge emulators --stop
    """
    from kd_edge.deploy.emulators.background import in_background

    found = in_background(IMAGES)
    if stop:
        for board in found:
            board.stop()
    if as_json:
        print_json({"stopped" if stop else "running": found})
    elif not found:
        say(f"No emulated board runs in the background that was started from {IMAGES}.")
    else:
        title = "stopped" if stop else "running in the background"
        print_table(title, ("board", "port", "process"), [(board.board, board.url, str(board.pid)) for board in found])
