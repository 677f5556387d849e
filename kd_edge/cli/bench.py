"""``kd-edge bench``: what a bundle costs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.output import print_json, print_table

if TYPE_CHECKING:
    from kd_edge.bench.schema import BenchReport, Distribution, LiveRun


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Recordings to feed.  [default: the bundle's golden samples]"
)
@click.option("--live", is_flag=True, help="Also stream over a pseudo-terminal: at full speed, then at real time.")
@click.option(
    "--count", type=click.IntRange(min=1), default=30, show_default=True, help="Recordings to play from --data."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("build/bench/host.json"),
    show_default=True,
    help="Report to write.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def bench(
    bundle: Path | None, engine: str, data: Path | None, live: bool, count: int, out: Path, as_json: bool
) -> None:
    """Measure BUNDLE (default: the newest under export/) on this host.

    Latency per hop and stage, throughput, memory, and the size of every artefact.

    \b
    Example:
      kd-edge bench --data datasets/synthetic-isl.npz --live
    """
    import msgspec

    from kd_edge.bench.host import bench_host, golden_session
    from kd_edge.bench.live import bench_live
    from kd_edge.bench.schema import save_report
    from kd_edge.bundle import INT8_MODEL, newest_bundle, open_bundle
    from kd_edge.engines import open_engine
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.stream.session import Choice, build_session

    opened = open_bundle(bundle or newest_bundle(Path("export")))
    runner = open_engine(opened.read(INT8_MODEL), engine)
    if data is None:
        session = golden_session(opened)
    else:
        dataset = load_dataset(data)
        session = build_session(dataset, Choice(count=count).recordings(dataset))
    report = bench_host(opened, runner, session)
    if live:
        runs = tuple(bench_live(opened, runner, session, speed=speed) for speed in (math.inf, 1.0))
        report = msgspec.structs.replace(report, live=runs)
    save_report(report, out)
    if as_json:
        print_json(report)
    else:
        _print_report(report)
        click.echo(f"report: {out}")


def _print_report(report: BenchReport) -> None:
    factor = report.times_real_time
    click.echo(
        f"{report.bundle} on {report.target} ({report.environment.cpu}), engine {report.runtime}: "
        f"{report.parameters} parameters, {report.macs} MACs per window"
    )
    print_table(
        f"Latency per hop of {report.hop_s * 1000:.0f} ms" + (f", {factor:.0f} x real time" if factor else ""),
        ("stage", "p50", "p95", "p99", "mean", "unit"),
        [_latency_row(name, spent) for name, spent in report.stages.items()],
    )
    print_table("Memory", ("kind", "bytes"), [(name, f"{size:,}") for name, size in report.memory_bytes.items()])
    print_table(
        "Artefacts",
        ("file", "bytes", "gzipped"),
        [(item.name, f"{item.size_bytes:,}", f"{item.gzip_bytes:,}") for item in report.artefacts],
    )
    for run in report.live:
        _print_live(run)


def _print_live(run: LiveRun) -> None:
    rows = [_latency_row("last byte to decision", run.read_to_decision)]
    if run.sample_to_decision is not None:
        rows.append(_latency_row("last sample to decision", run.sample_to_decision))
    if run.speed is None:
        pace = f"full speed: {run.times_real_time:.0f} x real time, {run.times_real_time_per_core:.0f} x per core"
    else:
        pace = f"{run.speed:g} x real time: {run.core_share:.1%} of a core"
    click.echo(
        f"Live over a pty at {pace}; {run.windows} windows, {run.lost_frames} frames lost, {run.damaged_frames} damaged"
    )
    print_table("", ("latency", "p50", "p95", "p99", "mean", "unit"), rows)


def _latency_row(name: str, spent: Distribution) -> tuple[str, ...]:
    return name, f"{spent.p50:.1f}", f"{spent.p95:.1f}", f"{spent.p99:.1f}", f"{spent.mean:.1f}", spent.unit
