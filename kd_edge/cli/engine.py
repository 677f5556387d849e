"""``kd-edge bench-engine``: what the generated C engine costs on emulated cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import json_option, optimisation_level
from kd_edge.cli.output import print_json, print_markdown, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.bench.engine.on_emulator import EngineBench

Show = Callable[[str, tuple[str, ...], Sequence[tuple[str, ...]]], None]
"""How a table with a title and a header is printed."""


@click.command("bench-engine")
@click.argument("models", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--core", "cores", multiple=True, help="Core to measure on, such as m4; may be repeated.  [default: all]")
@click.option(
    "-O",
    "levels",
    multiple=True,
    type=optimisation_level,
    help="Optimisation level, such as 2 or s; may be repeated.  [default: 2, s]",
)
@click.option("--toolchain", help="gcc or zig.  [default: the first that is installed]")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON file to write.  [default: build/bench/engine.json, or engine-host.json]",
)
@click.option("--stream", is_flag=True, help="Measure C that takes one frame at a time: the cost of a hop.")
@click.option("--stateful", is_flag=True, help="The same for C that carries the LSTM's state on.")
@click.option("--operators", is_flag=True, help="Print the cost of every operator, too.")
@click.option("--host", is_flag=True, help="Time the C engine on this host instead, in turns with LiteRT.")
@click.option("--markdown", is_flag=True, help="Print the tables in Markdown, for a document.")
@json_option
def bench_engine(
    models: tuple[Path, ...],
    cores: tuple[str, ...],
    levels: tuple[str, ...],
    toolchain: str | None,
    out: Path | None,
    stream: bool,
    stateful: bool,
    operators: bool,
    host: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Count instructions and memory of int8 MODELS (.tflite) as generated C, on emulated Cortex-M cores.

    With --host, measure time on this machine against LiteRT with one thread instead.

    Inputs come from the arrays x (inputs) and y (expected outputs) of an .npz file beside the model,
    with its name.  Without one, fixed random inputs serve, and what TFLite Micro makes of them if its
    wheel is installed.

    \b
    Example:
      kd-edge bench-engine export/reference/model_int8.tflite --core m4 --operators
      kd-edge bench-engine export/reference/model_int8.tflite --core m4 --stream
      kd-edge bench-engine export/reference/model_int8.tflite --host
    """
    show = print_markdown if markdown else print_table
    if host:
        _compare_on_host(models, out or Path("build/bench/engine-host.json"), as_json, show)
        return
    target = out or Path("build/bench/engine.json")
    from tempfile import TemporaryDirectory

    from kd_edge.bench.engine.on_emulator import OPTIMISATIONS, measure_engine, save_engine_benches
    from kd_edge.bench.engine.subject import make_subject
    from kd_edge.codegen import StreamOptions
    from kd_edge.deploy.toolchain import CORES, find_toolchain

    chosen = cores or tuple(CORES)
    options = tuple(f"-O{level}" for level in levels) or OPTIMISATIONS
    compiler = find_toolchain(toolchain)
    mode = StreamOptions(stateful=stateful) if stream or stateful else None
    benches = []
    with progress_bar("Counting", len(models) * len(chosen) * len(options), quiet=as_json) as advance:
        for model in models:
            with TemporaryDirectory(prefix="kd-edge-") as folder:
                subject = make_subject(model, Path(folder), mode)
                benches.append(measure_engine(subject, compiler, cores=chosen, optimisations=options, advance=advance))
    save_engine_benches(benches, target)
    if as_json:
        print_json(benches)
        return
    for bench in benches:
        _print_costs(bench, show)
        if operators:
            _print_operators(bench, show)
    say(f"written to {target}")


def _compare_on_host(models: tuple[Path, ...], out: Path, as_json: bool, show: Show) -> None:
    from kd_edge.bench.engine.on_host import compare_on_host, save_comparisons

    comparisons = [compare_on_host(model) for model in models]
    save_comparisons(comparisons, out)
    if as_json:
        print_json(comparisons)
        return
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
    say(f"written to {out}")


def _print_costs(bench: EngineBench, show: Show) -> None:
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


def _print_operators(bench: EngineBench, show: Show) -> None:
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
