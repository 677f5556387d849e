"""`kd-edge evaluate` and `tune`: how well a bundle recognises signs in a stream, and when it should report one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.evaluate_tables import show_figures, show_tuned
from kd_edge.cli.options import json_option, open_chosen, together
from kd_edge.cli.output import complain, print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.evaluate.figures import Figures
    from kd_edge.evaluate.material import Half, Played
    from kd_edge.evaluate.traces import Trace
    from kd_edge.recordings.recording import Dataset, Recording


@dataclass(frozen=True)
class _Material:
    """What to play, from the command line."""

    split: str | None
    person: str | None
    other: tuple[Path, ...]
    orders: int
    rest_minutes: float
    movement_minutes: float
    seed: int
    engine: str


_MATERIAL = together(
    _Material,
    click.option(
        "--split",
        help="Play the held-out takes of this split.  [default: the bundle's own; of other recordings, all]",
    ),
    click.option("--person", help="Play only this person's takes."),
    click.option(
        "--other",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="Recordings of the same sensors in which nobody signs; may be repeated.",
    ),
    click.option(
        "--orders",
        default=1,
        show_default=True,
        type=click.IntRange(1, 100),
        help="Play each person's takes in so many random orders.",
    ),
    click.option(
        "--rest-minutes",
        default=30.0,
        show_default=True,
        type=click.FloatRange(0, 6000),
        help="Rest to play, over all persons together.",
    ),
    click.option(
        "--movement-minutes",
        default=30.0,
        show_default=True,
        type=click.FloatRange(0, 6000),
        help="Movement that is no sign to play, of each kind: pieces of signs, and each --other.",
    ),
    click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Fixes orders and lengths."),
    click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm."),
)


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option("--streaming", is_flag=True, help="Play the takes as streams, with rests between them, and count events.")
@_MATERIAL
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
    options: _Material,
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

    opened, dataset = open_chosen(bundle), load_dataset(data)
    if not streaming:
        if confusion is not None or where == "board" or stateful:
            raise click.UsageError("--confusion, --stateful and --on board are about events: add --streaming")
        _evaluate_windows(opened, dataset, options, half, as_json)
        return
    if where == "board":
        figures = _on_board(opened, dataset, options, half, port, quiet=as_json)
    else:
        from kd_edge.evaluate.traces import decide

        figures = decide(_traces(opened, dataset, options, half, stateful=stateful, quiet=as_json), opened)
    if confusion is not None:
        from kd_edge.evaluate.curve import write_confusion

        write_confusion(figures, confusion)
    if as_json:
        print_json(figures)
        return
    show_figures(figures)
    if confusion is not None:
        say(f"confusion: {confusion}")


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@_MATERIAL
@click.option("--rest", multiple=True, metavar="LABEL", help="A label that means that nobody signs; may be repeated.")
@click.option(
    "--max-rest-alarms",
    default=6.0,
    show_default=True,
    type=click.FloatRange(0),
    help="False alarms per hour of rest.",
)
@click.option(
    "--max-movement-alarms",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0),
    help="False alarms per hour of movement that is no sign.",
)
@click.option(
    "--max-delay",
    default=0.3,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds from the end of a sign to its report, median.",
)
@click.option(
    "--max-unknown",
    default=round(1 / 15, 4),
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the takes of unknown signs that are reported, if DATA has labels that BUNDLE was not taught.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be chosen.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PNG: misses against false alarms per hour, before and after.  [default: BUNDLE-tuned.png beside it]",
)
@json_option
def tune(
    bundle: Path,
    data: Path,
    options: _Material,
    rest: tuple[str, ...],
    max_rest_alarms: float,
    max_movement_alarms: float,
    max_delay: float,
    max_unknown: float,
    dry_run: bool,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Choose when BUNDLE reports a sign, and write it into the bundle.

    The settings are chosen on streams made of the first half of the held-out takes in DATA, and judged on the second
    half.  The network stays; firmware has to be built again.

    \b
    Example:
      kd-edge tune export/psl18 ../shared/data/psl18_dev.npz
    """
    from msgspec.structs import replace

    from kd_edge.evaluate import search
    from kd_edge.evaluate.curve import curve, write_curves
    from kd_edge.evaluate.traces import decide
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.render.refresh import rewrite_bundle

    if not (options.rest_minutes > 0 and options.movement_minutes > 0):
        raise click.UsageError("tune weighs signs against false alarms: it needs minutes of rest and of movement")
    opened, dataset = open_chosen(bundle), load_dataset(data)
    search.require_labels(opened, rest)
    chosen_on = _traces(opened, dataset, options, "first", quiet=as_json)
    judged_on = _traces(opened, dataset, options, "second", quiet=as_json)
    limits = search.Limits(max_rest_alarms, max_movement_alarms, max_delay, max_unknown)
    with progress_bar("Choosing", search.trials(len(opened.manifest.model.labels)), quiet=as_json) as advance:
        tuned = search.tune(opened, chosen_on, limits, rest=rest or opened.manifest.decision.rest, on_trial=advance)
    before, after = decide(judged_on, opened), decide(judged_on, opened, tuned.decision)
    chart = plot or bundle.with_name(f"{bundle.name}-tuned.png")
    old = opened.manifest.decision
    write_curves({"before": curve(opened, judged_on, old), "after": curve(opened, judged_on, tuned.decision)}, chart)
    if not dry_run:
        rewrite_bundle(opened, replace(opened.manifest, decision=tuned.decision), {})
    if as_json:
        print_json(
            {
                "decision": tuned.decision,
                "chosen_on": tuned.figures,
                "before": before,
                "after": after,
                "plot": str(chart),
            }
        )
        return
    show_tuned(old, tuned.decision, before, after)
    say(f"misses against false alarms: {chart}")
    say(f"{bundle} is unchanged." if dry_run else f"{bundle} now decides like this.")


