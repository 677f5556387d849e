"""`kd-edge serve`: several sources at once."""

from __future__ import annotations

import math
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.listening import board_listener, host_listener
from kd_edge.cli.options import FloatRange, bundle_argument, json_option, open_chosen, refuse_given
from kd_edge.cli.output import print_json_line, print_table, say
from kd_edge.cli.playing import PLAYED, UNPLAYED, Playing, playing
from kd_edge.cli.sensing import Sensing, sensing
from kd_edge.sources.kinds import KINDS

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.live.events import Event
    from kd_edge.live.listen import Listener
    from kd_edge.serve.streams import Stream
    from kd_edge.serve.table import SourceTable


def _named(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, SourceTable]:
    """Name -> source."""
    from kd_edge.serve.table import SourceTable

    found: dict[str, SourceTable] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        table = SourceTable(rest)
        if not (equals and name and table.address and table.kind in KINDS):
            raise click.BadParameter(
                f"{text!r} is not NAME=KIND:ADDRESS, such as left=port:/dev/ttyACM0, with a KIND of {', '.join(KINDS)}."
            )
        if name in found:
            raise click.BadParameter(f"{name!r} names two sources.")
        found[name] = table
    return found


def _address(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT.")
    return host.strip("[]"), int(port)


@click.command()
@bundle_argument
@click.option(
    "--source",
    "named",
    multiple=True,
    metavar="NAME=KIND:ADDRESS",
    callback=_named,
    help=f"A source to listen to, as often as needed; kinds are {', '.join(KINDS)}.",
)
@click.option(
    "--sources",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file of sources, each with its own bundle, channels and wearer; see docs/serving.md.",
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
    help="Where the page, /streams.json and /metrics are; port 0 is any free one; other hosts need a token.",
)
@click.option(
    "--duration", "duration_s", type=FloatRange(0, endless=True), default=math.inf, help="Stop after so many s."
)
@playing("--recordings")
@json_option
def serve(
    bundle: Path | None,
    named: dict[str, SourceTable],
    table: Path | None,
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
      kd-edge serve --sources sources.toml --http 0.0.0.0:8765
    """
    from kd_edge.live.events import Hop
    from kd_edge.serve.overview import Overview
    from kd_edge.serve.pages import web
    from kd_edge.serve.streams import Stream
    from kd_edge.serve.streams import serve as run

    tables = _tables(named, table)
    if all(each.kind != "replay" for each in tables.values()):
        refuse_given(PLAYED, UNPLAYED)
    bundles: dict[str | None, Bundle] = {}
    printing = threading.Lock()
    overview = Overview()

    def tell(name: str, event: Event) -> None:
        overview.cards[name].tell(event)
        if not isinstance(event, Hop):
            with printing:
                _show(name, event, as_json)

    streams: list[Stream] = []
    with ExitStack() as stack:
        for name, each in tables.items():
            if each.bundle not in bundles:
                bundles[each.bundle] = open_chosen(bundle if each.bundle is None else Path(each.bundle))
            opened = bundles[each.bundle]
            listener = _listener(opened, each, sensing, options, engine)
            stack.callback(listener.close)
            source = f"--{each.kind} {each.address}"
            overview.add(name, source, opened, listener)
            streams.append(Stream(name, source, listener, tell, opened.manifest.decision.rest))
        server = stack.enter_context(web(streams, overview, *address))
        if as_json:
            print_json_line({"event": "ready", "page": server.url, "metrics": server.address("/metrics")})
        else:
            say(f"{len(streams)} streams on {server.url}; counters for Prometheus on {server.address('/metrics')}")
        with suppress(KeyboardInterrupt):
            run(streams, duration_s=duration_s, refresh=lambda: overview.refresh(streams))
        overview.finish(streams)
    _finish(streams, as_json)
    for stream in streams:
        if stream.error is not None:
            raise stream.error


def _tables(named: dict[str, SourceTable], path: Path | None) -> dict[str, SourceTable]:
    """Every source, by name.

    Raises:
        StreamError: the file is no file of sources.
        click.UsageError: there is no source, one stands in both places, or one is of no known kind.
    """
    from kd_edge.serve.table import read_sources

    written = {} if path is None else read_sources(path)
    twice = sorted(named.keys() & written.keys())
    if twice:
        raise click.UsageError(f"{twice[0]!r} names two sources.")
    tables = {**written, **named}
    if not tables:
        raise click.UsageError("Name sources with --source, or a file of them with --sources.")
    for name, each in tables.items():
        if each.kind not in KINDS or not each.address:
            raise click.UsageError(
                f"The source of {name!r}, {each.source!r}, is not KIND:ADDRESS with a KIND of {', '.join(KINDS)}."
            )
        if each.on == "board" and (each.kind != "port" or each.wearer is not None):
            raise click.UsageError(f"{name!r}: only a board at a port recognises signs itself, and it has its wearer.")
    return tables


def _listener(bundle: Bundle, table: SourceTable, sensing: Sensing, options: Playing, engine: str) -> Listener:
    own = Sensing(
        baud=sensing.baud if table.baud is None else table.baud,
        renamed=sensing.renamed if table.map is None else table.map,
        values=sensing.values if table.values is None else table.values,
        resample=sensing.resample if table.resample is None else table.resample,
    )
    if table.on == "board":
        return board_listener(bundle, table.address, own.baud, hops=True)
    wearer = None if table.wearer is None else Path(table.wearer)
    source = table.kind, table.address
    return host_listener(bundle, table.engine or engine, source, own.settings(options), wearer, hops=True)


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
