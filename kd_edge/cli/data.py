"""``kd-edge data``: make, import and inspect data sets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kd_edge.cli.group import Group
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.recordings.recording import Dataset

_SOURCE = click.Path(path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group(cls=Group)
def data() -> None:
    """Make, import and inspect data sets.

    \b
    Example:
      kd-edge data synth --small
      kd-edge data inspect datasets/synthetic-isl.npz
    """


@data.command()
@click.option(
    "--out", type=_OUT, default=Path("datasets/synthetic-isl.npz"), show_default=True, help="Archive to write."
)
@click.option("--small", is_flag=True, help="For a demonstration: 10 different signs, 3 persons, 30 takes, rest.")
@click.option("--signs", type=int, help="Number of signs.")
@click.option("--subjects", type=int, help="Number of persons.")
@click.option("--repetitions", type=int, help="Takes of each sign by each person.")
@click.option("--sensors", type=int, help="Sensors, each 1 sEMG and 6 IMU channels.")
@click.option("--rest", "rest_repetitions", type=int, help="Takes of each person in which nobody signs.")
@click.option("--seed", type=int, help="Equal seeds give equal data sets.")
@json_option
def synth(out: Path, small: bool, as_json: bool, **sizes: int | None) -> None:
    """Synthesise sEMG and IMU recordings of invented signs.

    The data are SYNTHETIC: no human made these movements.  The default is the full
    reference rig: 50 signs, 5 persons, 20 takes of 3.0 s, 6 sensors (360 MB).

    \b
    Example:
      kd-edge data synth --small --out datasets/small.npz
    """
    from kd_edge.recordings.archive import check_archive_name, save_dataset
    from kd_edge.recordings.synth.rig import synthesise
    from kd_edge.recordings.synth.spec import SMALL, SynthSpec

    given: dict[str, Any] = {name: value for name, value in sizes.items() if value is not None}
    spec = replace(SMALL if small else SynthSpec(), **given)
    check_archive_name(out)
    with progress_bar("Synthesising", spec.takes, quiet=as_json) as advance:
        dataset = synthesise(spec, advance)
    save_dataset(dataset, out)
    _print_written(dataset, out, as_json)


@data.command("import")
@click.argument("source", type=_SOURCE)
@click.option("--out", type=_OUT, help="Archive to write.  [default: datasets/<name of the data set>.npz]")
@json_option
def import_(source: Path, out: Path | None, as_json: bool) -> None:
    """Convert SOURCE into a kd-edge archive.

    SOURCE is a folder of CSV files with a dataset.toml, an npz file with a TOML file
    beside it, the psl18 archive, or a kd-edge archive.

    \b
    Example:
      kd-edge data import recordings/ --out datasets/mine.npz
    """
    from kd_edge.recordings.archive import load_dataset, save_dataset

    dataset = load_dataset(source)
    out = out or Path("datasets") / f"{dataset.name}.npz"
    save_dataset(dataset, out)
    _print_written(dataset, out, as_json)


@data.command()
@click.argument("source", type=_SOURCE)
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), help="Folder to write PNG plots into.")
@json_option
def inspect(source: Path, plots: Path | None, as_json: bool) -> None:
    """Report rates, ranges, saturation, dead channels and counts of the data set SOURCE.

    \b
    Example:
      kd-edge data inspect datasets/synthetic-isl.npz --plots build/inspect
    """
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.inspect import inspect_dataset
    from kd_edge.recordings.plots import plot_dataset

    dataset = load_dataset(source)
    report = inspect_dataset(dataset)
    written = plot_dataset(dataset, plots) if plots else []
    if as_json:
        print_json(report)
        return
    origin = "SYNTHETIC" if report.synthetic else "recorded"
    say(f"{report.name} ({origin}): {report.recordings} recordings", report.description)
    for stream in report.streams:
        duration = " to ".join(f"{seconds:.2f}" for seconds in sorted(set(stream.duration_s)))
        print_table(
            f"{stream.name}: {stream.sample_rate_hz:.2f} Hz, {stream.sample_type}, {duration} s",
            ("channel", "unit", "least", "greatest", "mean", "std", "saturated", "dead"),
            [
                (
                    channel.name,
                    channel.unit,
                    f"{channel.least:.4g}",
                    f"{channel.greatest:.4g}",
                    f"{channel.mean:.3f}",
                    f"{channel.deviation:.3g}",
                    f"{channel.saturated:.2%}",
                    str(channel.dead_recordings),
                )
                for channel in stream.channels
            ],
        )
    for title, counts in (("label", report.labels), ("subject", report.subjects)):
        print_table(f"takes by {title}", (title, "takes"), [(name, str(count)) for name, count in counts.items()])
    for path in written:
        say(f"plot: {path}")


def _print_written(dataset: Dataset, out: Path, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(out), "recordings": len(dataset.recordings), "labels": dataset.labels})
        return
    say(
        *([dataset.description] if dataset.synthetic else []),
        f"{len(dataset.recordings)} recordings of {len(dataset.labels)} signs written to {out}",
    )
