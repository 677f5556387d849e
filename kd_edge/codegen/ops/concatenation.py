"""CONCATENATION along one axis."""

from __future__ import annotations

import math

from kd_edge.codegen import work
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.lowering import Builder, Step, require_int8


def lower_concatenation(operator: Operator, builder: Builder) -> None:
    """Copy the rows of each input to their places; all share one quantisation."""
    output, axis = operator.output, _axis(operator)
    tensors = [operator.input(position) for position in range(len(operator.inputs))]
    require_int8(operator, output, *tensors)
    for tensor in tensors:
        if tensor.scale != output.scale or tensor.zero_point != output.zero_point:
            raise operator.unsupported(
                "its inputs share the output's quantisation", f"tensor {tensor.label}", "convert the model again"
            )
        others = [size for i, size in enumerate(tensor.shape) if i != axis]
        if others != [size for i, size in enumerate(output.shape) if i != axis]:
            raise operator.unsupported("its inputs fit together", f"tensor {tensor.label}", "convert the model again")
    if sum(tensor.shape[axis] for tensor in tensors) != output.shape[axis]:
        raise operator.unsupported("its inputs fill its output", output.shape, "convert the model again")
    inner, outer = math.prod(output.shape[axis + 1 :]), math.prod(output.shape[:axis])
    row = output.shape[axis] * inner
    lines: list[str] = []
    offset = 0
    for position, tensor in enumerate(tensors):
        width = tensor.shape[axis] * inner
        lines += [
            f"for (int32_t i = 0; i < {outer}; ++i) {{",
            f"    memcpy({{out}} + i * {row} + {offset}, {{in{position}}} + i * {width}, {width});",
            "}",
        ]
        offset += width
    values = tuple(builder.value(operator, position) for position in range(len(tensors)))
    builder.steps.append(
        Step(
            operator,
            values,
            builder.new_value(output),
            "kd_elementwise.h",
            tuple(lines),
            work=work.concatenation(outer, [tensor.shape[axis] * inner for tensor in tensors]),
        )
    )


def _axis(operator: Operator) -> int:
    """The axis along which the inputs are joined, counted from the front."""
    rank, axis = len(operator.output.shape), operator.option("axis")
    axis += rank if axis < 0 else 0
    if not 0 <= axis < rank or operator.option("fused_activation_function") != 0 or not operator.inputs:
        raise operator.unsupported("it joins tensors along one axis", f"axis {axis}", "convert the model again")
    return axis


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item, unless sequences follow one another in time."""
    return None if _axis(operator) == axis else ITEM


OPERATORS = {"CONCATENATION": Kind(lower_concatenation, _view)}
