"""``kd-edge simulate`` and ``kd-edge stream``: a sensor board in software, and its listener."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from kd_edge.cli.output import print_json_line, print_table, say, visible

if TYPE_CHECKING:
    from rich.live import Live

    from kd_edge.bundle import Bundle
    from kd_edge.live.events import Event
    from kd_edge.live.listen import Listener
    from kd_edge.live.recognise import Recogniser
    from kd_edge.live.summary import Summary

_PROBABILITY = click.FloatRange(0, 1)


def _speed(text: str) -> float:
    """A multiple of real time, or infinity for ``max``."""
    try:
        speed = math.inf if text == "max" else float(text)
    except ValueError:
        speed = math.nan
    if not speed > 0:
        raise click.BadParameter(f"{text!r} is neither a positive number nor 'max'.")
    return speed


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--port", default="pty", show_default=True, help="'pty' to make one, a device, or socket://HOST:PORT.")
@click.option("--baud", default=921_600, show_default=True, help="For serial devices.")
@click.option(
    "--speed", type=_speed, default="1", metavar="SPEED", show_default=True, help="Multiple of real time, or 'max'."
)
@click.option("--split", default="within", show_default=True, help="Play the held-out recordings of this split.")
@click.option("--all", "everything", is_flag=True, help="Play every recording instead.")
@click.option("--subject", help="Play this person only.")
@click.option("--count", type=click.IntRange(min=1), help="Play so many recordings.  [default: all of them]")
@click.option(
    "--pause",
    "pause_s",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds of rest between signs.",
)
@click.option("--seed", default=0, show_default=True, help="Order of the recordings, and faults.")
@click.option("--drop", type=_PROBABILITY, default=0.0, help="Share of data frames to lose.")
@click.option("--corrupt", type=_PROBABILITY, default=0.0, help="Share of data frames to damage.")
@click.option("--noise", type=_PROBABILITY, default=0.0, help="Share of data frames to put noise before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines for machines.")
def simulate(
    data: Path,
    port: str,
    baud: int,
    speed: float,
    split: str,
    everything: bool,
    subject: str | None,
    count: int | None,
    pause_s: float,
    seed: int,
    drop: float,
    corrupt: float,
    noise: float,
    as_json: bool,
) -> None:
    """Play the recordings of DATA over a serial port, as a sensor board would.

    It prints the port, waits until `kd-edge stream` asks it to start, and ends with the last recording.

    \b
    Example:
      kd-edge simulate datasets/synthetic-isl.npz --count 20
    """
    from kd_edge.link.board_port import open_board_port
    from kd_edge.play.session import Choice, build_session
    from kd_edge.play.simulated_board import Faults, SimulatedBoard
    from kd_edge.recordings.archive import load_dataset

    dataset = load_dataset(data)
    choice = Choice(split=None if everything else split, subject=subject, count=count, seed=seed)
    session = build_session(dataset, choice.recordings(dataset), pause_s=pause_s)
    opened = open_board_port(port, baud)
    board = SimulatedBoard(session, opened, speed=speed, faults=Faults(drop, corrupt, noise, seed))
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


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port",
    help="A device, what `kd-edge simulate` prints, or socket://HOST:PORT.  [default: the only board plugged in]",
)
@click.option("--baud", default=921_600, show_default=True, help="For serial devices.")
@click.option(
    "--on",
    "where",
    type=click.Choice(("host", "board")),
    default="host",
    show_default=True,
    help="Who recognises: the host, from raw samples, or the board itself.",
)
@click.option("--engine", default="auto", show_default=True, help="Of the host: auto, c, litert or tflm.")
@click.option(
    "--duration", "duration_s", type=click.FloatRange(min=0), default=math.inf, help="Stop after so many seconds."
)
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many signs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines for machines.")
def stream(
    bundle: Path | None,
    port: str | None,
    baud: int,
    where: str,
    engine: str,
    duration_s: float,
    count: int | None,
    as_json: bool,
) -> None:
    """Recognise signs live from a board, with BUNDLE (default: the newest under export/).

    With --on board, the board must carry BUNDLE, as `kd-edge flash` puts it there.

    \b
    Example:
      kd-edge stream --port /dev/ttyACM0
    """
    from kd_edge.bundle import newest_bundle, open_bundle
    from kd_edge.link.ports import only_port
    from kd_edge.live.listen import Listener
    from kd_edge.live.summary import Tally

    recogniser = _recogniser(open_bundle(bundle or newest_bundle(Path("export"))), where, engine)
    listener = Listener(recogniser, port or only_port(), baud=baud)
    tally = Tally(listener)
    with closing(listener), suppress(KeyboardInterrupt), _display(as_json) as live:
        for event in listener.events(duration_s=duration_s):
            if event is not None:
                tally.add(event)
                _show(event, as_json, live)
            elif live is not None:
                live.update(_status(listener))
            if count is not None and tally.signs >= count:
                break
    _finish(tally.summary(), as_json)


def _recogniser(bundle: Bundle, where: str, engine: str) -> Recogniser:
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.live.classifier import LiveClassifier
    from kd_edge.live.listen import PATIENCE_NS
    from kd_edge.live.on_board import BoardRecogniser
    from kd_edge.live.on_host import HostRecogniser

    if where == "board":
        return BoardRecogniser(bundle)
    return HostRecogniser(LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), engine), patience_ns=PATIENCE_NS))


def _json_line(event: Any, *_lines: str) -> None:
    print_json_line(event)


def _text_lines(_event: Any, *lines: str) -> None:
    say(*lines)


@contextmanager
def _display(as_json: bool) -> Iterator[Live | None]:
    """A status line that stays below the printed lines, where a person watches."""
    from rich.console import Console
    from rich.live import Live

    console = Console(highlight=False)
    if as_json or not console.is_terminal:
        yield None
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield live


def _status(listener: Listener) -> str:
    counters, recogniser = listener.counters, listener.recogniser
    seen = "waiting for a window" if recogniser.confidence is None else f"confidence {recogniser.confidence:4.0%}"
    return (
        f"{recogniser.windows} windows, {seen}; {counters.frames} frames, {counters.lost} lost, "
        f"{counters.damaged + counters.malformed + counters.oversized} damaged, {counters.late} late"
    )


def _show(event: Event, as_json: bool, live: Live | None) -> None:
    if as_json:
        _json_line(event)
        return
    line = _line(event)
    if line is None:
        return
    if live is None:
        say(line)
    else:
        live.console.print(visible(line), markup=False, soft_wrap=True)


def _line(event: Event) -> str | None:
    """An event for people; None if it is not worth a line."""
    from kd_edge.live.events import PortLost, PortReopened, Remark, Sign

    if isinstance(event, Sign):
        return f"{event.time_s:9.2f} s  {event.label:<20} {event.confidence:4.0%}  latency {event.latency_ms:.1f} ms"
    if isinstance(event, Remark):
        return f"the board says: {event.text}"
    if isinstance(event, PortLost):
        return f"port lost ({event.reason}); trying to reopen it"
    if isinstance(event, PortReopened):
        return f"port reopened after {event.after_s:.1f} s"
    return None


def _finish(summary: Summary, as_json: bool) -> None:
    if as_json:
        _json_line(summary)
        return
    say(
        f"{summary.signs} signs in {summary.windows} windows; "
        f"{summary.signal_s:.1f} s of signal in {summary.elapsed_s:.1f} s"
    )
    counted = msgspec.structs.asdict(summary.counters)
    print_table("Link", ("count", "value"), [(name, str(value)) for name, value in counted.items()])
    if summary.score is not None:
        score = summary.score
        say(
            f"against the truth that came along: {score.correct} of {score.signs} signs right, {score.missed} missed; "
            f"{score.wrong} reports wrong, {score.spurious} too many"
        )
