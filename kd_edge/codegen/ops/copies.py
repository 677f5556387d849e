"""PAD, CONCATENATION and STRIDED_SLICE: bytes that move, or a view where they need not."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kd_edge.codegen.graph import Operator
from kd_edge.codegen.literals import struct
from kd_edge.codegen.lowering import Builder, Pads, Step, require_int8, require_shape

_RANK = 4


def lower_pad(operator: Operator, builder: Builder) -> None:
    """PAD with the zero point; folded away when one convolution reads the result."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    shape = source.shape
    pads = operator.constant(1, "<i4")
    if pads.shape != (len(shape), 2) or pads.min(initial=0) < 0 or len(shape) > _RANK:
        raise operator.unsupported(
            f"it has a non-negative (before, after) for each of at most {_RANK} axes", pads.tolist(), "reshape it"
        )
    before = [int(pair[0]) for pair in pads]
    require_shape(operator, output, tuple(size + int(pair.sum()) for size, pair in zip(shape, pads, strict=True)))
    folded = _foldable(operator, builder, pads.tolist())
    if folded is not None:
        builder.pads[output.index] = folded
        builder.values[output.index] = source
        return
    steps = _row_major(output.shape)
    body = (
        f"memset({{out}}, {output.zero_point}, {output.size});",
        *_copy(
            shape,
            in_offset=0,
            in_steps=_row_major(shape),
            out_offset=sum(b * s for b, s in zip(before, steps, strict=True)),
            out_steps=steps,
        ),
        "kd_copy(&copy, {in0}, {out});",
    )
    builder.steps.append(Step(operator, (source,), builder.new_value(output), "kd_elementwise.h", _ordered(body)))


def _ordered(body: Sequence[str]) -> tuple[str, ...]:
    """Declarations before statements, as C89 readers like them."""
    return (*body[1:-1], body[0], body[-1])


def _foldable(operator: Operator, builder: Builder, pads: list[list[int]]) -> Pads | None:
    """The pads of height and width if the only reader is a convolution that can add them itself."""
    source, output = operator.input(0), operator.output
    reader = builder.graph.only_consumer(output)
    same = source.scale == output.scale and source.zero_point == output.zero_point
    if (
        reader is None
        or reader.kind not in ("CONV_2D", "DEPTHWISE_CONV_2D")
        or len(pads) != _RANK
        or any(pads[0] + pads[3])
        or not same
    ):
        return None
    return (pads[1][0], pads[1][1]), (pads[2][0], pads[2][1])


def lower_concatenation(operator: Operator, builder: Builder) -> None:
    """CONCATENATION of tensors that share one quantisation."""
    output = operator.output
    rank = len(output.shape)
    axis = operator.option(0)
    axis += rank if axis < 0 else 0
    tensors = [operator.input(position) for position in range(len(operator.inputs))]
    require_int8(operator, output, *tensors)
    if not 0 <= axis < rank or operator.option(1, "<b") != 0 or not tensors:
        raise operator.unsupported("it joins tensors along one axis", f"axis {axis}", "convert the model again")
    for tensor in tensors:
        if tensor.scale != output.scale or tensor.zero_point != output.zero_point:
            raise operator.unsupported(
                "its inputs share the output's quantisation", f"tensor {tensor.label}", "convert the model again"
            )
        if len(tensor.shape) != rank or any(
            size != output.shape[i] for i, size in enumerate(tensor.shape) if i != axis
        ):
            raise operator.unsupported("its inputs fit together", f"tensor {tensor.label}", "convert the model again")
    if sum(tensor.shape[axis] for tensor in tensors) != output.shape[axis]:
        raise operator.unsupported("its inputs fill its output", output.shape, "convert the model again")
    inner = math.prod(output.shape[axis + 1 :])
    outer = math.prod(output.shape[:axis])
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
    builder.steps.append(Step(operator, values, builder.new_value(output), "kd_elementwise.h", tuple(lines)))


def lower_strided_slice(operator: Operator, builder: Builder) -> None:
    """STRIDED_SLICE; a run of neighbouring bytes is a view."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    shape = source.shape
    starts, counts, strides = _slice_extent(operator, shape)
    if math.prod(counts) != output.size or len(shape) > _RANK:
        raise operator.unsupported(
            f"its output has the {math.prod(counts)} elements that the slice selects",
            output.shape,
            "convert the model again, with fixed shapes",
        )
    steps = _row_major(shape)
    offset = sum(start * step for start, step in zip(starts, steps, strict=True))
    in_steps = [stride * step for stride, step in zip(strides, steps, strict=True)]
    out_steps = _row_major(counts)
    if all(count == 1 or i == o for count, i, o in zip(counts, in_steps, out_steps, strict=True)):
        builder.view(output, source, offset)
        return
    body = _copy(counts, in_offset=offset, in_steps=in_steps, out_offset=0, out_steps=out_steps)
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_elementwise.h",
            (*body, "kd_copy(&copy, {in0}, {out});"),
        )
    )


def selects_last_row(operator: Operator) -> bool:
    """Whether ``operator`` is a STRIDED_SLICE of (1, rows, columns) that keeps the last row only."""
    if operator.kind != "STRIDED_SLICE":
        return False
    shape = operator.input(0).shape
    starts, counts, _ = _slice_extent(operator, shape)
    return len(shape) == 3 and starts == [0, shape[1] - 1, 0] and counts == [1, 1, shape[2]]


def _slice_extent(operator: Operator, shape: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    """First index, count and stride along each axis."""
    begins, ends, strides = (
        [int(value) for value in operator.constant(position, "<i4").reshape(-1)] for position in (1, 2, 3)
    )
    masks = [operator.option(index) for index in range(5)]
    if not len(begins) == len(ends) == len(strides) == len(shape) or masks[2] or masks[3] or 0 in strides:
        raise operator.unsupported(
            "it names every axis, without ellipsis or new axes", f"begin {begins}, masks {masks}", "slice in two steps"
        )
    starts: list[int] = []
    counts: list[int] = []
    for axis, size in enumerate(shape):
        bit = 1 << axis
        begin = None if masks[0] & bit else begins[axis]
        if masks[4] & bit:
            index = (begin or 0) + (size if (begin or 0) < 0 else 0)
            chosen = range(index, index + 1)
        else:
            end = None if masks[1] & bit else ends[axis]
            chosen = range(*slice(begin, end, strides[axis]).indices(size))
        if not chosen or not 0 <= chosen[0] < size:
            raise operator.unsupported("it selects something", f"{chosen} of {size}", "convert the model again")
        starts.append(chosen[0])
        counts.append(len(chosen))
    return starts, counts, strides


def _row_major(shape: Sequence[int]) -> list[int]:
    return [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _copy(
    shape: Sequence[int], *, in_offset: int, in_steps: Sequence[int], out_offset: int, out_steps: Sequence[int]
) -> tuple[str, ...]:
    """A ``kd_copy_t``, filled up to four axes."""
    fill = _RANK - len(shape)

    def listed(values: Sequence[int], missing: int) -> str:
        return f"{{{', '.join(map(str, [missing] * fill + list(values)))}}}"

    return struct(
        "kd_copy_t",
        "copy",
        {
            "shape": listed(shape, 1),
            "in_offset": in_offset,
            "in_step": listed(in_steps, 0),
            "out_offset": out_offset,
            "out_step": listed(out_steps, 0),
        },
    )
