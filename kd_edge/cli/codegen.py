"""``kd-edge codegen``: any int8 model as plain C99."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.codegen import ModelCost


@click.command()
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/codegen"),
    show_default=True,
    help="Folder for kd_model.h and kd_model.c.",
)
@click.option("--stream", is_flag=True, help="Take one frame at a time; each result equals its window's.")
@click.option("--stateful", is_flag=True, help="Take one frame at a time and keep the LSTM's state.")
@click.option("--hop", type=int, help="Frames between results.  [default: the network's total stride]")
@json_option
def codegen(model: Path, out: Path, stream: bool, stateful: bool, hop: int | None, as_json: bool) -> None:
    """Turn the int8 TFLite file MODEL into C99 and show its MACs, memory and table sizes.

    The files need nothing but the headers in firmware/runtime/c.

    \b
    Example:
      kd-edge codegen export/isl-student/model_int8.tflite
    """
    from kd_edge.bundle.manifest import FILE_LIMIT
    from kd_edge.codegen import StreamOptions, generate, write_model
    from kd_edge.errors import CodegenError
    from kd_edge.files import read_bounded

    streams = stream or stateful or hop is not None
    data = read_bounded(model, FILE_LIMIT, CodegenError)
    generated = generate(data, StreamOptions(hop=hop, stateful=stateful) if streams else None)
    paths = write_model(generated, out)
    if as_json:
        print_json({"files": [str(path) for path in paths], "report": generated.cost})
        return
    _print_report(generated.cost)
    say(*(f"wrote {path}" for path in paths))


def _print_report(report: ModelCost) -> None:
    print_table(
        f"{_shape(report.input_shape)} -> {_shape(report.output_shape)}",
        ("operator", "output", "MACs", "weights B", "tables B", "RAM in use B"),
        [
            (
                f"{operator.index} {operator.kind}" + (f" x {operator.runs}" if operator.runs > 1 else ""),
                _shape(operator.output_shape),
                f"{operator.macs * operator.runs:,}",
                f"{operator.weight_bytes:,}",
                f"{operator.table_bytes:,}",
                f"{operator.live_bytes:,}",
            )
            for operator in report.operators
        ],
    )
    stream = report.stream
    per_hop = (
        f" per hop of {stream.hop_frames} frames, {report.macs / stream.hop_frames:,.0f} per frame" if stream else ""
    )
    say(
        f"{report.macs:,} MACs{per_hop}, {report.weight_bytes:,} B of weights, {report.table_bytes:,} B of tables, "
        f"one arena of {report.arena_bytes:,} B"
    )


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
