"""Operators that only rename memory."""

from __future__ import annotations

from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import Kind, item_by_item
from kd_edge.codegen.lowering import Builder, require_size


def lower_reshape(operator: Operator, builder: Builder) -> None:
    """RESHAPE, EXPAND_DIMS and SQUEEZE: the same bytes under another shape."""
    source = builder.value(operator)
    require_size(operator, operator.output, source.tensor.size)
    builder.view(operator.output, source)


def lower_transpose(operator: Operator, builder: Builder) -> None:
    """TRANSPOSE where only axes of length 1 move, so that no byte does."""
    source = builder.value(operator)
    permutation = [int(axis) for axis in operator.constant(1, "<i4").reshape(-1)]
    shape = source.shape
    moved = [axis for axis in permutation if 0 <= axis < len(shape) and shape[axis] != 1]
    if sorted(permutation) != list(range(len(shape))) or moved != sorted(moved):
        raise operator.unsupported(
            "it moves only axes of length 1",
            f"permutation {permutation} of shape {shape}",
            "order the axes of the layer before it as the next layer wants them",
        )
    require_size(operator, operator.output, source.tensor.size)
    builder.view(operator.output, source)


OPERATORS = {
    "EXPAND_DIMS": Kind(lower_reshape, item_by_item, any_count=True, renames=True),
    "RESHAPE": Kind(lower_reshape, item_by_item, any_count=True, renames=True),
    "SQUEEZE": Kind(lower_reshape, item_by_item, any_count=True, renames=True),
    "TRANSPOSE": Kind(lower_transpose, item_by_item, any_count=True, renames=True),
}
