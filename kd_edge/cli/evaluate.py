"""`kd-edge evaluate`: how well a bundle recognises signs in a stream."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.evaluate_tables import show_figures
from kd_edge.cli.evaluating import PLAYED, Material, material_options, note_what_trained, sessions, takes_of, traces_of
from kd_edge.cli.options import json_option, open_chosen, refuse_given
from kd_edge.cli.output import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.evaluate.figures import Figures
    from kd_edge.evaluate.material import Half, Played
    from kd_edge.recordings.recording import Dataset


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option("--streaming", is_flag=True, help="Play the takes as streams, with rests between them, and count events.")
@material_options
@click.option(
    "--half",
    type=click.Choice(("both", "first", "second")),
    default="both",
    show_default=True,
    help="Of each person's takes of each sign; `kd-edge tune` has chosen on the first.",
)
@click.option(
    "--on",
    "where",
    type=click.Choice(("host", "board")),
    default="host",
    show_default=True,
    help="Who decides: this host, or the board on --port, which gets the same samples.",
)
@click.option(
    "--stateful",
    is_flag=True,
    help="Never reset the LSTM, as firmware built with --inference stateful does not; for networks trained for that.",
)
@click.option("--port", metavar="PORT", help="With --on board: its port.  [default: the only one plugged in]")
@click.option("--confusion", type=click.Path(dir_okay=False, path_type=Path), help="PNG: what was made and reported.")
@json_option
def evaluate(
    bundle: Path,
    data: Path,
    streaming: bool,
    options: Material,
    half: Half,
    where: str,
    stateful: bool,
    port: str | None,
    confusion: Path | None,
    as_json: bool,
) -> None:
    """Measure how well BUNDLE recognises the held-out signs of DATA.

    Without --streaming, single windows are classified.  With it, takes are joined to streams with rests between them;
    rest, and movement that is no sign, are played, too, and false alarms are counted per hour.

    \b
    Example:
      kd-edge evaluate export/psl18 ../shared/data/psl18_dev.npz --streaming
      kd-edge evaluate export/psl18 ../shared/data/psl18_dev.npz --streaming --on board --port /dev/ttyACM0
    """
    from kd_edge.recordings.archive import load_dataset

    _refuse_idle(streaming=streaming, on_board=where == "board", stateful=stateful)
    opened, dataset = open_chosen(bundle), load_dataset(data)
    note_what_trained(opened, dataset, options)
    if not streaming:
        _evaluate_windows(opened, takes_of(opened, dataset, options, half), options.engine, as_json)
        return
    played = sessions(opened, dataset, options, half)
    if where == "board":
        figures = _on_board(opened, played, port, quiet=as_json)
    else:
        from kd_edge.evaluate.traces import decide

        figures = decide(traces_of(opened, played, options.engine, quiet=as_json, stateful=stateful), opened)
    if confusion is not None:
        from kd_edge.evaluate.curve import write_confusion

        write_confusion(figures, confusion)
    if as_json:
        print_json(figures)
        return
    show_figures(figures)
    if confusion is not None:
        say(f"confusion: {confusion}")


def _refuse_idle(*, streaming: bool, on_board: bool, stateful: bool) -> None:
    """Refuse options that this evaluation would not look at."""
    if not streaming:
        refuse_given(
            [*PLAYED, "where", "port", "stateful", "confusion"],
            "about events in a stream, and single windows are classified without one: add --streaming",
        )
    if on_board:
        refuse_given(["engine", "stateful"], "about this host, and the board decides: leave it out")
    else:
        refuse_given(["port"], "of a board, and this host decides: add --on board")
    if stateful:
        refuse_given(["engine"], "a state is carried on in compiled C only: leave out --engine or --stateful")


def _on_board(bundle: Bundle, played: list[Played], port: str | None, *, quiet: bool) -> Figures:
    from kd_edge.cli.ports import the_port
    from kd_edge.deploy.device import Device
    from kd_edge.evaluate.on_board import decided_by

    with Device(port or the_port()) as device, progress_bar("Playing", len(played), quiet=quiet) as advance:
        return decided_by(device, bundle, played, on_session=lambda *_: advance())


def _evaluate_windows(bundle: Bundle, takes: Dataset, engine: str, as_json: bool) -> None:
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.evaluate.windows import window_figures

    figures = window_figures(bundle, open_engine(bundle.read(INT8_MODEL), engine), takes)
    if as_json:
        print_json(figures)
        return
    rows = [
        ("windows", str(figures.windows)),
        ("accuracy", f"{figures.accuracy:.4f}"),
        ("mean over persons", f"{figures.macro_accuracy:.4f}"),
    ]
    print_table("windows of takes, int8", ("figure", "value"), rows)
