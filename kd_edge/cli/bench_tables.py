"""The human-readable tables of ``kd-edge bench``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kd_edge.cli.output import print_table, say

if TYPE_CHECKING:
    from kd_edge.bench.reports.schema import BenchReport, Distribution, LinkRate, LiveRun


def print_report(report: BenchReport) -> None:
    """Print everything that ``report`` holds."""
    say(_title(report))
    _print_stages(report)
    if report.operators:
        print_table(
            "Operators",
            ("operator", "kind", "MACs", "instructions"),
            [(str(item.index), item.kind, f"{item.macs:,}", f"{item.instructions:,}") for item in report.operators],
        )
    _print_bytes("Memory", report.memory_bytes)
    if report.flash_bytes:
        _print_bytes("Flash of the firmware", {**report.flash_bytes, "total": sum(report.flash_bytes.values())})
    _print_bytes("The network by itself", report.network_bytes)
    _print_golden(report)
    if report.link:
        _print_link(report)
    print_table(
        "Artefacts",
        ("file", "bytes", "gzipped"),
        [(item.name, f"{item.size_bytes:,}", f"{item.gzip_bytes:,}") for item in report.artefacts],
    )
    for run in report.live:
        _print_live(run)


def _title(report: BenchReport) -> str:
    where = {
        "host": f"host ({report.environment.cpu})",
        "emulator": f"{report.target}, emulated",
        "device": report.target,
    }[report.kind]
    return (
        f"{report.bundle} on {where}, engine {report.runtime}: "
        f"{report.parameters} parameters, {report.macs} MACs per window"
    )


def _print_stages(report: BenchReport) -> None:
    factor = report.times_real_time
    print_table(
        f"Latency per hop of {report.hop_s * 1000:.0f} ms" + (f", {factor:.0f} x real time" if factor else ""),
        ("stage", "p50", "p95", "p99", "mean", "unit"),
        [_latency_row(name, spent) for name, spent in report.stages.items()],
    )
    total = report.stages["total"]
    if total.unit == "instructions":
        say(f"{total.mean / report.hop_s / 1e6:.2f} million instructions a second of signal")
    if total.unit == "emulator_us":
        say("emulator_us: an emulated board has the clock of this machine; its times mean nothing for the board")


def _print_bytes(title: str, sizes: dict[str, int]) -> None:
    if sizes:
        print_table(title, ("kind", "bytes"), [(name, f"{size:,}") for name, size in sizes.items()])


def _print_golden(report: BenchReport) -> None:
    golden = report.golden
    if golden is not None:
        say(
            f"Golden recordings: {golden.right} of {golden.windows} signs right; {golden.wrong_scores} of "
            f"{golden.scores} scores unlike the golden ones; {golden.wrong_decisions} decisions unlike the "
            f"{golden.decisions} of the host"
        )


def _print_link(report: BenchReport) -> None:
    title = "Link, frames back to back" + (", over an emulated port" if report.kind == "emulator" else "")
    rows = [_link_row(direction, rate) for direction, rate in report.link.items()]
    print_table(title, ("direction", "bytes/s", "frames/s", "frames", "lost"), rows)


def _link_row(direction: str, rate: LinkRate) -> tuple[str, ...]:
    return (
        direction.replace("_", " "),
        f"{rate.bytes_per_s:,.0f}",
        f"{rate.frames_per_s:,.0f}",
        f"{rate.frames:,}",
        f"{rate.lost_frames:,}",
    )


def _print_live(run: LiveRun) -> None:
    rows = [_latency_row("last byte to decision", run.read_to_decision)]
    if run.sample_to_decision is not None:
        rows.append(_latency_row("last sample to decision", run.sample_to_decision))
    if run.speed is None:
        pace = f"full speed: {run.times_real_time:.0f} x real time, {run.times_real_time_per_core:.0f} x per core"
    else:
        pace = f"{run.speed:g} x real time: {run.core_share:.1%} of a core"
    say(
        f"Live over a pty at {pace}; {run.windows} windows, {run.lost_frames} frames lost, {run.damaged_frames} damaged"
    )
    print_table("", ("latency", "p50", "p95", "p99", "mean", "unit"), rows)


def _latency_row(name: str, spent: Distribution) -> tuple[str, ...]:
    digits = 0 if spent.unit in ("cycles", "instructions") else 1
    return name, *(f"{value:,.{digits}f}" for value in (spent.p50, spent.p95, spent.p99, spent.mean)), spent.unit
