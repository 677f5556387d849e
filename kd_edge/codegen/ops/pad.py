"""PAD: a border of zeros, or nothing where the convolution after it can add the border itself."""

from __future__ import annotations

from kd_edge.codegen import work
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.lowering import Builder, Pads, Step, require_int8, require_shape
from kd_edge.codegen.ops.copies import COPY_RANK, copy_struct, row_major


def lower_pad(operator: Operator, builder: Builder) -> None:
    """PAD with the zero point; folded away when one convolution reads the result."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    shape, pads = source.shape, _pads(operator)
    require_shape(operator, output, tuple(size + sum(pair) for size, pair in zip(shape, pads, strict=True)))
    folded = _foldable(operator, builder, pads)
    if folded is not None:
        builder.pads[output.index] = folded
        builder.values[output.index] = source
        return
    steps = row_major(output.shape)
    offset = sum(before * step for (before, _), step in zip(pads, steps, strict=True))
    body = (
        *copy_struct(shape, in_steps=row_major(shape), out_offset=offset, out_steps=steps),
        f"memset({{out}}, {output.zero_point}, {output.size});",
        "kd_copy(&copy, {in0}, {out});",
    )
    counts = {**work.elementwise("copy", shape), "pad.byte": output.size}
    builder.steps.append(Step(operator, (source,), builder.new_value(output), "kd_elementwise.h", body, work=counts))


def _pads(operator: Operator) -> list[tuple[int, int]]:
    """(before, after) along each axis of the input."""
    rank = len(operator.input(0).shape)
    pads = operator.constant(1, "<i4")
    if pads.shape != (rank, 2) or pads.min(initial=0) < 0 or rank > COPY_RANK:
        raise operator.unsupported(
            f"it has a non-negative (before, after) for each of at most {COPY_RANK} axes", pads.tolist(), "reshape it"
        )
    return [(int(before), int(after)) for before, after in pads]


def _foldable(operator: Operator, builder: Builder, pads: list[tuple[int, int]]) -> Pads | None:
    """The pads of height and width if the only reader is a convolution that can add them itself."""
    source, output = operator.input(0), operator.output
    reader = builder.graph.only_consumer(output)
    same = source.scale == output.scale and source.zero_point == output.zero_point
    if (
        reader is None
        or reader.kind not in ("CONV_2D", "DEPTHWISE_CONV_2D")
        or len(pads) != COPY_RANK
        or any(pads[0] + pads[3])
        or not same
    ):
        return None
    return pads[1], pads[2]


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item, unless items are added."""
    return ITEM if position == 0 and not any(_pads(operator)[axis]) else None


OPERATORS = {"PAD": Kind(lower_pad, _view)}
