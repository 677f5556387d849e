"""From flatbuffer to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kd_edge.codegen.cost import ModelCost, StreamCost, model_cost
from kd_edge.codegen.emit import model as window_text
from kd_edge.codegen.emit import stream as stream_text
from kd_edge.codegen.graph import Graph
from kd_edge.codegen.lowering import Builder
from kd_edge.codegen.model import check_order, read_model
from kd_edge.codegen.ops import kind_of, lower
from kd_edge.codegen.plan import plan_memory
from kd_edge.codegen.stream_network import StreamOptions
from kd_edge.codegen.streaming import lower_stream
from kd_edge.errors import CodegenError
from kd_edge.files import sha256, write_texts

_COUNTER_BYTES: Final = 4  # an int32 for each view that slides


@dataclass(frozen=True)
class Generated:
    """A model as C.

    Attributes:
        files: text by file name.
        cost: sizes and memory, known before anything is built.
    """

    files: dict[str, str]
    cost: ModelCost


def generate(data: bytes, stream: StreamOptions | None = None) -> Generated:
    """Generate C from the int8 TFLite model ``data``; equal arguments give equal files.

    Args:
        data: the flatbuffer.
        stream: generate code that takes one frame at a time, with these options; None for whole windows.

    Raises:
        CodegenError: a malformed file, or an operator that the engine does not have.
    """
    graph = read_model(data).needed()
    for operator in graph.operators:
        kind_of(operator)  # report an unsupported operator first: it explains the errors that follow from it
    check_order(graph)
    for tensor in (graph.input, graph.output):
        if np.dtype(tensor.dtype) not in (np.dtype("i1"), np.dtype("<f4")):
            raise CodegenError(
                "Input and output are int8 or float32",
                found=f"{tensor.dtype} in tensor {tensor.label}",
                remedy="convert the model with int8 input and output",
            )
    source = f"a model with SHA-256 {sha256(data)[:16]}"
    return _generate_window(graph, source) if stream is None else _generate_stream(graph, source, stream)


def _generate_window(graph: Graph, source: str) -> Generated:
    builder = lower(graph)
    entry, result = builder.values[graph.input.index], builder.values[graph.output.index]
    plan = plan_memory(builder.steps, entry, result)
    files = {
        "kd_model.h": window_text.header(source, entry, result, plan),
        "kd_model.c": window_text.source_file(source, builder.steps, entry, result),
    }
    return Generated(files, model_cost(builder.steps, [1] * len(builder.steps), graph, plan))


def _generate_stream(graph: Graph, source: str, options: StreamOptions) -> Generated:
    builder = Builder(graph)
    stream = lower_stream(graph, builder, options)
    plan = plan_memory(builder.steps, None, stream.result, builder.persistent, stream.reads)
    files = {
        "kd_model.h": stream_text.header(source, graph.input, stream.result, plan, stream),
        "kd_model.c": stream_text.source_file(source, builder.steps, stream),
    }
    promises = StreamCost(stream.first, stream.hop, stream.frame_size, _COUNTER_BYTES * len(stream.slides))
    return Generated(files, model_cost(builder.steps, stream.runs, graph, plan, promises))


def write_model(generated: Generated, folder: Path) -> list[Path]:
    """Write the files into ``folder``, all of them or none."""
    return write_texts(folder, generated.files)
