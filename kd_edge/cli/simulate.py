"""``kd-edge simulate``: a sensor board in software."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kd_edge.cli.options import FloatRange
from kd_edge.cli.output import print_json_line, say
from kd_edge.cli.playing import Playing, playing

_PROBABILITY = FloatRange(0, 1)


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--port", default="pty", show_default=True, help="'pty' to make one, a device, or socket://HOST:PORT.")
@click.option("--baud", default=921_600, show_default=True, help="For serial devices.")
@playing("--count")
@click.option("--drop", type=_PROBABILITY, default=0.0, help="Share of data frames to lose.")
@click.option("--corrupt", type=_PROBABILITY, default=0.0, help="Share of data frames to damage.")
@click.option("--noise", type=_PROBABILITY, default=0.0, help="Share of data frames to put noise before.")
@click.option(
    "--buffer",
    "buffer_kib",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    help="KiB to buffer for a host that does not read; Linux buffers 64 for a serial port on USB.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines for programs.")
def simulate(
    data: Path,
    port: str,
    baud: int,
    options: Playing,
    drop: float,
    corrupt: float,
    noise: float,
    buffer_kib: int,
    as_json: bool,
) -> None:
    """Play the recordings of DATA over a serial port, as a sensor board would.

    It prints the port, waits until `kd-edge stream` asks it to start, and ends with the last recording.

    \b
    Example:
      kd-edge simulate datasets/synthetic-isl.npz --count 20
    """
    from kd_edge.link.board_port import open_board_port
    from kd_edge.play.session import recorded_session
    from kd_edge.play.simulated_board import Faults, SimulatedBoard

    session = recorded_session(data, options.choice, pause_s=options.pause_s)
    opened = open_board_port(port, baud)
    faults = Faults(drop, corrupt, noise, options.seed)
    board = SimulatedBoard(session, opened, speed=options.speed, faults=faults, buffer_bytes=buffer_kib * 1024)
    tell = _json_line if as_json else _text_lines
    tell(
        {"event": "ready", "port": opened.path, "duration_s": round(session.duration_s, 3)},
        f"{session.duration_s:.1f} s of signal on {opened.path}",
        f"listen with: kd-edge stream --port {opened.path}",
    )
    board.wait_for_host()
    tell({"event": "started"}, "a host listens; playing")
    report = board.play()
    board.linger()
    tell(
        report,
        f"played in {report.elapsed_s:.1f} s: {report.frames} data frames, {report.undelivered} undelivered, "
        f"{report.vanished} lost, {report.corrupted} damaged and {report.noisy} noisy on purpose",
    )


def _json_line(event: Any, *_lines: str) -> None:
    print_json_line(event)


def _text_lines(_event: Any, *lines: str) -> None:
    say(*lines)
