"""``kd-edge stream``: live recognition from a board or any other source."""

from __future__ import annotations

import gc
import math
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from kd_edge.cli.listening import board_listener, host_listener
from kd_edge.cli.options import FloatRange, bundle_argument, open_chosen, refuse_given
from kd_edge.cli.output import StatusLine, complain, print_json_line, print_table, say, status_line
from kd_edge.cli.playing import PLAYED, UNPLAYED, Playing, playing
from kd_edge.cli.sensing import Sensing, sensing, sources
from kd_edge.cli.viewing import Page, viewing

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.live.events import Event
    from kd_edge.live.listen import Listener
    from kd_edge.live.outlet import LslOutlet
    from kd_edge.live.summary import Summary
    from kd_edge.outputs.output import Output
    from kd_edge.source import Timing
    from kd_edge.views.terminal import TerminalView
    from kd_edge.views.web.view import WebView


@click.command()
@bundle_argument
@sources
@sensing
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
    "--wearer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Profile of who wears the sensors, from `kd-edge enrol`; for recognition on the host.",
)
@click.option(
    "--duration", "duration_s", type=FloatRange(0, endless=True), default=math.inf, help="Stop after so many seconds."
)
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many signs.")
@playing("--recordings")
@click.option("--lsl-out", metavar="NAME", help="Send signs as LSL streams of this name: markers, and decisions.")
@click.option(
    "--view",
    type=click.Choice(("lines", "terminal", "web")),
    default="lines",
    show_default=True,
    help="How to show it: a line for each sign, bars and signs in this terminal, or also a page for a browser.",
)
@viewing
@click.option(
    "--exec", "command", metavar="CMD", help="Start CMD at each sign; {label}, {confidence}, {time} are filled in."
)
@click.option("--osc", metavar="HOST:PORT", help="Send signs, scores and proportional control as Open Sound Control.")
@click.option(
    "--keys",
    multiple=True,
    metavar="SIGN=KEY|FILE",
    help="Press keys of this computer (Linux) at a sign, such as UP=volumeup or COPY=ctrl+c; or a TOML file of them.",
)
@click.option("--scores", is_flag=True, help="With --json: also the scores of every window.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines for programs.")
def stream(
    bundle: Path | None,
    sensing: Sensing,
    where: str,
    engine: str,
    wearer: Path | None,
    duration_s: float,
    count: int | None,
    options: Playing,
    lsl_out: str | None,
    view: str,
    page: Page,
    command: str | None,
    osc: str | None,
    keys: tuple[str, ...],
    scores: bool,
    as_json: bool,
    **named: str | None,
) -> None:
    """Recognise signs live from a board, with BUNDLE (default: the newest under export/).

    With --on board, the board must carry BUNDLE, as `kd-edge flash` puts it there.  With --replay, recordings are
    played instead of a board; the options from --split to --speed choose them.

    \b
    Example:
      kd-edge stream --port /dev/ttyACM0
      kd-edge stream --replay datasets/synthetic-isl.npz --speed max
      kd-edge stream --port /dev/ttyACM0 --view web
      kd-edge stream --port /dev/ttyACM0 --exec 'notify-send {label}' --osc 127.0.0.1:9000
      kd-edge stream --port /dev/ttyACM0 --keys UP=volumeup --keys DOWN=volumedown
    """
    from kd_edge.live.events import Hop
    from kd_edge.live.summary import Tally

    given = {option: address for option, address in named.items() if address is not None}
    if len(given) > 1:
        raise click.UsageError(f"One source at a time, not {' and '.join(f'--{option}' for option in given)}.")
    if scores and not as_json:
        raise click.UsageError("--scores are for programs: add --json")
    if view == "terminal" and as_json:
        raise click.UsageError("--json and --view terminal both want this terminal")
    if view != "web":
        refuse_given(["view_host", "view_port"], "about the page: add --view web, or leave it out")
    if "replay" not in given:
        refuse_given(PLAYED, UNPLAYED)
    if where == "board":
        refuse_given(["engine"], "about this host, and the board recognises: leave it out")
    opened = open_chosen(bundle)
    outlet = None if lsl_out is None else _outlet(lsl_out, opened)
    outputs = _outputs(opened, command, osc, keys)
    hops = view != "lines" or osc is not None or scores
    if where == "board":
        if wearer is not None:
            raise click.UsageError("A board has its wearer in its image: `kd-edge wearer apply` puts it there.")
        if given.keys() - {"port"}:
            raise click.UsageError("Only a board recognises signs itself: name its --port.")
        listener = board_listener(opened, given.get("port"), sensing.baud, hops)
    else:
        source = next(iter(given.items())) if given else None
        listener = host_listener(opened, engine, source, sensing.settings(options), wearer, hops)
    web = None if view != "web" else _page(opened, listener, page.view_host, page.view_port, as_json)
    terminal = None if view != "terminal" or as_json else _terminal(opened)
    tally = Tally(listener, opened.manifest.decision.rest)
    gc.freeze()  # what was made so far stays: looking through it again would only delay decisions
    with ExitStack() as ending, closing(listener), suppress(KeyboardInterrupt), status_line(quiet=as_json) as screen:
        for output in outputs:
            ending.callback(output.close)
        for event in listener.events(duration_s=duration_s):
            if event is not None:
                tally.add(event)
                if outlet is not None:
                    outlet.tell(event)
                if web is not None:
                    web.tell(event)
                for output in outputs:
                    remark = output.tell(event)
                    if remark is not None:
                        complain(f"note: {remark}.", colour="yellow")
                if terminal is not None:
                    terminal.tell(event)
                if (terminal is None or not screen.is_shown) and (scores or not isinstance(event, Hop)):
                    _show(event, as_json, screen)
            else:
                screen.update(_status(listener) if terminal is None else terminal.render(listener))
                if web is not None:
                    web.refresh(listener)
            if count is not None and tally.signs >= count:
                break
    if web is not None:
        web.finish(tally.summary())
        web.close()
    listener.check_heard()  # also after Ctrl-C
    _finish(tally.summary(), as_json)