def _traces(
    bundle: Bundle, dataset: Dataset, material: _Material, half: Half, *, quiet: bool, stateful: bool = False
) -> list[Trace]:
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.evaluate.traces import trace_sessions, trace_stateful

    played = _played(dataset, _recordings(bundle, dataset, material, half), material)
    with progress_bar("Classifying", len(played), quiet=quiet) as advance:
        if stateful:
            return trace_stateful(bundle, played, on_session=lambda *_: advance())
        engine = open_engine(bundle.read(INT8_MODEL), material.engine)
        return trace_sessions(bundle, engine, played, on_session=lambda *_: advance())


def _on_board(
    bundle: Bundle, dataset: Dataset, material: _Material, half: Half, port: str | None, *, quiet: bool
) -> Figures:
    from kd_edge.deploy.device import Device
    from kd_edge.evaluate.on_board import decided_by
    from kd_edge.link.ports import only_port

    played = _played(dataset, _recordings(bundle, dataset, material, half), material)
    with Device(port or only_port()) as device, progress_bar("Playing", len(played), quiet=quiet) as advance:
        return decided_by(device, bundle, played, on_session=lambda *_: advance())


def _recordings(bundle: Bundle, dataset: Dataset, material: _Material, half: Half) -> list[Recording]:
    """The takes to play, with a note where nobody can know whether the network has seen them."""
    from kd_edge.evaluate.material import held_out, is_own, require_known

    for name, minutes in (("--rest-minutes", material.rest_minutes), ("--movement-minutes", material.movement_minutes)):
        if minutes != minutes:
            raise click.UsageError(f"{name} is a number of minutes, not nan")
    recordings = held_out(bundle, dataset, material.split, half, material.person)
    require_known(bundle, dataset, recordings)
    if material.split is None and not is_own(bundle, dataset):
        complain(
            f"note: the bundle was made from other recordings, so all {len(recordings)} takes are used; "
            "if it was trained on some of them, name a --split that holds them back.",
            colour="yellow",
        )
    return recordings


def _played(dataset: Dataset, recordings: list[Recording], material: _Material) -> list[Played]:
    from kd_edge.evaluate.material import Amount, fragments, moving, resting, signing
    from kd_edge.recordings.archive import load_dataset

    amount = Amount(material.orders, material.rest_minutes / 60, material.movement_minutes / 60, material.seed)
    played = signing(dataset, recordings, amount)
    if material.rest_minutes > 0:
        played += resting(dataset, recordings, amount)
    if material.movement_minutes > 0:
        played += fragments(dataset, recordings, amount)
        for path in material.other:
            played += moving(load_dataset(path), amount)
    return played


def _evaluate_windows(bundle: Bundle, dataset: Dataset, material: _Material, half: Half, as_json: bool) -> None:
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.evaluate.windows import window_figures

    recordings = _recordings(bundle, dataset, material, half)
    engine = open_engine(bundle.read(INT8_MODEL), material.engine)
    figures = window_figures(bundle, engine, dataset, recordings)
    if as_json:
        print_json(figures)
        return
    rows = [
        ("windows", str(figures.windows)),
        ("accuracy", f"{figures.accuracy:.4f}"),
        ("mean over persons", f"{figures.macro_accuracy:.4f}"),
    ]
    print_table("windows of takes, int8", ("figure", "value"), rows)
