"""From flatbuffer to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kd_edge.errors import CodegenError
from kd_edge.export.codegen.emit import model as text
from kd_edge.export.codegen.model import read_model
from kd_edge.export.codegen.ops import lower
from kd_edge.export.codegen.plan import plan_memory
from kd_edge.export.codegen.report import Report, make_report
from kd_edge.files import atomic_path, sha256


@dataclass(frozen=True)
class Generated:
    """A model as C.

    Attributes:
        files: text by file name.
        report: sizes and memory, known before anything is built.
    """

    files: dict[str, str]
    report: Report


def generate(data: bytes) -> Generated:
    """Generate C from the int8 TFLite model ``data``; equal bytes give equal files.

    Raises:
        CodegenError: a malformed file, or an operator that the engine does not have.
    """
    graph = read_model(data)
    builder = lower(graph)
    entry, result = builder.values[graph.input.index], builder.values[graph.output.index]
    for value in (entry, result):
        if np.dtype(value.tensor.dtype) not in (np.dtype("i1"), np.dtype("<f4")):
            raise CodegenError(
                "Input and output are int8 or float32",
                found=f"{value.tensor.dtype} in tensor {value.tensor.label}",
                remedy="convert the model with int8 input and output",
            )
    plan = plan_memory(builder.steps, entry, result)
    source = f"a model with SHA-256 {sha256(data)[:16]}"
    return Generated(
        files={
            "kd_model.h": text.header(source, entry, result, plan),
            "kd_model.c": text.source_file(source, builder.steps, entry, result),
        },
        report=make_report(builder.steps, entry, result, plan),
    )


def write_model(generated: Generated, folder: Path) -> list[Path]:
    """Write the files into ``folder``, each of them whole or not at all."""
    paths = []
    for name, content in generated.files.items():
        path = folder / name
        with atomic_path(path) as temporary:
            temporary.write_text(content)
        paths.append(path)
    return paths
