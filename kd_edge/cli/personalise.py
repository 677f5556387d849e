"""`kd-edge personalise`: a bundle taught one person's signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import json_option, refuse_given
from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.personalise.personalise import Report
    from kd_edge.personalise.teach import Retrain

_CHANGED: Final = {
    "unchanged": "nothing",
    "profile": "profile",
    "head": "profile and last layer",
    "network": "profile and whole network",
}


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("recordings", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--person", help="Whose recordings to take, if there are several persons.")
@click.option(
    "--takes",
    type=click.IntRange(1, 100),
    default=2,
    show_default=True,
    help="How many takes of each sign teach; later ones are held back and only measured.",
)
@click.option(
    "--run",
    type=click.Path(path_type=Path),
    help="The run that BUNDLE was exported from: the whole network may learn then.  Needs TensorFlow.",
)
@click.option("--enrol-only", is_flag=True, help="Find how the sensors are worn, and learn from no label.")
@click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the new bundle.  [default: BUNDLE-personal]")
@click.option(
    "--on",
    "place",
    type=click.Choice(("host", "board")),
    default="host",
    show_default=True,
    help="Who learns: this host writes a new bundle; or the board, flashed with --learn, keeps it in its flash.",
)
@click.option("--port", metavar="PORT", help="With --on board: its port.  [default: the only one plugged in]")
@click.option("--reset", is_flag=True, help="With --on board: erase what it has learnt.  Needs no RECORDINGS.")
@json_option
def personalise(
    bundle: Path,
    recordings: Path | None,
    person: str | None,
    takes: int,
    run: Path | None,
    enrol_only: bool,
    engine: str,
    out: Path | None,
    place: str,
    port: str | None,
    reset: bool,
    as_json: bool,
) -> None:
    """Teach BUNDLE one person's signs from RECORDINGS, one or two takes of each, and write that person's bundle.

    The way is chosen by the takes themselves: each repetition judges what the others taught.  Recordings that would
    make recognition worse are refused.  Without --run it needs no TensorFlow; the recordings that trained the network
    are never needed.

    With --on board, a board that was flashed with --learn finds how the sensors are worn and fits the last layer
    itself.  It keeps both, whatever happens to its power, until --reset or an image with another bundle.

    \b
    Example:
      kd-edge personalise export/psl18 datasets/nina.npz --out export/nina
      kd-edge personalise export/psl18 datasets/nina.npz --run runs/psl18-pooled-large
      kd-edge personalise export/psl18 datasets/nina.npz --on board --port /dev/ttyACM0
    """
    if place == "board":
        refuse_given(["run", "enrol_only", "out"], "for a bundle that this host writes: leave it out, or --on board")
        from kd_edge.cli.teaching import Lesson, forget_on_board, teach_on_board

        if reset == (recordings is not None):
            raise click.UsageError("a board learns from RECORDINGS, or forgets with --reset: give one of the two")
        if recordings is None:
            forget_on_board(bundle, port, as_json=as_json)
        else:
            teach_on_board(bundle, recordings, port, Lesson(person, takes, engine), as_json=as_json)
        return
    refuse_given(["port", "reset"], "for a board that learns: add --on board")
    if recordings is None:
        raise click.UsageError("Missing argument 'RECORDINGS': the takes that teach")
    if out is not None and out.resolve() == bundle.resolve():
        raise click.UsageError("--out is BUNDLE itself, which is everybody's: name another folder")
    from kd_edge.bundle import open_bundle
    from kd_edge.personalise.personalise import personalise as teach_bundle
    from kd_edge.recordings.archive import load_dataset

    opened = open_bundle(bundle)
    report = teach_bundle(
        opened,
        load_dataset(recordings),
        out or bundle.resolve().with_name(f"{bundle.resolve().name}-personal"),
        person=person,
        takes=takes,
        enrol_only=enrol_only,
        engine=engine,
        retrain=None if run is None else _retraining(opened, run),
        on_stage=lambda stage: say(stage, err=True),
    )
    if report.unseen:
        complain(f"warning: not shown, so left as they were: {', '.join(report.unseen)}", colour="yellow")
    if as_json:
        print_json(report)
        return
    print_table("personalised", ("figure", "value"), list(_rows(report)))
    say(f"bundle: {report.bundle}")


def _retraining(bundle: Bundle, folder: Path) -> Retrain:
    from kd_edge.distill.runs import load_run
    from kd_edge.export.retraining import retraining_of

    return retraining_of(load_run(folder), bundle.manifest)


def _rows(report: Report) -> Iterator[tuple[str, str]]:
    yield "what changed", _CHANGED[report.way]
    yield "windows that taught", f"{report.taught}"
    for way, accuracy in report.estimate.accuracy.items():
        yield f"estimate by the takes themselves: {way}", f"{accuracy:.3f}"
    if report.estimate.doubtful:
        yield "better recorded again", "; ".join(report.estimate.doubtful[:5])
    if report.before is not None and report.after is not None:
        yield "windows held back", f"{report.held_back}"
        yield "accuracy on them before", f"{report.before:.4f}"
        yield "accuracy on them after", f"{report.after:.4f}"
