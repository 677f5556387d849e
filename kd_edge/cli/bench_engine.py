"""``kd-edge bench-engine``: what the generated C engine costs on emulated cores."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.bench_engine_tables import Show, print_comparisons, print_costs, print_operators
from kd_edge.cli.options import json_option, optimisation_level
from kd_edge.cli.output import print_json, print_markdown, print_table, progress_bar, say


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
@click.option("--stateful", is_flag=True, help="The same for C that keeps the LSTM's state.")
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
    with its name.  Without one, fixed random inputs are used; the expected outputs come from
    TFLite Micro if its wheel is installed.

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
    from kd_edge.bench.engine.on_emulator import OPTIMISATIONS, measure_models, save_engine_benches
    from kd_edge.codegen import StreamOptions
    from kd_edge.deploy.toolchain import CORES, find_toolchain

    chosen, options = cores or tuple(CORES), tuple(f"-O{level}" for level in levels) or OPTIMISATIONS
    streaming = StreamOptions(stateful=stateful) if stream or stateful else None
    compiler, target = find_toolchain(toolchain), out or Path("build/bench/engine.json")
    with progress_bar("Counting", len(models) * len(chosen) * len(options), quiet=as_json) as advance:
        benches = measure_models(
            models, compiler, streaming=streaming, cores=chosen, optimisations=options, advance=advance
        )
    save_engine_benches(benches, target)
    if as_json:
        print_json(benches)
        return
    for bench in benches:
        print_costs(bench, show)
        if operators:
            print_operators(bench, show)
    say(f"report: {target}")


def _compare_on_host(models: tuple[Path, ...], out: Path, as_json: bool, show: Show) -> None:
    from kd_edge.bench.engine.on_host import compare_on_host, save_comparisons

    comparisons = [compare_on_host(model) for model in models]
    save_comparisons(comparisons, out)
    if as_json:
        print_json(comparisons)
        return
    print_comparisons(comparisons, show)
    say(f"report: {out}")
