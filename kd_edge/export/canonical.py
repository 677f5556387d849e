"""Rewrite the converter's file: readable names, no metadata, aligned constants, the same bytes every time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import flatbuffers
import numpy as np
from numpy.typing import NDArray
from tensorflow.lite.python import schema_py_generated as schema

from kd_edge.bundle import Quantisation
from kd_edge.render.carray import ALIGNMENT

_OPERATOR_NAMES = {code: name for name, code in vars(schema.BuiltinOperator).items() if isinstance(code, int)}


def canonical(model: bytes) -> bytes:
    """``model`` without what varies from run to run or that no target reads.

    Tensor names become ``window``, ``scores`` and the name of the operator that
    writes them; descriptions, metadata and signatures go.
    """
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    tree.description, tree.metadata, tree.metadataBuffer, tree.signatureDefs = "kd-edge", [], [], []
    _drop_unused_buffers(tree)
    _name_tensors(tree)
    builder = _AlignedBuilder(len(model) + 4096)
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def operators(model: bytes) -> Counter[str]:
    """How often each operator occurs, by its TFLite name, in the only subgraph."""
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    return Counter(_operator_name(tree, operator) for subgraph in tree.subgraphs for operator in subgraph.operators)


def quantisations(model: bytes) -> tuple[Quantisation, Quantisation]:
    """How the int8 input and output stand for real numbers."""
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    subgraph = tree.subgraphs[0]
    found = [subgraph.tensors[index].quantization for index in (subgraph.inputs[0], subgraph.outputs[0])]
    first, second = (Quantisation(scale=float(item.scale[0]), zero_point=int(item.zeroPoint[0])) for item in found)
    return first, second


class _AlignedBuilder(flatbuffers.Builder):
    """The generated Python code ignores the schema's ``force_align``; byte vectors get it here."""

    def _create_aligned(self, x: NDArray[Any]) -> int:
        if x.dtype == np.uint8:
            self.Prep(ALIGNMENT, x.nbytes)
        offset: int = super().CreateNumpyVector(x)
        return offset

    CreateNumpyVector = _create_aligned


def _operator_name(tree: Any, operator: Any) -> str:
    code = tree.operatorCodes[operator.opcodeIndex]
    return str(_OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)])


def _drop_unused_buffers(tree: Any) -> None:
    """Keep buffer 0, which is empty by convention, and those that a tensor names, in order of use."""
    kept = [tree.buffers[0]]
    for subgraph in tree.subgraphs:
        for tensor in subgraph.tensors:
            data = tree.buffers[tensor.buffer].data
            if data is None or len(data) == 0:
                tensor.buffer = 0
            else:
                kept.append(tree.buffers[tensor.buffer])
                tensor.buffer = len(kept) - 1
    tree.buffers = kept


def _name_tensors(tree: Any) -> None:
    for subgraph in tree.subgraphs:
        subgraph.name = "main"
        tensors = subgraph.tensors
        seen: Counter[str] = Counter()
        for operator in subgraph.operators:
            kind = _operator_name(tree, operator).lower()
            seen[kind] += 1
            name = f"{kind}_{seen[kind]}"
            for position, index in enumerate(operator.inputs):
                if index >= 0 and (tensors[index].buffer or tensors[index].isVariable):
                    tensors[index].name = f"{name}/input_{position}"
            for index in operator.outputs:
                tensors[index].name = name
        for index in subgraph.inputs:
            tensors[index].name = "window"
        for index in subgraph.outputs:
            tensors[index].name = "scores"
