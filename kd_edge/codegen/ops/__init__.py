"""The operators of the engine, one file for each family.

A new operator is one file here: a function that lowers it to a step, and its row in the file's
``OPERATORS``, a :class:`~kd_edge.codegen.kinds.Kind` that describes it (how it is lowered, how it slides
over a sequence).  The file's name goes into ``_FAMILIES`` below; the fields of its options are listed in
``kd_edge/codegen/options.py``, and its kernel, unless an existing one can be used, is a header in
``firmware/runtime/c``.
"""

from __future__ import annotations

from typing import Final

from kd_edge.codegen.graph import Graph, Operator
from kd_edge.codegen.kinds import Kind
from kd_edge.codegen.lowering import Builder
from kd_edge.codegen.ops import (
    arithmetic,
    concatenation,
    convolution,
    depthwise,
    lookups,
    lstm,
    pad,
    pooling,
    quantisation,
    reductions,
    slices,
    softmax,
    views,
)
from kd_edge.errors import CodegenError

_FAMILIES: Final = (
    arithmetic,
    concatenation,
    convolution,
    depthwise,
    lookups,
    lstm,
    pad,
    pooling,
    quantisation,
    reductions,
    slices,
    softmax,
    views,
)

OPERATORS: Final[dict[str, Kind]] = dict(sorted(entry for family in _FAMILIES for entry in family.OPERATORS.items()))
"""Every kind of operator that the engine has, by its name in the TFLite schema."""


def lower(graph: Graph) -> Builder:
    """Turn every operator into a step or a view.

    Raises:
        CodegenError: an operator, or a use of one, that the engine does not have.
    """
    builder = Builder(graph)
    builder.new_value(graph.input)
    for operator in graph.operators:
        kind_of(operator).lower(operator, builder)
    return builder


def kind_of(operator: Operator) -> Kind:
    """The entry of the operator's kind.

    Raises:
        CodegenError: the engine does not have it.
    """
    kind = OPERATORS.get(operator.kind)
    if kind is None:
        raise CodegenError(
            f"Every operator is one that the C engine has ({', '.join(OPERATORS)})",
            found=operator.label,
            remedy="replace that layer, or run the model with the TFLite Micro runtime",
        )
    return kind
