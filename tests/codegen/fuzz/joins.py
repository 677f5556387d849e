"""Random operators that bring tensors together, and slices that make them fit."""

from __future__ import annotations

import numpy as np

from tests.codegen.fuzz.draft import Draft
from tests.codegen.writer import Activations, Constant

_OPTIONS = {"ADD": "AddOptions", "SUB": "SubOptions", "MUL": "MulOptions"}


def cut(
    draft: Draft, source: Activations, starts: list[int], counts: list[int], strides: list[int] | None = None
) -> Activations:
    """A STRIDED_SLICE."""
    strides = strides or [1] * len(starts)
    ends = [start + (count - 1) * stride + 1 for start, count, stride in zip(starts, counts, strides, strict=True)]
    tables = [draft.numbers(*values) for values in (starts, ends, strides)]
    output = draft.like(source, tuple(counts))
    return draft.writer.add("STRIDED_SLICE", [source, *tables], output, "StridedSliceOptions")


def cutting(draft: Draft, source: Activations) -> Activations | None:
    """A part of one or two axes, at times every second or third element."""
    if len(source.shape) > 4:
        return None
    starts, counts, strides = [0], [1], [1]
    for size in source.shape[1:]:
        stride = draft.integer(2, 3) if draft.chance(0.2) else 1
        start = draft.integer(0, size - 1) if draft.chance(0.4) else 0
        most = (size - start - 1) // stride + 1
        count = draft.integer(1, most) if draft.chance(0.4) else most
        starts, counts, strides = [*starts, start], [*counts, count], [*strides, stride]
    return cut(draft, source, starts, counts, strides)


def pair(draft: Draft, source: Activations) -> Activations | None:
    """ADD, SUB or MUL with another tensor, with a part of the same one, or with a constant."""
    kind = str(draft.rng.choice(list(_OPTIONS)))
    other = _operand(draft, source)
    if other is None:
        return None
    operands = [source, other] if draft.chance(0.5) else [other, source]
    shape = tuple(np.broadcast_shapes(*(_shape(operand) for operand in operands)))
    scale = _scale(other)
    size = source.scale * scale * 60 if kind == "MUL" else source.scale + scale
    output = draft.new(shape, size)
    return draft.writer.add(kind, operands, output, _OPTIONS[kind], fusedActivationFunction=draft.activation())


def _operand(draft: Draft, source: Activations) -> Activations | Constant | None:
    choice = draft.integer(0, 9)
    if choice == 0:
        return source
    if choice == 1:
        axes = [axis for axis in range(1, len(source.shape)) if draft.chance(0.6)]
        shape = tuple(1 if axis in axes else size for axis, size in enumerate(source.shape))
        data = draft.rng.integers(-128, 128, shape[draft.integer(0, 1) :]).astype(np.int8)
        return Constant(data, float(np.float32(source.scale * draft.rng.uniform(0.3, 2))), draft.integer(-128, 127))
    if choice <= 4:
        starts, counts = [0] * len(source.shape), list(source.shape)
        axis = draft.integer(1, len(source.shape) - 1)
        starts[axis], counts[axis] = (0 if draft.chance(0.6) else draft.integer(0, counts[axis] - 1)), 1
        return cut(draft, source, starts, counts)
    return _fitted(draft, source)


def _fitted(draft: Draft, source: Activations) -> Activations | None:
    """Another tensor, both cut to the shorter one's frames: ``source`` must be the shorter one."""
    others = [
        tensor
        for tensor in draft.tensors
        if len(tensor.shape) == len(source.shape)
        and tensor.shape[0] == source.shape[0]
        and tensor is not source
        and all(a >= b for a, b in zip(tensor.shape, source.shape, strict=True))
        and tensor.shape[2:] == source.shape[2:]
    ]
    if not others:
        return None
    other = others[draft.integer(0, len(others) - 1)]
    spare = other.shape[1] - source.shape[1]
    if spare == 0:
        return other
    start = spare // 2 if draft.chance(0.5) else draft.integer(0, spare)
    return cut(draft, other, [0, start, *[0] * (len(other.shape) - 2)], list(source.shape))


def concatenation(draft: Draft, source: Activations) -> Activations | None:
    """With another tensor, or with itself, along the last axis or along the frames."""
    other = source if draft.chance(0.2) else _fitted(draft, source)
    if other is None:
        return None
    axis = 1 if draft.chance(0.2) else len(source.shape) - 1
    parts = [source, other] if draft.chance(0.5) else [other, source]
    same = draft.new(source.shape, source.scale)
    parts = [
        part
        if (part.scale, part.zero_point) == (same.scale, same.zero_point)
        else draft.writer.add("QUANTIZE", [part], draft.like(same, part.shape))
        for part in parts
    ]
    shape = list(source.shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    axis_option = axis - len(shape) if draft.chance(0.5) else axis
    output = draft.like(same, tuple(shape))
    return draft.writer.add("CONCATENATION", parts, output, "ConcatenationOptions", axis=axis_option)


def _shape(operand: Activations | Constant) -> tuple[int, ...]:
    return operand.data.shape if isinstance(operand, Constant) else operand.shape


def _scale(operand: Activations | Constant) -> float:
    assert isinstance(operand.scale, float)
    return operand.scale
