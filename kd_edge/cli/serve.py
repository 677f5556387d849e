"""`kd-edge serve`: several sources at once."""

from __future__ import annotations

import math
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import FloatRange, bundle_argument, json_option, open_chosen, refuse_given
from kd_edge.cli.output import print_json_line, print_table, say
from kd_edge.cli.playing import PLAYED, UNPLAYED, Playing, playing
from kd_edge.cli.sensing import Sensing, sensing
from kd_edge.sources.kinds import KINDS

if TYPE_CHECKING:
    from kd_edge.live.events import Event
    from kd_edge.serve.streams import Stream


def _named(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Name -> option and address of every source."""
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        option, colon, address = rest.partition(":")
        if not (equals and colon and name and address and option in KINDS):
            raise click.BadParameter(
                f"{text!r} is not NAME=KIND:ADDRESS, such as left=port:/dev/ttyACM0, with a KIND of {', '.join(KINDS)}."
            )
        if name in found:
            raise click.BadParameter(f"{name!r} names two sources.")
        found[name] = option, address
    return found


def _address(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT.")
    if host not in ("127.0.0.1", "localhost"):
        raise click.BadParameter(f"{host!r} can be reached from elsewhere; the page has no password. Use 127.0.0.1.")
    return host, int(port)


@click.command()
@bundle_argument
@click.option(
    "--source",
    "named",
    multiple=True,
    required=True,
    metavar="NAME=KIND:ADDRESS",
    callback=_named,
    help=f"A source to listen to, as often as needed; kinds are {', '.join(KINDS)}.",
)
@sensing
@click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm.")
@click.option(
    "--http",
    "address",
    default="127.0.0.1:8765",
    show_default=True,
    metavar="HOST:PORT",
    callback=_address,
    help="Where the page, /streams.json and /metrics are; port 0 is any free one.",
)
@click.option(
    "--duration", "duration_s", type=FloatRange(0, endless=True), default=math.inf, help="Stop after so many s."
)
@playing("--recordings")
@json_option
def serve(
    bundle: Path | None,
    named: dict[str, tuple[str, str]],
    sensing: Sensing,
    engine: str,
    address: tuple[str, int],
    duration_s: float,
    options: Playing,
    as_json: bool,
) -> None:
    """Recognise signs from several sources at once, with BUNDLE (default: the newest under export/).

    One process, one page, and counters for Prometheus.  A source that fails does not end the others.

    \b
    Example:
      kd-edge serve --source left=port:/dev/ttyACM0 --source right=port:/dev/ttyACM1
    """
    from kd_edge.live.classifying import open_classifier
    from kd_edge.live.listen import Listener
    from kd_edge.live.on_host import HostRecogniser
    from kd_edge.serve.pages import web
    from kd_edge.serve.streams import Stream
    from kd_edge.serve.streams import serve as run
    from kd_edge.sources.kinds import open_source

    if all(option != "replay" for option, _ in named.values()):
        refuse_given(PLAYED, UNPLAYED)
    opened = open_chosen(bundle)
    printing = threading.Lock()

    def tell(name: str, event: Event) -> None:
        with printing:
            _show(name, event, as_json)

    streams: list[Stream] = []
    with ExitStack() as stack:
        for name, (option, place) in named.items():
            recogniser = HostRecogniser(open_classifier(opened, engine))
            source = open_source(option, place, recogniser.spec, sensing.settings(options))
            listener = Listener(recogniser, source)
            stack.callback(listener.close)
            streams.append(Stream(name, f"--{option} {place}", listener, tell))
        url = stack.enter_context(web(streams, *address))
        if as_json:
            print_json_line({"event": "ready", "page": url})
        else:
            say(f"{len(streams)} streams on {url}; counters for Prometheus on {url}/metrics")
        with suppress(KeyboardInterrupt):
            run(streams, duration_s=duration_s)
    _finish(streams, as_json)
    for stream in streams:
        if stream.error is not None:
            raise stream.error


def _show(name: str, event: Event, as_json: bool) -> None:
    import msgspec

    from kd_edge.live.events import Sign
    from kd_edge.source import Lost, Remark, Returned

    if as_json:
        print_json_line({"stream": name, **msgspec.to_builtins(event)})
    elif isinstance(event, Sign):
        say(f"{name:<12} {event.time_s:9.2f} s  {event.label:<20} {event.confidence:4.0%}")
    elif isinstance(event, Remark):
        say(f"{name:<12} note: {event.text}")
    elif isinstance(event, Lost):
        say(f"{name:<12} connection lost ({event.reason}); trying to get it back")
    elif isinstance(event, Returned):
        say(f"{name:<12} connected again after {event.after_s:.1f} s")


def _finish(streams: list[Stream], as_json: bool) -> None:
    snapshots = [stream.snapshot for stream in streams]
    if as_json:
        print_json_line({"event": "finished", "streams": snapshots})
        return
    rows = [
        (each.name, each.state, *map(str, (each.signs, each.windows, each.counters.frames, each.counters.lost)))
        for each in snapshots
    ]
    print_table("What was heard", ("stream", "state", "signs", "windows", "frames", "lost"), rows)
