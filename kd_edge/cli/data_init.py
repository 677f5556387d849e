"""``kd-edge data init``: a description of recordings for review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import FloatRange, json_option
from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.errors import KdEdgeError
    from kd_edge.recordings.guess.begin import Begun
    from kd_edge.recordings.recording import Dataset

_SHOWN = 60


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--rate", "rate_hz", type=FloatRange(0.1, 1e6), help="Rows per second, if no file tells.")
@click.option("--overwrite", is_flag=True, help="Replace a description that is there already.")
@json_option
def init(source: Path, rate_hz: float | None, overwrite: bool, as_json: bool) -> None:
    """Look through the recordings in SOURCE and write a commented dataset.toml for your review.

    SOURCE is a folder of recordings, or one file.  Columns, rates, labels, persons and sample types are guessed; the
    file gives the reason of each guess, and correcting it there is enough.  Then everything is read once.

    \b
    Example:
      kd-edge data init recordings/
    """
    from kd_edge.errors import KdEdgeError
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.guess.begin import begin

    begun = begin(source, rate_hz, overwrite)
    dataset, failure = None, None
    try:
        dataset = load_dataset(begun.source)
    except KdEdgeError as error:
        failure = error
    if as_json:
        print_json(_for_programs(begun, dataset, failure))
    else:
        _print(begun, dataset, failure)
    if failure is not None:
        raise click.exceptions.Exit(failure.exit_code)


def _print(begun: Begun, dataset: Dataset | None, failure: KdEdgeError | None) -> None:
    print_table(
        "guessed, each with its reason in the file",
        ("entry", "value"),
        [(guess.place, _short(guess.value)) for guess in begun.description.guesses],
    )
    say(*begun.description.remarks)
    unsure = [guess.place for guess in begun.description.guesses if guess.unsure]
    say(f"{begun.path} written; look through it and correct what is wrong")
    if unsure:
        complain(f"not known, please correct in the file: {', '.join(unsure)}", colour="yellow")
    if dataset is not None:
        people = len({recording.subject for recording in dataset.recordings})
        say(
            f"{len(dataset.recordings)} recordings of {len(dataset.labels)} signs by {people} "
            f"person{'s' if people != 1 else ''} can be read"
        )
        _tell_short_takes(dataset)
    if failure is not None:
        complain(f"the recordings cannot be read yet: {failure}")


def _tell_short_takes(dataset: Dataset) -> None:
    from kd_edge.recordings.guess.lengths import short_takes

    count, shortest = short_takes(dataset)
    if count:
        complain(
            f"takes shorter than a window, which cannot be trained on: {count}; set window_size to {shortest} at most, "
            "or leave them out",
            colour="yellow",
        )


def _for_programs(begun: Begun, dataset: Dataset | None, failure: KdEdgeError | None) -> dict[str, object]:
    return {
        "file": str(begun.path),
        "guesses": begun.description.guesses,
        "remarks": begun.description.remarks,
        "recordings": None if dataset is None else len(dataset.recordings),
        "error": None if failure is None else str(failure),
    }


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 3]}..."
