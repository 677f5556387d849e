"""``kd-edge bench``: the latency, memory and size of a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.bench_tables import print_report
from kd_edge.cli.firmware import inference_option
from kd_edge.cli.options import json_option, open_chosen, together
from kd_edge.cli.output import print_json, print_table, say, status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kd_edge.bench.targets import Target
    from kd_edge.deploy.images.network import Runtime


@dataclass(frozen=True)
class _Where:
    """Where and with what to measure, from the command line."""

    engine: str
    board: str | None
    runtime: Runtime
    inference: str
    device: str | None
    adb: bool
    runner: str | None
    baud: int
    goldens: int
    data: Path | None
    live: bool
    count: int

    def target(self) -> Target:
        """The place."""
        from kd_edge.bench.targets import OnDevice, OnEmulator, OnHost, OnPhone

        if sum((self.board is not None, self.device is not None, self.adb, self.runner is not None)) > 1:
            raise click.UsageError("give one of --board, --device, --adb and --runner")
        if self.adb or self.runner is not None:
            return OnPhone(self.adb, self.engine, self.inference)
        if self.device is not None:
            return OnDevice(self.device, self.baud, self.engine, self.goldens)
        if self.board is not None:
            return OnEmulator(self.board, self.runtime, self.engine, self.goldens, self.inference)
        return OnHost(self.engine, self.data, self.count, self.live)


_where_options = together(
    _Where,
    click.option("--engine", default="auto", show_default=True, help="On this host: auto, c, litert or tflm."),
    click.option("--board", help="Emulate this board instead and count instructions: see `kd-edge boards`."),
    click.option(
        "--runtime",
        type=click.Choice(("c", "tflm")),
        default="c",
        show_default=True,
        help="With --board: the generated engine, or the TensorFlow Lite Micro that TFLM_DIR names.",
    ),
    inference_option,
    click.option("--device", metavar="PORT", help="Ask the board on this port: a device, or socket://HOST:PORT."),
    click.option("--adb", is_flag=True, help="On the phone that is plugged in, by way of adb."),
    click.option(
        "--runner", type=click.Choice(("qemu",)), help="The phone's program in QEMU: golden scores, and no true times."
    ),
    click.option("--baud", default=921_600, show_default=True, help="For serial devices."),
    click.option(
        "--goldens",
        type=click.IntRange(min=1),
        default=16,
        show_default=True,
        help="With --board and --device: golden recordings to run, at most.",
    ),
    click.option(
        "--data", type=click.Path(path_type=Path), help="Recordings to feed.  [default: the bundle's golden samples]"
    ),
    click.option("--live", is_flag=True, help="Also stream over a pseudo-terminal: at full speed, then at real time."),
    click.option(
        "--count", type=click.IntRange(min=1), default=30, show_default=True, help="Recordings to play from --data."
    ),
)


@click.command()
@click.argument("paths", metavar="[BUNDLE]", type=click.Path(path_type=Path), nargs=-1)
@_where_options
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Report to write.  [default: build/bench/host.json, BOARD-RUNTIME.json or BOARD-device.json]",
)
@click.option("--compare", is_flag=True, help="Compare the reports that are named in place of a bundle.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="With --compare: an image to draw them into."
)
@json_option
def bench(
    options: _Where, paths: tuple[Path, ...], out: Path | None, compare: bool, plot: Path | None, as_json: bool
) -> None:
    """Measure BUNDLE (default: the newest under export/) on this host, on a board, real or emulated, or on a phone.

    On a host: latency per hop and stage, throughput, memory, and the size of every artefact.
    With --board: instructions per hop, stage and operator, RAM, flash, golden recordings.
    With --device: the board's own clock or cycle counter, RAM, flash, golden recordings, the link.
    With --adb: a phone's clock, golden recordings.

    \b
    Example:
      kd-edge bench --data datasets/synthetic-isl.npz --live
      kd-edge bench --board mps2-an386
      kd-edge bench --device /dev/ttyACM0
      kd-edge bench --adb
      kd-edge bench --runner qemu
      kd-edge bench --compare build/bench/host.json build/bench/mps2-an386-c.json
    """
    from kd_edge.bench.reports.schema import save_report

    if compare:
        _compare(paths, plot, as_json)
        return
    if plot is not None:
        raise click.UsageError("--plot is for --compare")
    if len(paths) > 1:
        raise click.UsageError("several paths are for --compare")
    target = options.target()
    bundle = open_chosen(paths[0] if paths else None)
    with status(f"Measuring {bundle.manifest.name}", quiet=as_json) as tell:
        report = target.measure(bundle, tell)
    file = out or Path("build/bench") / f"{target.report_name(report)}.json"
    save_report(report, file)
    if as_json:
        print_json(report)
    else:
        print_report(report)
        say(f"report: {file}")


def _compare(paths: Sequence[Path], plot: Path | None, as_json: bool) -> None:
    from kd_edge.bench.reports.compare import compare
    from kd_edge.bench.reports.plot import plot_reports
    from kd_edge.bench.reports.schema import load_report

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
