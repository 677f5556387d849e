"""``kd-edge data``: make, import and inspect data sets."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kd_edge.cli.data_init import init
from kd_edge.cli.data_tables import print_accounts, print_inspection
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
      kd-edge data init recordings/
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
    if as_json:
        print_json(_written(dataset, out))
        return
    say(dataset.description)
    _say_written(dataset, out)


data.add_command(init)


@data.command("import")
@click.argument("source", type=_SOURCE)
@click.option("--out", type=_OUT, help="Archive to write.  [default: datasets/<name of the data set>.npz]")
@json_option
def import_(source: Path, out: Path | None, as_json: bool) -> None:
    """Convert SOURCE into a kd-edge archive, and report what became of every row.

    SOURCE is a folder of CSV files with a dataset.toml, an npz file with a TOML file
    beside it, the psl18 archive, or a kd-edge archive.

    \b
    Example:
      kd-edge data import recordings/ --out datasets/mine.npz
    """
    from kd_edge.recordings.accounts import add_up
    from kd_edge.recordings.archive import load_dataset, save_dataset

    dataset = load_dataset(source)
    out = out or Path("datasets") / f"{dataset.name}.npz"
    save_dataset(dataset, out)
    accounts = [add_up(dataset.recordings, spec) for spec in dataset.signal.streams]
    if as_json:
        streams = {spec.name: rows for spec, rows in zip(dataset.signal.streams, accounts, strict=True)}
        print_json(_written(dataset, out) | {"rows": streams, "ignored_files": dataset.ignored_files})
        return
    print_accounts(dataset.signal, accounts, len(dataset.recordings), dataset.ignored_files)
    _say_written(dataset, out)


@data.command()
@click.argument("source", type=_SOURCE)
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), help="Folder to write PNG plots into.")
@json_option
def inspect(source: Path, plots: Path | None, as_json: bool) -> None:
    """Report rows, rates, ranges, clipping, dead channels, counts and splits of the data set SOURCE.

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
    print_inspection(report, dataset.signal)
    for path in written:
        say(f"plot: {path}")


@data.command()
@click.argument("source", type=_SOURCE)
@json_option
def wearers(source: Path, as_json: bool) -> None:
    """Show how each person in SOURCE wears the sensors, seen from the others.

    The labels choose: everybody is turned until the same signs look the same.  Which orientation is called normal
    is a convention; what counts is who differs from whom.

    \b
    Example:
      kd-edge data wearers datasets/psl18.npz
    """
    import numpy as np

    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.recording import REST
    from kd_edge.wearer.population import population_profiles
    from kd_edge.wearer.worn import wearing_of

    dataset = load_dataset(source)
    signs = [index for index, recording in enumerate(dataset.recordings) if recording.label != REST]
    found = dict(sorted(population_profiles(dataset, dataset.signal, signs).items()))
    if as_json:
        print_json(found)
        return
    takes = Counter(wearing_of(dataset.recordings[index]) for index in signs)
    rows = [
        (
            name,
            str(takes[name]),
            "yes" if profile.mirror else "",
            "yes" if profile.reverse else "",
            f"{profile.roll_deg:+.0f}",
            f"{np.min(profile.gain or 1.0):.2f} to {np.max(profile.gain or 1.0):.2f}",
        )
        for name, profile in found.items()
    ]
    print_table(dataset.name, ("wearer", "takes", "other arm", "other way round", "roll, degrees", "gains"), rows)


def _written(dataset: Dataset, out: Path) -> dict[str, Any]:
    return {"file": str(out), "recordings": len(dataset.recordings), "labels": dataset.labels}


def _say_written(dataset: Dataset, out: Path) -> None:
    say(f"{len(dataset.recordings)} recordings of {len(dataset.labels)} signs written to {out}")
