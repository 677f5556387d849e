"""`kd-edge record`: new takes of signs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from kd_edge.cli.options import Command, FloatRange, json_option, refuse_given, together
from kd_edge.cli.playing import PLAYED, UNPLAYED, Playing, playing
from kd_edge.cli.recording import Asking, begin, finish_session, lead, open_page, reopen
from kd_edge.cli.sensing import Sensing, named_source, sensing, sources
from kd_edge.cli.viewing import Page, viewing
from kd_edge.sources.kinds import KINDS


def _asking(command: Command) -> Command:
    """Give a command the options of :class:`Asking` as one argument, ``asking``."""
    return together(
        Asking,
        click.option(
            "--rig",
            type=click.Path(exists=True, path_type=Path),
            help="The sensors: a bundle, recordings, or a TOML file with [signal].  [default: ARCHIVE, with --add]",
        ),
        click.option("--person", help="Who wears the sensors."),
        click.option("--session", help="The sensors stay on within one session.  [default: date and time]"),
        click.option("--device", default="", help="What the sensors are, for the archive."),
        click.option("--signs", help="Names of the signs, separated by commas.  [default: those of the rig]"),
        click.option(
            "--repetitions", type=click.IntRange(1, 10_000), default=5, show_default=True, help="Takes of each sign."
        ),
        click.option(
            "--rest", type=click.IntRange(0, 10_000), default=0, show_default=True, help="Takes without any sign."
        ),
        click.option(
            "--order",
            type=click.Choice(("rounds", "blocks", "shuffled")),
            default="rounds",
            show_default=True,
            help="Every sign in turn, all takes of a sign in a row, or rounds in random order.",
        ),
        click.option(
            "--take",
            "take_s",
            type=FloatRange(0.1, 3600),
            default=3.0,
            show_default=True,
            help="Seconds of a take.",
        ),
        click.option(
            "--break",
            "break_s",
            type=FloatRange(0, 3600),
            default=3.0,
            show_default=True,
            help="Seconds before each take, which are counted down.",
        ),
        click.option("--follow", is_flag=True, help="Take the signs that the source says are made; ask for nothing."),
        click.option("--keep-all", is_flag=True, help="Keep takes in which a check finds something serious."),
        name="asking",
    )(command)


_PLANNED = ("signs", "repetitions", "rest", "order", "take_s", "break_s")
_BEGUN = ("rig", "person", "session", "device", *_PLANNED, "follow", "add")


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@_asking
@sources
@sensing
@playing("--recordings")
@click.option("--add", is_flag=True, help="Add to ARCHIVE, if it exists.")
@click.option("--resume", is_flag=True, help="Go on with a session that was interrupted.")
@click.option("--finish", is_flag=True, help="Write what an interrupted session has, and record no more.")
@click.option(
    "--view",
    type=click.Choice(("lines", "web")),
    default="lines",
    show_default=True,
    help="Lead through the session in this terminal, or also on a page for a browser.",
)
@viewing
@json_option
def record(
    archive: Path,
    asking: Asking,
    sensing: Sensing,
    options: Playing,
    add: bool,
    resume: bool,
    finish: bool,
    view: str,
    page: Page,
    as_json: bool,
    **named: str | None,
) -> None:
    """Record takes of signs into ARCHIVE (.npz), from a board or any other source.

    It asks for one sign after the other, counts down, checks every take, and asks again if one is no good.
    In a terminal: r refuses the last take, n begins the next at once, p waits, q ends.  Everything is on disk at once,
    in a journal.

    \b
    Example:
      kd-edge record datasets/ann.npz --rig export/reference --person ann --signs UP,DOWN --rest 2
      kd-edge record datasets/ann.npz --resume --port /dev/ttyACM0
      kd-edge record datasets/ann.npz --rig export/reference --person ann --view web
    """
    from kd_edge.cli.ports import the_port
    from kd_edge.recordings.archive import check_archive_name
    from kd_edge.sources.kinds import open_source

    if resume and finish:
        raise click.UsageError("Either --resume or --finish.")
    if resume or finish:
        refuse_given(_BEGUN, "a session that goes on keeps what it began with: leave it out")
    if finish:
        refuse_given([*KINDS, "keep_all"], "--finish records no more: leave it out")
    if asking.follow:
        refuse_given(_PLANNED, "with --follow, the source says what is made, how often and how long: leave it out")
    if view != "web" or finish:
        refuse_given(["view_host", "view_port"], "about the page: add --view web, or leave it out")
    chosen = named_source(named)
    if chosen is None or chosen[0] != "replay":
        refuse_given([name for name in PLAYED if name != "seed"], UNPLAYED)
    check_archive_name(archive)
    sitting = reopen(archive) if resume or finish else begin(archive, asking, options.seed, add)
    with ExitStack() as stack:
        shown = None
        if not finish:
            option, address = chosen or ("port", the_port())
            source = open_source(option, address, sitting.opened.signal, sensing.settings(options))
            stack.callback(source.close)
            if view == "web":
                shown = stack.enter_context(open_page(sitting, page.view_host, page.view_port, as_json))
            lead(
                archive, sitting, source, f"--{option} {address}", keep_all=asking.keep_all, as_json=as_json, page=shown
            )
        finish_session(archive, sitting, as_json, shown)
