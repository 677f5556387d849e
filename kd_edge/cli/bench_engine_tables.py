"""The human-readable tables of ``kd-edge bench-engine``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kd_edge.cli.output import say

if TYPE_CHECKING:
    from kd_edge.bench.engine.on_emulator import EngineBench
    from kd_edge.bench.engine.on_host import HostComparison

Show = Callable[[str, tuple[str, ...], Sequence[tuple[str, ...]]], None]
"""How a table with a title and a header is printed."""


def print_comparisons(comparisons: Sequence[HostComparison], show: Show) -> None:
    """Print one row for each model: the C engine and LiteRT on this host."""
    rows = [
        (
            item.model,
            *(f"{time.p50:.1f}" for time in (item.c, item.litert)),
            f"{item.ratio:.1f}",
            f"{item.ratio_p5:.1f} to {item.ratio_p95:.1f}",
        )
        for item in comparisons
    ]
    title = f"Microseconds per window, one thread, {comparisons[0].environment.cpu}"
    show(title, ("model", "C engine", "LiteRT", "ratio", "5 % to 95 %"), rows)


def print_costs(bench: EngineBench, show: Show) -> None:
    """Print one row for each core and optimisation level."""
    header = (
        "core",
        "instructions",
        "per MAC",
        "cycles (est.)",
        "code B",
        "tables B",
        "weights B",
        "arena B",
        "stack B",
        "bound B",
        "wrong",
    )
    rows = [
        (
            f"{cost.core} {cost.optimisation}",
            f"{cost.instructions:,}",
            f"{cost.instructions_per_mac:.3f}",
            _known(cost.cycles_estimate),
            *(f"{cost.flash_bytes[kind]:,}" for kind in ("code", "tables", "weights")),
            *(f"{cost.ram_bytes[kind]:,}" for kind in ("arena", "stack")),
            _known(cost.stack_bound_bytes),
            "not compared" if cost.mismatches is None else f"{cost.mismatches:,}",
        )
        for cost in bench.costs
    ]
    what = bench.model if bench.hop_frames is None else f"{bench.model}, a hop of {bench.hop_frames} frames"
    show(f"{what}: {bench.macs:,} MACs, {bench.costs[0].toolchain}, {bench.emulator}", header, rows)
    boards = dict.fromkeys(f"{cost.core} on {cost.board}" for cost in bench.costs)
    lacks = (f"{core} left out ({found})" for core, found in bench.too_large_for.items())
    say(", ".join([*boards, *lacks]), "")


def print_operators(bench: EngineBench, show: Show) -> None:
    """One table for each option: operators down, cores across."""
    for option in dict.fromkeys(cost.optimisation for cost in bench.costs):
        costs = [cost for cost in bench.costs if cost.optimisation == option]
        rows = []
        for operators in zip(*(cost.operators for cost in costs), strict=True):
            cells = (
                f"{item.instructions:,}" + (f"\n{item.instructions / item.macs:.3f}" if item.macs else "")
                for item in operators
            )
            rows.append((f"{operators[0].index} {operators[0].kind}", f"{operators[0].macs:,}", *cells))
        show(
            f"{bench.model}, {option}: instructions by operator, and per MAC",
            ("operator", "MACs", *(cost.core for cost in costs)),
            rows,
        )


def _known(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
