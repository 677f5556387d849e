"""`kd-edge export`: from a run to a bundle, and from a bundle to a library for other tools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.libraries import export_library, library_inference_option, target_option
from kd_edge.cli.npu import export_npu, npu_option
from kd_edge.cli.options import bundle_argument, refuse_given, together
from kd_edge.cli.output import complain, print_json, print_table, say, status

if TYPE_CHECKING:
    from kd_edge.distill.runs import Run
    from kd_edge.export.calibration import Calibration


@dataclass(frozen=True)
class _Export:
    """What to export and where, from the command line."""

    run_name: str | None
    runs: Path
    name: str | None
    data: Path | None
    goldens: int
    calibration: Calibration
    target: str | None
    npu: str | None
    out: Path | None
    inference: str
    as_json: bool


_OF_RUNS: Final = ("kind", "run_name", "runs", "name", "data", "goldens", "calibration")


@click.command()
@bundle_argument
@click.option("--int8", "kind", flag_value="int8", default="int8", help="Write the whole bundle.  [default]")
@click.option("--float32", "kind", flag_value="float32", help="Write only a float32 TFLite file.")
@together(
    _Export,
    click.option(
        "--run", "run_name", help="Run to export, a name under --runs or a folder.  [default: newest student]"
    ),
    click.option(
        "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
    ),
    click.option("--name", help="Name of the bundle.  [default: the run's]"),
    click.option("--data", type=click.Path(path_type=Path), help="The run's recordings.  [default: where they were]"),
    click.option("--goldens", default=256, show_default=True, type=click.IntRange(1), help="Golden windows, at most."),
    click.option(
        "--calibration",
        default="min-max",
        show_default=True,
        type=click.Choice(("min-max", "percentile", "mse")),
        help="How int8 ranges follow from training windows.",
    ),
    target_option,
    npu_option,
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        help="Parent folder of the bundle [default: export]; with --target the library's own [default: under build].",
    ),
    library_inference_option,
    click.option("--json", "as_json", is_flag=True, help="Print the manifest's figures, or the library's files."),
)
def export(options: _Export, kind: str, bundle: Path | None) -> None:
    """Write the newest student run as a bundle; or, with --target, BUNDLE (default: the newest) as a library.

    A bundle is everything that a target needs, with golden outputs as proof.  A library is a bundle as C, in the form
    that other tools expect: for CMake, Arduino, PlatformIO, Zephyr, ESP-IDF or apps; or a page for phones, or TFLite
    files.

    \b
    Example:
      kd-edge export --int8
      kd-edge export --target arduino
      kd-edge export --target web
      kd-edge export --npu ethos-u55-128
    """
    if options.npu is not None:
        refuse_given((*_OF_RUNS, "target", "inference"), "an NPU's estimate is of a bundle; leave it out.")
        export_npu(bundle, options.npu, options.out, as_json=options.as_json)
        return
    if options.target is not None:
        refuse_given(_OF_RUNS, "a library is made of a bundle and not of a run; leave it out.")
        export_library(bundle, options.target, options.out, options.inference, as_json=options.as_json)
        return
    refuse_given(("bundle", "inference"), "a bundle is made of a run; give --target to make a library of a bundle.")
    _export_run(options, kind, options.out or Path("export"))


def _export_run(options: _Export, kind: str, out: Path) -> None:
    from kd_edge.baseline.standing import standing
    from kd_edge.distill.runs import find_run
    from kd_edge.errors import ExportError
    from kd_edge.files import check_name

    run = find_run(options.runs, options.run_name, role="student")
    name = check_name(options.name or run.config.name, "The name of a bundle", ExportError)
    place = standing(run)
    if place is not None and not place.ready:
        complain(f"warning: {run.config.name} is {place.sentence}.", colour="yellow")
    if kind == "float32":
        _export_float32(run, out / f"{name}_float32.tflite", options)
    else:
        _export_bundle(run, out / name, options)


def _export_float32(run: Run, path: Path, options: _Export) -> None:
    from kd_edge.export.runs import export_float32

    export_float32(run, path)
    print_json({"file": str(path)}) if options.as_json else say(f"{path}: {path.stat().st_size} bytes")


def _export_bundle(run: Run, folder: Path, options: _Export) -> None:
    from kd_edge.bundle import open_bundle
    from kd_edge.export.runs import export_run

    with status(f"Exporting {run.config.name}", quiet=options.as_json) as on_stage:
        export_run(
            run, folder, data=options.data, goldens=options.goldens, calibration=options.calibration, on_stage=on_stage
        )
    manifest = open_bundle(folder).manifest
    figures = {**manifest.metrics, "tflm_arena_bytes": manifest.tflm_arena_bytes}
    if options.as_json:
        print_json({"bundle": str(folder), **figures})
        return
    rows = [(figure, f"{value:.4f}" if value < 1 else f"{value:g}") for figure, value in figures.items()]
    print_table(str(folder), ("figure", "value"), rows)
