"""`kd-edge export`: from a run to a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.output import print_json, print_table, say, status


@click.command()
@click.option("--int8", "kind", flag_value="int8", default="int8", help="Write the whole bundle.  [default]")
@click.option("--float32", "kind", flag_value="float32", help="Write only a float32 TFLite file.")
@click.option("--run", "run_name", help="Run to export, a name under --runs or a folder.  [default: newest student]")
@click.option(
    "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
)
@click.option(
    "--out", default=Path("export"), show_default=True, type=click.Path(path_type=Path), help="Parent folder."
)
@click.option("--name", help="Name of the bundle.  [default: the run's]")
@click.option("--data", type=click.Path(path_type=Path), help="The run's recordings.  [default: where they were]")
@click.option("--goldens", default=256, show_default=True, type=click.IntRange(1), help="Golden windows, at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest's figures as JSON.")
def export(
    kind: str,
    run_name: str | None,
    runs: Path,
    out: Path,
    name: str | None,
    data: Path | None,
    goldens: int,
    as_json: bool,
) -> None:
    """Write the newest student run as a bundle: everything that a target needs, and the proof.

    \b
    Example:
      kd-edge export --int8
    """
    from kd_edge.bundle import open_bundle
    from kd_edge.distill.runs import load_run, newest_run
    from kd_edge.errors import ExportError
    from kd_edge.export.runs import export_float32, export_run
    from kd_edge.files import check_name

    if run_name is None:
        run = newest_run(runs, role="student")
    else:
        run = load_run(runs / run_name if (runs / run_name).is_dir() else Path(run_name))
    name = check_name(name or run.config.name, "The name of a bundle", ExportError)
    if kind == "float32":
        path = export_float32(run, out / f"{name}_float32.tflite")
        print_json({"file": str(path)}) if as_json else say(f"{path}: {path.stat().st_size} bytes")
        return
    with status(f"Exporting {run.config.name}", quiet=as_json) as report:
        folder = export_run(run, out / name, data=data, goldens=goldens, report=report)
    manifest = open_bundle(folder).manifest
    if as_json:
        print_json({"bundle": str(out / name), "tflm_arena_bytes": manifest.tflm_arena_bytes, **manifest.metrics})
        return
    figures = {**manifest.metrics, "tflm_arena_bytes": manifest.tflm_arena_bytes}
    rows = [(name, f"{value:.4f}" if value < 1 else f"{value:g}") for name, value in figures.items()]
    print_table(f"{out / name}", ("figure", "value"), rows)
