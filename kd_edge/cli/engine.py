"""``kd-edge bench-engine``: what the generated C engine costs on emulated cores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.output import print_json, print_table, progress_bar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kd_edge.bench.emulator import EngineBench, EngineSubject

# Vectors to run of a model's own, or to make up: counts hardly depend on the data.
_INPUTS = 8


@click.command("bench-engine")
@click.argument("models", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--core", "cores", multiple=True, help="Core to measure on, such as m4; may be repeated.  [default: all]")
@click.option(
    "-O", "levels", multiple=True, help="Optimisation level, such as 2 or s; may be repeated.  [default: 2, s]"
)
@click.option("--toolchain", help="gcc or zig.  [default: the first that is installed]")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON file to write.  [default: build/bench/engine.json, or engine-host.json]",
)
@click.option("--operators", is_flag=True, help="Print the cost of every operator, too.")
@click.option("--host", is_flag=True, help="Time the C engine on this host instead, in turns with LiteRT.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def bench_engine(
    models: tuple[Path, ...],
    cores: tuple[str, ...],
    levels: tuple[str, ...],
    toolchain: str | None,
    out: Path | None,
    operators: bool,
    host: bool,
    as_json: bool,
) -> None:
    """Count instructions and memory of int8 MODELS (.tflite) as generated C, on emulated Cortex-M cores.

    With --host, measure time on this machine against LiteRT with one thread instead.

    Inputs come from the arrays x (inputs) and y (expected outputs) of an .npz file beside the
    model, with its name; without one, a fixed random sequence serves.

    \b
    Example:
      kd-edge bench-engine export/reference/model_int8.tflite --core m4 --operators
      kd-edge bench-engine export/reference/model_int8.tflite --host
    """
    if host:
        _compare_on_host(models, out or Path("build/bench/engine-host.json"), as_json)
        return
    target = out or Path("build/bench/engine.json")
    from tempfile import TemporaryDirectory

    from kd_edge.bench.emulator import OPTIMISATIONS, measure_engine, save_engine_benches
    from kd_edge.deploy.toolchain import CORES, find_toolchain

    chosen = cores or tuple(CORES)
    options = tuple(f"-O{level}" for level in levels) or OPTIMISATIONS
    compiler = find_toolchain(toolchain)
    benches = []
    with progress_bar("Counting", len(models) * len(chosen) * len(options), quiet=as_json) as advance:
        for model in models:
            with TemporaryDirectory(prefix="kd-edge-") as folder:
                subject = _generate(model, Path(folder))
                benches.append(measure_engine(subject, compiler, cores=chosen, optimisations=options, advance=advance))
    save_engine_benches(benches, target)
    if as_json:
        print_json(benches)
        return
    for bench in benches:
        _print_costs(bench)
        if operators:
            _print_operators(bench)
    click.echo(f"written to {target}")


def _compare_on_host(models: tuple[Path, ...], out: Path, as_json: bool) -> None:
    from kd_edge.bench.host_engines import compare_on_host, save_comparisons
    from kd_edge.export.codegen import generate

    comparisons = []
    for model in models:
        data = model.read_bytes()
        inputs, _ = _vectors(model, generate(data).report.input_shape)
        comparisons.append(compare_on_host(model.stem, data, inputs))
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
    print_table(title, ("model", "C engine", "LiteRT", "ratio", "5 % to 95 %"), rows)
    click.echo(f"written to {out}")


def _vectors(model: Path, shape: tuple[int, ...]) -> tuple[NDArray[np.int8], NDArray[np.int8] | None]:
    """Inputs and expected outputs that lie beside ``model``, or made-up inputs and None."""
    import numpy as np

    vectors = model.with_suffix(".npz")
    if vectors.is_file():
        with np.load(vectors) as arrays:
            return arrays["x"][:_INPUTS], arrays["y"][:_INPUTS]
    return np.random.default_rng(0).integers(-128, 128, (_INPUTS, *shape[1:])).astype(np.int8), None


def _generate(model: Path, folder: Path) -> EngineSubject:
    """Generate C for ``model`` into ``folder``, and find or make inputs."""
    import numpy as np

    from kd_edge.bench.emulator import EngineSubject
    from kd_edge.export.codegen import generate, write_model

    generated = generate(model.read_bytes())
    write_model(generated, folder)
    report = generated.report
    inputs, outputs = _vectors(model, report.input_shape)
    return EngineSubject(
        name=model.stem,
        folder=folder,
        macs={operator.index: operator.macs for operator in report.operators},
        weight_bytes=report.weight_bytes,
        arena_bytes=report.arena_bytes,
        output_bytes=int(np.prod(report.output_shape)),
        inputs=inputs,
        outputs=outputs,
    )


def _print_costs(bench: EngineBench) -> None:
    header = (
        "core",
        "option",
        "instructions",
        "per MAC",
        "cycles (est.)",
        "code B",
        "tables B",
        "weights B",
        "arena B",
        "stack B",
        "wrong",
    )
    rows = [
        (
            cost.core,
            cost.optimisation,
            f"{cost.instructions:,}",
            f"{cost.instructions_per_mac:.3f}",
            "?" if cost.cycles_estimate is None else f"{cost.cycles_estimate:,}",
            *(f"{cost.flash_bytes[kind]:,}" for kind in ("code", "tables", "weights")),
            *(f"{cost.ram_bytes[kind]:,}" for kind in ("arena", "stack")),
            "?" if cost.mismatches is None else str(cost.mismatches),
        )
        for cost in bench.costs
    ]
    print_table(f"{bench.model}: {bench.macs:,} MACs, {bench.costs[0].toolchain}, {bench.emulator}", header, rows)


def _print_operators(bench: EngineBench) -> None:
    for cost in bench.costs:
        rows: list[tuple[str, ...]] = [
            (
                f"{operator.index} {operator.kind}",
                f"{operator.instructions:,}",
                f"{operator.instructions / cost.instructions:.1%}",
                f"{operator.macs:,}",
                f"{operator.instructions / operator.macs:.3f}" if operator.macs else "",
            )
            for operator in cost.operators
        ]
        print_table(
            f"{bench.model} on {cost.core}, {cost.optimisation}",
            ("operator", "instructions", "share", "MACs", "per MAC"),
            rows,
        )