def _outlet(name: str, bundle: Bundle) -> LslOutlet:
    from kd_edge.live.outlet import LslOutlet
    from kd_edge.sources.lsl import load_pylsl

    return LslOutlet(load_pylsl(), name, bundle.manifest.model.labels)


def _outputs(bundle: Bundle, command: str | None, osc: str | None, keys: tuple[str, ...]) -> list[Output]:
    outputs: list[Output] = []
    if command is not None:
        from kd_edge.outputs.execute import Execute

        outputs.append(Execute(command, bundle.manifest.model.labels))
    if osc is not None:
        from kd_edge.outputs.osc import Osc

        outputs.append(Osc(osc, bundle))
    if keys:
        from kd_edge.outputs.keyboard import Keyboard, read_keys

        outputs.append(Keyboard(read_keys(keys, bundle.manifest.model.labels)))
    return outputs


def _terminal(bundle: Bundle) -> TerminalView:
    from kd_edge.views.terminal import TerminalView

    return TerminalView(bundle)


def _page(bundle: Bundle, listener: Listener, host: str, port: int, as_json: bool) -> WebView:
    from kd_edge.views.web.view import WebView

    view = WebView(bundle, host, port)
    listener.watch, listener.is_watched = view.watch, view.is_watched
    say(f"page: {view.url}", err=as_json)
    return view


def _status(listener: Listener) -> str:
    counters, recogniser = listener.counters, listener.recogniser
    seen = "waiting for a window" if recogniser.confidence is None else f"confidence {recogniser.confidence:4.0%}"
    return (
        f"{recogniser.windows} windows, {seen}; {counters.frames} frames, {counters.lost} lost, "
        f"{counters.damaged + counters.malformed + counters.oversized} damaged, {counters.late} late"
    )


def _show(event: Event, as_json: bool, screen: StatusLine) -> None:
    if as_json:
        print_json_line(event)
        return
    line = _line(event)
    if line is not None:
        screen.say(line)


def _line(event: Event) -> str | None:
    """The human-readable line for an event; None if it needs no line."""
    from kd_edge.live.events import Sign
    from kd_edge.source import Lost, Remark, Returned

    if isinstance(event, Sign):
        return f"{event.time_s:9.2f} s  {event.label:<20} {event.confidence:4.0%}  latency {event.latency_ms:.1f} ms"
    if isinstance(event, Remark):
        return f"note: {event.text}"
    if isinstance(event, Lost):
        return f"connection lost ({event.reason}); trying to get it back"
    if isinstance(event, Returned):
        return f"connected again after {event.after_s:.1f} s"
    return None


def _finish(summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json_line(summary)
        return
    say(
        f"{summary.signs} signs in {summary.windows} windows; "
        f"{summary.signal_s:.1f} s of signal in {summary.elapsed_s:.1f} s"
    )
    counted = msgspec.structs.asdict(summary.counters)
    print_table("What arrived, and how", ("count", "value"), [(name, str(value)) for name, value in counted.items()])
    if summary.timings:
        rows = [_timing_row(timing) for timing in summary.timings]
        print_table("Clocks", ("stream", "stated Hz", "measured Hz", "clock of", "drift"), rows)
    if summary.score is not None:
        score = summary.score
        say(
            f"compared with the true labels: {score.correct} of {score.signs} signs right, {score.missed} missed; "
            f"{score.wrong} signs reported wrongly, {score.spurious} too many"
        )


def _timing_row(timing: Timing) -> tuple[str, ...]:
    drift = "" if timing.drift_ppm is None else f"{timing.drift_ppm:+.0f} ppm"
    clock = "this computer" if timing.clock == "host" else f"the {timing.clock}"
    uncertain = timing.rate_hz * timing.uncertainty_ppm * 1e-6
    return timing.stream, f"{timing.stated_hz:.6g}", f"{timing.rate_hz:.3f} +- {uncertain:.3f}", clock, drift
