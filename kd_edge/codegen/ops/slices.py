"""STRIDED_SLICE: a copy of bytes, or a view where no byte needs to move."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from kd_edge.codegen import work
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import Kind, View
from kd_edge.codegen.lowering import Builder, Step, require_int8
from kd_edge.codegen.ops.copies import COPY_RANK, copy_struct, row_major


@dataclass(frozen=True)
class _Extent:
    """What a slice selects along one axis."""

    start: int
    count: int
    stride: int


def lower_strided_slice(operator: Operator, builder: Builder) -> None:
    """STRIDED_SLICE; a run of neighbouring bytes is a view."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    extents = _extents(operator)
    counts = [extent.count for extent in extents]
    if math.prod(counts) != output.size or len(extents) > COPY_RANK:
        raise operator.unsupported(
            f"its output has the {math.prod(counts)} elements that the slice selects",
            output.shape,
            "convert the model again, with fixed shapes",
        )
    steps = row_major(source.shape)
    offset = sum(extent.start * step for extent, step in zip(extents, steps, strict=True))
    in_steps = [extent.stride * step for extent, step in zip(extents, steps, strict=True)]
    out_steps = row_major(counts)
    if all(count == 1 or i == o for count, i, o in zip(counts, in_steps, out_steps, strict=True)):
        builder.view(output, source, offset)
        return
    body = copy_struct(counts, in_offset=offset, in_steps=in_steps, out_steps=out_steps)
    call = "kd_copy(&copy, {in0}, {out});"
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_elementwise.h",
            (*body, call),
            work=work.elementwise("copy", counts),
        )
    )


def selects_last_row(operator: Operator) -> bool:
    """Whether ``operator`` is a STRIDED_SLICE of (1, rows, columns) that keeps the last row only."""
    if operator.kind != "STRIDED_SLICE" or len(operator.input(0).shape) != 3:
        return False
    _, rows, columns = operator.input(0).shape
    return [(extent.start, extent.count) for extent in _extents(operator)] == [(0, 1), (rows - 1, 1), (0, columns)]


def _extents(operator: Operator) -> list[_Extent]:
    """What is selected along each axis."""
    shape = operator.input(0).shape
    begins, ends, strides = (
        [int(value) for value in operator.constant(position, "<i4").reshape(-1)] for position in (1, 2, 3)
    )
    odd = [name for name in ("ellipsis_mask", "new_axis_mask", "offset") if operator.option(name)]
    if not len(begins) == len(ends) == len(strides) == len(shape) or odd or 0 in strides:
        raise operator.unsupported(
            "it names every axis, without ellipsis, new axes or offsets", f"begin {begins}, {odd}", "slice in two steps"
        )
    begin_mask, end_mask, shrink_mask = map(operator.option, ("begin_mask", "end_mask", "shrink_axis_mask"))
    extents = []
    for axis, size in enumerate(shape):
        bit = 1 << axis
        begin = None if begin_mask & bit else begins[axis]
        if shrink_mask & bit:
            index = (begin or 0) + (size if (begin or 0) < 0 else 0)
            chosen = range(index, index + 1)
        else:
            end = None if end_mask & bit else ends[axis]
            chosen = range(*slice(begin, end, strides[axis]).indices(size))
        if not chosen or not 0 <= chosen[0] < size:
            raise operator.unsupported("it selects something", f"{chosen} of {size}", "convert the model again")
        extents.append(_Extent(chosen[0], len(chosen), strides[axis]))
    return extents


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Every so many items, from one on; None for a single item, or a slice that runs backwards in time."""
    extent = _extents(operator)[axis]
    return View(1, extent.stride, extent.start, extent.count) if extent.count > 1 and extent.stride > 0 else None


def _of_one_item(operator: Operator, axis: int) -> Operator:
    """The same slice of an item alone: along ``axis`` it takes everything."""
    inputs = list(operator.inputs)
    for position, value in ((1, 0), (2, 1), (3, 1)):
        data = operator.constant(position, "<i4").copy()
        data.reshape(-1)[axis] = value
        inputs[position] = replace(operator.input(position), data=data)
    return replace(operator, inputs=tuple(inputs))


OPERATORS = {"STRIDED_SLICE": Kind(lower_strided_slice, _view, of_one_item=_of_one_item)}
