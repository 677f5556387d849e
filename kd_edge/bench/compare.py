"""Reports side by side: hosts, boards and runtimes in one table."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.bench.schema import BenchReport


def compare(reports: Sequence[BenchReport]) -> list[tuple[str, ...]]:
    """One row per figure that any report has: its name, then its value in each report, ``-`` where it has none.

    Every figure keeps the unit that it was measured in.
    """
    columns = [figures(report) for report in reports]
    names = dict.fromkeys(name for column in columns for name in column)
    return [(name, *(column.get(name, "-") for column in columns)) for name in names]


def figures(report: BenchReport) -> dict[str, str]:
    """What one report says, by name, for people."""
    shown = {
        "target": report.target,
        "runtime": report.runtime,
        "bundle": f"{report.bundle} ({report.bundle_sha256[:8]})",
        "MACs": f"{report.macs:,}",
    }
    for stage, spent in report.stages.items():
        digits = 1 if spent.unit == "us" else 0
        shown[f"{stage}, p50"] = f"{spent.p50:,.{digits}f} {spent.unit}"
        shown[f"{stage}, p99"] = f"{spent.p99:,.{digits}f} {spent.unit}"
    if report.times_real_time is not None:
        shown["times real time"] = f"{report.times_real_time:,.0f}"
    shown |= {f"RAM, {kind}": f"{size:,} B" for kind, size in report.memory_bytes.items()}
    shown |= {f"flash, {kind}": f"{size:,} B" for kind, size in report.flash_bytes.items()}
    if report.mismatches is not None:
        shown["scores unlike the golden"] = f"{report.mismatches:,}"
    for run in report.live:
        pace = "full speed" if run.speed is None else f"{run.speed:g} x real time"
        shown[f"live at {pace}, last byte to decision, p50"] = f"{run.read_to_decision.p50:,.1f} us"
        shown[f"live at {pace}, frames lost"] = f"{run.lost_frames:,}"
    return shown
