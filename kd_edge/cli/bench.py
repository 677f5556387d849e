"""``kd-edge bench``: what a bundle costs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.bench_tables import print_report
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kd_edge.bench.schema import BenchReport
    from kd_edge.bundle import Bundle
    from kd_edge.deploy.images.firmware import Runtime


@click.command()
@click.argument("paths", metavar="[BUNDLE]", type=click.Path(path_type=Path), nargs=-1)
@click.option("--engine", default="auto", show_default=True, help="On this host: auto, c, litert or tflm.")
@click.option("--board", help="Emulate this board instead and count instructions: see `kd-edge boards`.")
@click.option(
    "--runtime",
    type=click.Choice(("c", "tflm")),
    default="c",
    show_default=True,
    help="With --board: the generated engine, or the TensorFlow Lite Micro that TFLM_DIR names.",
)
@click.option("--device", metavar="PORT", help="Ask the board on this port: a device, or socket://HOST:PORT.")
@click.option("--baud", default=921_600, show_default=True, help="For serial devices.")
@click.option(
    "--goldens",
    type=click.IntRange(min=1),
    default=16,
    show_default=True,
    help="With --board and --device: golden recordings to run, at most.",
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
    help="Report to write.  [default: build/bench/host.json, BOARD-RUNTIME.json or BOARD-device.json]",
)
@click.option("--compare", is_flag=True, help="Show the reports named instead of a bundle, side by side.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="With --compare: an image to draw them into."
)
@json_option
def bench(
    paths: tuple[Path, ...],
    engine: str,
    board: str | None,
    runtime: Runtime,
    device: str | None,
    baud: int,
    goldens: int,
    data: Path | None,
    live: bool,
    count: int,
    out: Path | None,
    compare: bool,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Measure BUNDLE (default: the newest under export/) on this host, on an emulated board, or on a real one.

    On a host: latency per hop and stage, throughput, memory, and the size of every artefact.
    With --board: instructions per hop, stage and operator, RAM, flash, golden recordings.
    With --device: the board's own clock or cycle counter, RAM, flash, golden recordings, the link.

    \b
    Example:
      kd-edge bench --data datasets/synthetic-isl.npz --live
      kd-edge bench --board mps2-an386
      kd-edge bench --device /dev/ttyACM0
      kd-edge bench --compare build/bench/host.json build/bench/mps2-an386-c.json
    """
    from kd_edge.bench.schema import save_report

    if compare:
        _compare(paths, plot, as_json)
        return
    if plot is not None:
        raise click.UsageError("--plot is for --compare")
    if len(paths) > 1:
        raise click.UsageError("several paths are for --compare")
    if board is not None and device is not None:
        raise click.UsageError("give --board for an emulator or --device for a port, not both")
    bundle = _bundle(paths)
    if device is not None:
        report, name = _on_device(bundle, device, baud, engine, goldens, as_json), None
    elif board is not None:
        report, name = _on_board(bundle, board, runtime, engine, goldens), f"{board}-{runtime}"
    else:
        report, name = _on_host(bundle, engine, data, live, count), "host"
    target = out or Path("build/bench") / f"{name or report.target + '-device'}.json"
    save_report(report, target)
    if as_json:
        print_json(report)
    else:
        print_report(report)
        say(f"report: {target}")


def _bundle(paths: Sequence[Path]) -> Bundle:
    from kd_edge.bundle import newest_bundle, open_bundle

    return open_bundle(paths[0] if paths else newest_bundle(Path("export")))


def _on_host(bundle: Bundle, engine: str, data: Path | None, live: bool, count: int) -> BenchReport:
    import msgspec

    from kd_edge.bench.goldens import endless_session
    from kd_edge.bench.live import bench_live
    from kd_edge.bench.on_host import bench_host
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.play.session import Choice, build_session
    from kd_edge.recordings.archive import load_dataset

    runner = open_engine(bundle.read(INT8_MODEL), engine)
    if data is None:
        session = endless_session(bundle)
    else:
        dataset = load_dataset(data)
        session = build_session(dataset, Choice(count=count).recordings(dataset))
    report = bench_host(bundle, runner, session)
    if live:
        runs = tuple(bench_live(bundle, runner, session, speed=speed) for speed in (math.inf, 1.0))
        report = msgspec.structs.replace(report, live=runs)
    return report


def _on_board(bundle: Bundle, board: str, runtime: Runtime, engine: str, goldens: int) -> BenchReport:
    from kd_edge.bench.on_emulator import bench_board
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.deploy.boards import load_board
    from kd_edge.deploy.toolchain import find_toolchain
    from kd_edge.engines import open_engine

    runner = open_engine(bundle.read(INT8_MODEL), engine)
    return bench_board(bundle, load_board(board), runtime, find_toolchain(), runner, goldens=goldens)


def _on_device(bundle: Bundle, url: str, baud: int, engine: str, goldens: int, as_json: bool) -> BenchReport:
    from kd_edge.bench.on_device import bench_device
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.deploy.device import Device
    from kd_edge.engines import open_engine

    runner = open_engine(bundle.read(INT8_MODEL), engine)
    steps = min(goldens, bundle.golden.recordings) + 1
    with Device(url, baud) as device, progress_bar("Golden recordings", steps, quiet=as_json) as advance:
        return bench_device(device, bundle, runner, goldens=goldens, advance=advance)


def _compare(paths: Sequence[Path], plot: Path | None, as_json: bool) -> None:
    from kd_edge.bench.compare import compare
    from kd_edge.bench.plot import plot_reports
    from kd_edge.bench.schema import load_report

    if not paths:
        raise click.UsageError("--compare needs a report")
    reports = {path: load_report(path) for path in paths}
    if plot is not None:
        plot_reports({path.stem: report for path, report in reports.items()}, plot)
    if as_json:
        print_json({str(path): report for path, report in reports.items()})
        return
    print_table("", ("figure", *(path.stem for path in paths)), compare(list(reports.values())))
    if plot is not None:
        say(f"plot: {plot}")
