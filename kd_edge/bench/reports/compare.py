"""Reports side by side: hosts, boards and runtimes in one table."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.bench.reports.schema import BenchReport


def compare(reports: Sequence[BenchReport]) -> list[tuple[str, ...]]:
    """One row per figure that any report has: its name, then its value in each report, ``-`` where it has none.

    Every figure keeps the unit that it was measured in.
    """
    columns = [figures(report) for report in reports]
    names = dict.fromkeys(name for column in columns for name in column)
    return [(name, *(column.get(name, "-") for column in columns)) for name in names]


def figures(report: BenchReport) -> dict[str, str]:
    """The figures of one report by name, human-readable."""
    return {
        "target": report.target,
        "measured on": report.kind,
        "runtime": report.runtime,
        "bundle": f"{report.bundle} ({report.bundle_sha256[:8]})",
        "MACs": f"{report.macs:,}",
        **_times(report),
        **{f"operator {cost.index}, {cost.kind}": f"{cost.instructions:,} instructions" for cost in report.operators},
        **{f"RAM, {kind}": f"{size:,} B" for kind, size in report.memory_bytes.items()},
        **{f"flash, {part}": f"{size:,} B" for part, size in report.flash_bytes.items()},
        **({"flash, total": f"{sum(report.flash_bytes.values()):,} B"} if report.flash_bytes else {}),
        **{f"network alone, {kind}": f"{size:,} B" for kind, size in report.network_bytes.items()},
        **_golden(report),
        **_links(report),
    }


def _times(report: BenchReport) -> dict[str, str]:
    shown = {}
    for stage, spent in report.stages.items():
        digits = 0 if spent.unit in ("cycles", "instructions") else 1
        shown[f"{stage}, p50"] = f"{spent.p50:,.{digits}f} {spent.unit}"
        shown[f"{stage}, p99"] = f"{spent.p99:,.{digits}f} {spent.unit}"
    if report.times_real_time is not None:
        shown["times real time"] = f"{report.times_real_time:,.0f}"
    return shown


def _golden(report: BenchReport) -> dict[str, str]:
    golden = report.golden
    if golden is None:
        return {}
    return {
        "golden signs right": f"{golden.right} of {golden.windows}",
        "scores unlike the golden": f"{golden.wrong_scores:,} of {golden.scores:,}",
        "decisions unlike the host's": f"{golden.wrong_decisions} of {golden.decisions}",
    }


def _links(report: BenchReport) -> dict[str, str]:
    port = " (emulated port)" if report.kind == "emulator" else ""
    shown = {}
    for direction, rate in report.link.items():
        name = f"link {direction.replace('_', ' ')}"
        shown[name] = f"{rate.bytes_per_s:,.0f} B/s{port}"
        shown[f"{name}, frames lost"] = f"{rate.lost_frames:,} of {rate.frames:,}"
    for run in report.live:
        pace = "full speed" if run.speed is None else f"{run.speed:g} x real time"
        shown[f"live at {pace}, last byte to decision, p50"] = f"{run.read_to_decision.p50:,.1f} us"
        shown[f"live at {pace}, frames lost"] = f"{run.lost_frames:,}"
    return shown
