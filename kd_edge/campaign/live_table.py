"""The figures of `kd-edge campaign live` as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kd_edge.campaign.live import HostFigures, HostRun

_MB = 1_000_000


def table(run: HostRun) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows: a column for each bundle."""
    columns = [_column(figures) for figures in run.figures]
    names = list(columns[0])
    return ("", *(figures.bundle for figures in run.figures)), [
        (name, *(column[name] for column in columns)) for name in names
    ]


def _column(figures: HostFigures) -> dict[str, str]:
    fast, real = figures.full_speed, figures.real_time
    assert real.sample_to_decision is not None
    end_s, end = figures.memory[-1]
    most = max(size for at_s, size in figures.memory if size and at_s >= end_s / 6)
    return {
        "bytes to decisions, times real time, by processor time": f"{fast.times_real_time_per_core:,.0f}",
        "the same by the clock, with the board on the other core": f"{fast.times_real_time:,.0f}",
        "at real time, share of a core": f"{real.core_share:.2%}",
        "last byte to decision, p50": f"{real.read_to_decision.p50 / 1000:.2f} ms",
        "last byte to decision, p99": f"{real.read_to_decision.p99 / 1000:.2f} ms",
        "last sample due to decision, p50": f"{real.sample_to_decision.p50 / 1000:.2f} ms",
        "last sample due to decision, p99": f"{real.sample_to_decision.p99 / 1000:.2f} ms",
        "start of stream": f"{figures.start_s:.2f} s",
        "processor time of that": f"{figures.start_cpu_s:.2f} s",
        f"memory after {end_s / 360:.0f} minutes of signal": f"{figures.settled_bytes / _MB:.2f} MB",
        f"the most from then to {end_s / 60:.0f} minutes": f"{most / _MB:.2f} MB",
        "at the end": f"{end / _MB:.2f} MB",
        "frames lost": f"{fast.lost_frames + real.lost_frames}",
    }
