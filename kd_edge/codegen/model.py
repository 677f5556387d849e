"""Read a TFLite model into a :class:`Graph`, and refuse inconsistent ones."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.flatbuffer import Table, malformed, pick, root_table
from kd_edge.codegen.graph import Graph, Operator, Tensor
from kd_edge.codegen.schema import IDENTIFIER, OPERATOR_NAMES
from kd_edge.errors import CodegenError

_DTYPES: Final = {0: "<f4", 2: "<i4", 3: "u1", 4: "<i8", 6: "?", 7: "<i2", 9: "i1"}
_MAX_ELEMENTS: Final = 1 << 24  # 16 M: beyond any microcontroller, and far below overflow
_MAX_RANK: Final = 6


def read_model(data: bytes) -> Graph:
    """Parse ``data``.

    Raises:
        CodegenError: malformed, more than one subgraph, input or output, or an operator
            that the generator does not have.
    """
    model = root_table(data, IDENTIFIER)
    codes = [_read_code(table) for table in model.tables(1, "operator code")]
    subgraphs = model.tables(2, "subgraph")
    if len(subgraphs) != 1:
        raise _several_subgraphs(len(subgraphs), codes)
    subgraph = subgraphs[0]
    buffers = model.tables(4, "buffer")
    tensors = [_read_tensor(table, index, buffers) for index, table in enumerate(subgraph.tables(0, "tensor"))]
    operators = [
        _read_operator(table, index, codes, tensors) for index, table in enumerate(subgraph.tables(3, "operator"))
    ]
    return Graph(
        input=_only(subgraph.integers(1, "inputs"), tensors, "input"),
        output=_only(subgraph.integers(2, "outputs"), tensors, "output"),
        operators=operators,
    )


def _several_subgraphs(count: int, kinds: list[str]) -> CodegenError:
    """The error for a model of several subgraphs, which depends on their purpose."""
    state = sorted({"CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE"} & set(kinds))
    if state:
        return CodegenError(
            "The model keeps no state in resource variables, which are set up by a subgraph of their own",
            found=f"{count} subgraphs, operators {', '.join(state)}",
            remedy="convert the model for whole windows, or run it with the TFLite Micro runtime",
        )
    return CodegenError(
        "The model has one subgraph",
        found=f"{count}, operators {', '.join(sorted(set(kinds)))}",
        remedy="convert it without control flow (a fused LSTM instead of a WHILE loop)",
    )


def _only(indices: tuple[int, ...], tensors: list[Tensor], what: str) -> Tensor:
    if len(indices) != 1:
        raise CodegenError(
            f"The model has one {what}",
            found=len(indices),
            remedy=f"convert a model with a single {what} tensor",
        )
    return pick(tensors, indices[0], "tensor", f"the model's {what}")


def _read_tensor(table: Table, index: int, buffers: list[Table]) -> Tensor:
    shape = table.integers(0, "shape")
    name = table.text(3)
    code = table.integer(1, "<b")
    if code not in _DTYPES:
        raise CodegenError(
            "Every tensor holds int8, int16, int32 or float32",
            found=f"type {code} in tensor {index} {name!r}",
            remedy="convert the model with full int8 quantisation",
        )
    if len(shape) > _MAX_RANK or any(size < 0 for size in shape) or math.prod(shape) > _MAX_ELEMENTS:
        raise malformed(f"shape {shape} of tensor {index} {name!r}")
    dtype: np.dtype[np.generic] = np.dtype(_DTYPES[code])
    scales, zero_points, dimension = _read_quantisation(table, f"tensor {index} {name!r}")
    return Tensor(
        index=index,
        name=name,
        shape=shape,
        dtype=dtype,
        scales=scales,
        zero_points=zero_points,
        quantised_dimension=dimension,
        data=_read_data(table, shape, dtype, buffers, f"tensor {index} {name!r}"),
        is_variable=table.boolean(5),
    )


def _read_quantisation(table: Table, what: str) -> tuple[tuple[float, ...], tuple[int, ...], int]:
    quantisation = table.table(4, f"quantisation of {what}")
    if quantisation is None:
        return (), (), 0
    scales = tuple(float(value) for value in np.asarray(quantisation.array(2, "<f4", "scales"), np.float32))
    zero_points = tuple(int(value) for value in np.asarray(quantisation.array(3, "<i8", "zero points"), np.int64))
    for scale in scales:
        if not (math.isfinite(scale) and scale > 0):
            raise CodegenError(
                "Every scale is a positive number",
                found=f"scale {scale} of {what}",
                remedy="convert the model again, with representative data in which that tensor varies",
            )
    if not all(-32768 <= zero_point <= 32767 for zero_point in zero_points):
        raise CodegenError(
            "Zero points are 16-bit numbers",
            found=f"zero points {zero_points} of {what}",
            remedy="convert the model again",
        )
    return scales, zero_points, quantisation.integer(6)


def _read_data(
    table: Table, shape: tuple[int, ...], dtype: np.dtype[np.generic], buffers: list[Table], what: str
) -> NDArray[np.generic] | None:
    data = pick(buffers, table.integer(2, "<I"), "buffer", what).array(0, "u1", "data")
    if data.size == 0:
        return None
    if data.size != math.prod(shape) * dtype.itemsize:
        raise malformed(f"{data.size} bytes of data for shape {shape} in {what}")
    return np.frombuffer(data.tobytes(), dtype).reshape(shape)


def _read_code(table: Table) -> str:
    """The operator's name; newer files store its code in field 3, older ones in a byte that stops at 127."""
    code = max(table.integer(0, "<b"), table.integer(3))
    name = OPERATOR_NAMES[code] if 0 <= code < len(OPERATOR_NAMES) else f"builtin operator {code}"
    return f"CUSTOM {table.text(1)!r}" if name == "CUSTOM" else name


def _read_operator(table: Table, index: int, codes: list[str], tensors: list[Tensor]) -> Operator:
    what = f"operator {index}"
    kind = pick(codes, table.integer(0, "<I"), "operator code", what)
    outputs = tuple(pick(tensors, item, "tensor", what) for item in table.integers(2, "outputs"))
    inputs = tuple(None if item == -1 else pick(tensors, item, "tensor", what) for item in table.integers(1, "inputs"))
    return Operator(index, kind, inputs, outputs, table.table(4, f"options of {what}"))


def check_order(graph: Graph) -> None:
    """Check that every activation is written exactly once, before it is read.

    Raises:
        CodegenError: naming the operator and the tensor.
    """
    written = {graph.input.index}
    for operator in graph.operators:
        for tensor in operator.inputs:
            if tensor is not None and tensor.data is None and not tensor.is_variable and tensor.index not in written:
                raise malformed(f"{operator.label} reads tensor {tensor.label} before it is written")
        for tensor in operator.outputs:
            if tensor.index in written or tensor.data is not None or tensor.is_variable:
                raise malformed(f"{operator.label} writes tensor {tensor.label} a second time")
            written.add(tensor.index)
    if graph.output.index not in written:
        raise malformed(f"nothing writes the output tensor {graph.output.label}")
