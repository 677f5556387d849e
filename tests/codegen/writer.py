"""Networks written directly, operator by operator: with scales and graphs that no converter would choose."""

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


@dataclass(frozen=True, eq=False)
class Activations:
    """A tensor that is computed."""

    shape: tuple[int, ...]
    scale: float = 0.0
    zero_point: int = 0
    dtype: Any = np.int8


@dataclass(frozen=True, eq=False)
class Variable(Activations):
    """A tensor that keeps its value from one run to the next."""


@dataclass(frozen=True, eq=False)
class Constant:
    """A tensor with data; ``scale`` 0 for one that is not quantised, several along ``axis`` otherwise."""

    data: NDArray[np.generic]
    scale: float | Sequence[float] = 0.0
    zero_point: int = 0
    axis: int = 0


Tensor = Activations | Constant


class ModelWriter:
    """Collects operators; tensors are told apart by identity, so one may be read by several operators."""

    def __init__(self, entry: Activations) -> None:
        self._tensors: list[Tensor] = [entry]
        self._operators: list[Any] = []
        self._codes: list[str] = []

    def add(
        self, kind: str, inputs: Sequence[Tensor | None], output: Activations, options: str = "", **values: Any
    ) -> Activations:
        """One operator ``kind`` with the schema's table ``options`` of ``values``; None is an input left out."""
        operator = schema.OperatorT()
        if kind not in self._codes:
            self._codes.append(kind)
        operator.opcodeIndex = self._codes.index(kind)
        operator.inputs = [-1 if item is None else self._index(item) for item in inputs]
        operator.outputs = [self._index(output)]
        if options:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, f"{options}T")()
            vars(operator.builtinOptions).update(values)
        self._operators.append(operator)
        return output

    def _index(self, tensor: Tensor) -> int:
        if tensor not in self._tensors:
            self._tensors.append(tensor)
        return self._tensors.index(tensor)

    def finish(self, output: Activations) -> bytes:
        """The flatbuffer, from the entry to ``output``."""
        graph, model = schema.SubGraphT(), schema.ModelT()
        model.buffers = [schema.BufferT()]
        graph.tensors = [_tensor(item, number, model.buffers) for number, item in enumerate(self._tensors)]
        graph.operators, graph.inputs, graph.outputs = self._operators, [0], [self._index(output)]
        model.version, model.operatorCodes, model.subgraphs = 3, [_code(kind) for kind in self._codes], [graph]
        builder = flatbuffers.Builder(4096)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())


def _tensor(item: Tensor, number: int, buffers: list[Any]) -> Any:
    tensor = schema.TensorT()
    tensor.name = f"tensor{number}"
    shape, dtype = (item.data.shape, item.data.dtype) if isinstance(item, Constant) else (item.shape, item.dtype)
    tensor.isVariable = isinstance(item, Variable)
    tensor.shape, tensor.type = list(shape), _TYPES[np.dtype(dtype)]
    if item.scale:
        scales = np.atleast_1d(item.scale).tolist()
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale, tensor.quantization.zeroPoint = scales, [item.zero_point] * len(scales)
        tensor.quantization.quantizedDimension = item.axis if isinstance(item, Constant) else 0
    if isinstance(item, Constant):
        tensor.buffer = len(buffers)
        buffers.append(schema.BufferT())
        buffers[-1].data = np.frombuffer(item.data.tobytes(), np.uint8)
    return tensor


def _code(kind: str) -> Any:
    code = schema.OperatorCodeT()
    code.builtinCode = getattr(schema.BuiltinOperator, kind)
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    code.version = 1
    return code


def one_operator(
    kind: str, inputs: Sequence[Tensor | None], output: Activations, options: str = "", **values: Any
) -> bytes:
    """A model of the operator ``kind``; the first of ``inputs`` is the model's input."""
    entry = inputs[0]
    assert isinstance(entry, Activations)
    writer = ModelWriter(entry)
    writer.add(kind, inputs, output, options, **values)
    return writer.finish(output)
