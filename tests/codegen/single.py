"""Networks of one operator, written directly: with scales that no converter would choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

flatbuffers = pytest.importorskip("flatbuffers", reason="the dev extra is not installed")
schema = pytest.importorskip("ai_edge_litert.schema_py_generated", reason="the edge extra is not installed")

_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2, np.dtype(np.int16): 7, np.dtype(np.int8): 9}


@dataclass(frozen=True)
class Activations:
    """A tensor that is computed."""

    shape: tuple[int, ...]
    scale: float = 0.0
    zero_point: int = 0
    dtype: Any = np.int8


@dataclass(frozen=True)
class Variable(Activations):
    """A tensor that keeps its value from one run to the next."""


@dataclass(frozen=True)
class Constant:
    """A tensor with data; ``scale`` 0 for one that is not quantised, several for entries along ``axis``."""

    data: NDArray[np.generic]
    scale: float | Sequence[float] = 0.0
    zero_point: int = 0
    axis: int = 0


def one_operator(
    kind: str, inputs: Sequence[Activations | Constant | None], output: Activations, options: str = "", **values: Any
) -> bytes:
    """A model of the operator ``kind``, with the schema's table ``options`` of ``values``.

    The first of ``inputs`` is the model's input; None stands for one that is left out.
    """
    buffers = [schema.BufferT()]
    tensors = []
    for item in (*filter(None, inputs), output):
        tensor = schema.TensorT()
        tensor.name = f"tensor{len(tensors)}"
        shape, dtype = (item.data.shape, item.data.dtype) if isinstance(item, Constant) else (item.shape, item.dtype)
        tensor.isVariable = isinstance(item, Variable)
        tensor.shape, tensor.type = list(shape), _TYPES[np.dtype(dtype)]
        if item.scale:
            tensor.quantization = schema.QuantizationParametersT()
            scales = np.atleast_1d(item.scale).tolist()
            tensor.quantization.scale, tensor.quantization.zeroPoint = scales, [item.zero_point] * len(scales)
            tensor.quantization.quantizedDimension = item.axis if isinstance(item, Constant) else 0
        if isinstance(item, Constant):
            tensor.buffer = len(buffers)
            buffers.append(schema.BufferT())
            buffers[-1].data = np.frombuffer(item.data.tobytes(), np.uint8)
        tensors.append(tensor)
    code, operator, graph, model = schema.OperatorCodeT(), schema.OperatorT(), schema.SubGraphT(), schema.ModelT()
    code.builtinCode = getattr(schema.BuiltinOperator, kind)
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    code.version = 1
    numbers = iter(range(len(tensors) - 1))
    operator.inputs = [-1 if item is None else next(numbers) for item in inputs]
    operator.outputs = [len(tensors) - 1]
    if options:
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
        operator.builtinOptions = getattr(schema, f"{options}T")()
        vars(operator.builtinOptions).update(values)
    graph.tensors, graph.operators, graph.inputs, graph.outputs = tensors, [operator], [0], operator.outputs
    model.version, model.operatorCodes, model.subgraphs, model.buffers = 3, [code], [graph], buffers
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
