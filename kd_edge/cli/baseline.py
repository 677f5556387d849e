"""`kd-edge baseline`: what classical methods reach on the same windows."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from kd_edge.cli.options import FRAMES, json_option
from kd_edge.cli.output import print_json, print_table, say, status


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--split", default="within", show_default=True, help="As for train, or loso: all folds together.")
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1), help="Trainings of each method.")
@click.option(
    "--wearer",
    type=click.Choice(["as-recorded", "canonical"]),
    default="as-recorded",
    show_default=True,
    help="canonical turns everybody's sensors into one orientation, and enrols new persons by 20 s.",
)
@click.option("--window", type=FRAMES, help="Frames in a window.  [default: of the recordings]")
@click.option("--hop", type=FRAMES, help="Frames to the next window.  [default: of the recordings]")
@click.option(
    "--runs",
    default=Path("runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of runs, which are compared with the result.",
)
@json_option
def baseline(
    data: Path,
    split: str,
    seeds: int,
    wearer: Literal["as-recorded", "canonical"],
    window: int | None,
    hop: int | None,
    runs: Path,
    as_json: bool,
) -> None:
    """Measure what linear discriminants and extra trees recognise in DATA: a network that loses to them is not ready.

    Windows and split are those of `kd-edge train`; the features are means, root mean squares, waveform lengths, zero
    crossings and spectra of each channel in a few slices of each window.

    \b
    Example:
      kd-edge baseline datasets/isl.npz --split loso
    """
    from kd_edge.baseline.run import measure_baseline, save_baseline
    from kd_edge.recordings.archive import load_dataset

    dataset = load_dataset(data).cut(window, hop)
    with status(f"Classical methods on {dataset.name}", quiet=as_json) as tell:
        result = measure_baseline(dataset, split, seeds=seeds, wearer=wearer, tell=tell)
    path = save_baseline(result, runs)
    if as_json:
        print_json({"file": str(path), "baseline": result})
        return
    rows = [
        (
            figure.method,
            str(len(figure.accuracies)),
            f"{figure.accuracy:.4f}",
            f"{figure.spread:.4f}",
            f"{figure.macro_accuracy:.4f}",
            f"{figure.seconds:.1f} s",
        )
        for figure in result.figures
    ]
    title = (
        f"{dataset.name}, {split}: {result.features:,} features, {result.train_windows:,} windows to train on, "
        f"{result.test_windows:,} to test"
    )
    print_table(title, ("method", "seeds", "accuracy", "±", "mean over persons", "time"), rows)
    say(f"kept: {path}")
