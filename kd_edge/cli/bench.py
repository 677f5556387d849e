"""``kd-edge bench``: what a bundle costs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.output import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kd_edge.bench.schema import BenchReport, Distribution, LiveRun
    from kd_edge.deploy.firmware import Runtime


@click.command()
@click.argument("paths", metavar="[BUNDLE]", type=click.Path(path_type=Path), nargs=-1)
@click.option("--engine", default="auto", show_default=True, help="On this host: auto, c, litert or tflm.")
@click.option("--board", help="Emulate this board instead and count instructions: see `kd-edge boards`.")
@click.option(
    "--runtime",
    type=click.Choice(("c", "tflm")),
    default="c",
    show_default=True,
    help="On a board: the generated engine, or the TensorFlow Lite Micro that TFLM_DIR names.",
)
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
    help="Report to write.  [default: build/bench/host.json, or BOARD-RUNTIME.json]",
)
@click.option("--compare", is_flag=True, help="Show the reports named instead of a bundle, side by side.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def bench(
    paths: tuple[Path, ...],
    engine: str,
    board: str | None,
    runtime: Runtime,
    data: Path | None,
    live: bool,
    count: int,
    out: Path | None,
    compare: bool,
    as_json: bool,
) -> None:
    """Measure BUNDLE (default: the newest under export/) on this host or on an emulated board.

    On a host: latency per hop and stage, throughput, memory, and the size of every artefact.
    On a board: instructions, RAM and flash of the network alone.

    \b
    Example:
      kd-edge bench --data datasets/synthetic-isl.npz --live
      kd-edge bench --board mps2-an386
      kd-edge bench --compare build/bench/host.json build/bench/mps2-an386-c.json
    """
    from kd_edge.bench.schema import load_report, save_report

    if compare and not paths:
        raise click.UsageError("--compare needs a report")
    if compare:
        _print_comparison(paths, [load_report(path) for path in paths], as_json)
        return
    if len(paths) > 1:
        raise click.UsageError("several paths are for --compare")
    bundle = paths[0] if paths else None
    report = _on_host(bundle, engine, data, live, count) if board is None else _on_board(bundle, board, runtime)
    target = out or Path("build/bench") / ("host.json" if board is None else f"{board}-{runtime}.json")
    save_report(report, target)
    if as_json:
        print_json(report)
    else:
        _print_report(report)
        click.echo(f"report: {target}")


def _on_host(bundle: Path | None, engine: str, data: Path | None, live: bool, count: int) -> BenchReport:
    import msgspec

    from kd_edge.bench.host import bench_host, golden_session
    from kd_edge.bench.live import bench_live
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
    return report


def _on_board(bundle: Path | None, board: str, runtime: Runtime) -> BenchReport:
    from kd_edge.bench.runtime import bench_runtime
    from kd_edge.bundle import newest_bundle, open_bundle
    from kd_edge.deploy.boards import load_board
    from kd_edge.deploy.toolchain import find_toolchain

    return bench_runtime(
        open_bundle(bundle or newest_bundle(Path("export"))), load_board(board), runtime, find_toolchain()
    )


def _print_comparison(paths: Sequence[Path], reports: Sequence[BenchReport], as_json: bool) -> None:
    from kd_edge.bench.compare import compare

    if as_json:
        print_json({str(path): report for path, report in zip(paths, reports, strict=True)})
    else:
        print_table("", ("figure", *(path.stem for path in paths)), compare(reports))


def _print_report(report: BenchReport) -> None:
    factor = report.times_real_time
    processor = f" ({report.environment.cpu})" if report.target == "host" else ""
    click.echo(
        f"{report.bundle} on {report.target}{processor}, engine {report.runtime}: "
        f"{report.parameters} parameters, {report.macs} MACs per window"
    )
    print_table(
        f"Latency per hop of {report.hop_s * 1000:.0f} ms" + (f", {factor:.0f} x real time" if factor else ""),
        ("stage", "p50", "p95", "p99", "mean", "unit"),
        [_latency_row(name, spent) for name, spent in report.stages.items()],
    )
    print_table("Memory", ("kind", "bytes"), [(name, f"{size:,}") for name, size in report.memory_bytes.items()])
    if report.flash_bytes:
        print_table("Flash", ("kind", "bytes"), [(name, f"{size:,}") for name, size in report.flash_bytes.items()])
    if report.mismatches is not None:
        click.echo(f"{report.mismatches} scores differ from the golden ones")
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
