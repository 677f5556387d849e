"""A check that bytes are a whole TFLite file, before native code follows its offsets.

The interpreters trust their input: an offset past the end makes them read invalid memory.
Here the generator's strict reader checks every part of the file that they read.
"""

from __future__ import annotations

from typing import Final

from kd_edge.codegen.flatbuffer import Table, pick, root_table
from kd_edge.codegen.schema import IDENTIFIER
from kd_edge.errors import CodegenError, EngineError

_INT8: Final = 9
_TYPE_NAMES: Final = {0: "float32", 1: "float16", 2: "int32", 3: "uint8", 4: "int64", 7: "int16", _INT8: "int8"}


def check_model(model: bytes) -> None:
    """Check that ``model`` is a TFLite flatbuffer whose every offset and index stays inside it.

    Raises:
        EngineError: it is something else, truncated or damaged.
    """
    try:
        _visit_model(root_table(model, IDENTIFIER))
    except CodegenError as error:
        raise EngineError(
            "A model is a whole TFLite file",
            found=error.found,
            remedy=error.remedy,
        ) from error


def check_int8(model: bytes) -> None:
    """Check that ``model`` is whole, and takes one int8 tensor and gives one.

    Raises:
        EngineError: it is not.
    """
    check_model(model)
    subgraph = root_table(model, IDENTIFIER).tables(2, "subgraph")[:1]
    tensors = [tensor for part in subgraph for tensor in part.tables(0, "tensor")]
    ends = {
        what: [tensors[index] for part in subgraph for index in part.integers(field, what)]
        for field, what in ((1, "inputs"), (2, "outputs"))
    }
    for what, found in ends.items():
        types = [tensor.integer(1, "<b") for tensor in found]
        if types != [_INT8]:
            raise EngineError(
                f"The model has one tensor of {what}, of int8",
                found=", ".join(_TYPE_NAMES.get(code, f"type {code}") for code in types) or "none",
                remedy="export it with `kd-edge export --int8`",
            )


def _visit_model(model: Table) -> None:
    codes, buffers = model.tables(1, "operator code"), model.tables(4, "buffer")
    for code in codes:
        code.text(1)
    for buffer in buffers:
        buffer.array(0, "u1", "data")
    model.text(3)
    for subgraph in model.tables(2, "subgraph"):
        subgraph.text(4)
        tensors = subgraph.tables(0, "tensor")
        for tensor in tensors:
            _visit_tensor(tensor, buffers)
        for index in (*subgraph.integers(1, "inputs"), *subgraph.integers(2, "outputs")):
            pick(tensors, index, "tensor", subgraph.what)
        for operator in subgraph.tables(3, "operator"):
            _visit_operator(operator, codes, tensors)


def _visit_tensor(tensor: Table, buffers: list[Table]) -> None:
    tensor.integers(0, "shape")
    tensor.text(3)
    pick(buffers, tensor.integer(2, "<I"), "buffer", tensor.what)
    quantisation = tensor.table(4, f"quantisation of {tensor.what}")
    if quantisation is not None:
        for field, dtype in enumerate(("<f4", "<f4", "<f4", "<i8")):
            quantisation.array(field, dtype, "quantisation")


def _visit_operator(operator: Table, codes: list[Table], tensors: list[Table]) -> None:
    pick(codes, operator.integer(0, "<I"), "operator code", operator.what)
    inputs = [index for index in operator.integers(1, "inputs") if index != -1]  # -1: left out
    for index in (*inputs, *operator.integers(2, "outputs")):
        pick(tensors, index, "tensor", operator.what)
    operator.table(4, f"options of {operator.what}")
