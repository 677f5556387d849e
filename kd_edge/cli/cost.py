"""`kd-edge cost`: what networks cost on a microcontroller, before they are trained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.limits import MAX_FLASH, MAX_INSN, MAX_RAM, limits_from
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.budget.cost import NetworkCost, Shape


@click.command()
@click.argument("networks", metavar="NETWORK...", nargs=-1, required=True)
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="Recordings: window, streams and labels.")
@click.option("--window", type=click.IntRange(1), help="Frames per window.  [default: 96, or of DATA]")
@click.option("--features", type=click.IntRange(1), help="Features per frame.  [default: 14, or of DATA]")
@click.option("--classes", type=click.IntRange(2), help="Signs.  [default: 18, or of DATA]")
@MAX_RAM
@MAX_FLASH
@MAX_INSN
@json_option
def cost(
    networks: tuple[str, ...],
    data: Path | None,
    window: int | None,
    features: int | None,
    classes: int | None,
    max_ram: int | None,
    max_flash: int | None,
    max_insn: int | None,
    as_json: bool,
) -> None:
    """Say what each NETWORK costs on a Cortex-M4: a preset, NAME*FACTOR, or an int8 .tflite file.

    Nothing is trained or compiled. An untrained network is exported; sizes follow from the plan of the generated C,
    instructions and code from coefficients that `kd-edge campaign cost` fits. k is 1024 of bytes, 1000 of instructions.

    \b
    Example:
      kd-edge cost pooled 'pooled*0.5' compact --max-ram 8k --max-flash 64k --max-insn 500k
    """
    from kd_edge.budget.limits import require_within

    shape = _shape(data, window, features, classes)
    costs = []
    with progress_bar("Exporting", len(networks), quiet=as_json) as advance:
        for network in networks:
            costs.append(_cost(network, shape))
            advance()
    limits = limits_from(max_ram, max_flash, max_insn)
    if as_json:
        print_json(costs)
    else:
        title = f"{shape.window_size} frames, {shape.features} features, {shape.classes} signs"
        header = ("network", "parameters", "MACs", "int8 file B", "flash B", "RAM B", "M4 instructions")
        print_table(title, header, [_row(item) for item in costs])
    require_within(limits, costs)
    if limits.are_set and not as_json:
        say("within the limits")


def _shape(data: Path | None, window: int | None, features: int | None, classes: int | None) -> Shape:
    from kd_edge.budget.cost import Shape
    from kd_edge.model.streams import StreamShape

    if data is None:
        return Shape(window or 96, (StreamShape(features or 14),), classes or 18)
    if features is not None:
        raise click.UsageError("--features is a property of the recordings: leave out --features or --data")
    from kd_edge.recordings.archive import load_dataset

    dataset = load_dataset(data)
    found = Shape.of(dataset.signal, len(dataset.labels))
    return Shape(window or found.window_size, found.streams, classes or found.classes)


def _cost(network: str, shape: Shape) -> NetworkCost:
    from kd_edge.budget.cost import file_cost, network_cost
    from kd_edge.bundle.manifest import FILE_LIMIT
    from kd_edge.errors import CodegenError
    from kd_edge.files import read_bounded

    if network.endswith(".tflite"):
        return file_cost(Path(network).stem, read_bounded(Path(network), FILE_LIMIT, CodegenError))
    return network_cost(network, shape)


def _row(cost: NetworkCost) -> tuple[str, ...]:
    figures = (
        cost.parameters,
        cost.macs,
        cost.int8_bytes,
        cost.flash_bytes,
        cost.ram_bytes,
        cost.instructions,
    )
    return cost.network, *("-" if figure is None else f"{figure:,}" for figure in figures)
