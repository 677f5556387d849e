"""Making nodes: each function works out the shape of what its stage gives."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from kd_edge.errors import ExportError
from kd_edge.network.stages import (
    Activation,
    Affine,
    Arithmetic,
    Concatenate,
    Convolution,
    Dense,
    GlobalPooling,
    Lstm,
    Node,
    Pad,
    Padding,
    Pooling,
    PoolKind,
    Reshape,
    Shape,
    Slice,
    Stage,
)


def require(holds: bool, rule: str, found: object, remedy: str) -> None:
    """Raise an ExportError unless ``holds``."""
    if not holds:
        raise ExportError(rule, found=found, remedy=remedy)


def require_sequence(name: str, x: Node) -> None:
    """Refuse what has no steps.

    Raises:
        ExportError: naming the layer.
    """
    require(
        len(x.shape) == 2,
        f"Layer {name!r} takes a sequence (steps, channels)",
        f"shape {x.shape}",
        "put it before the layer that drops the steps",
    )


def convolution(name: str, x: Node, stage: Convolution) -> Node:
    """``stage`` after ``x``."""
    require_sequence(name, x)
    taps, inputs, last = stage.kernel.shape
    _require_channels(name, x, inputs)
    reach = stage.dilation * (taps - 1) + 1
    channels = x.shape[1] * last if stage.depthwise else last
    return _sequence(name, stage, x, _steps(x.shape[0], reach, stage.stride, stage.padding), channels)


def pooling(name: str, x: Node, kind: PoolKind, size: int, stride: int, padding: Padding) -> Node:
    """A pooling of ``size`` steps after ``x``."""
    require_sequence(name, x)
    return _sequence(
        name, Pooling(kind, size, stride, padding), x, _steps(x.shape[0], size, stride, padding), x.shape[1]
    )


def global_pooling(name: str, x: Node, kind: PoolKind) -> Node:
    """A pooling over all steps after ``x``."""
    require_sequence(name, x)
    return Node(name, GlobalPooling(kind), (x.shape[1],), (x,))


def lstm(name: str, x: Node, stage: Lstm) -> Node:
    """``stage`` after ``x``."""
    require_sequence(name, x)
    _require_channels(name, x, len(stage.kernel))
    units = len(stage.recurrent_kernel)
    return Node(name, stage, (x.shape[0], units) if stage.return_sequences else (units,), (x,))


def dense(name: str, x: Node, stage: Dense) -> Node:
    """``stage`` after ``x``; at every step of a sequence it is a convolution with one tap."""
    if len(x.shape) == 2:
        return convolution(name, x, Convolution(stage.kernel[None], stage.bias))
    _require_channels(name, x, len(stage.kernel))
    return Node(name, stage, (len(stage.bias),), (x,))


def activation(name: str, x: Node, kind: str, slope: float = 0.0) -> Node:
    """An activation after ``x``."""
    return Node(name, Activation(kind, slope), x.shape, (x,))


def affine(name: str, x: Node, scale: ArrayLike, offset: ArrayLike) -> Node:
    """``x * scale + offset``, with constants that broadcast to the shape of ``x``."""
    constants = [np.asarray(value, np.float64) for value in (scale, offset)]
    for constant in constants:
        require(
            np.broadcast_shapes(x.shape, constant.shape) == x.shape if _broadcasts(x.shape, constant.shape) else False,
            f"Constants of layer {name!r} fit what they are applied to, {x.shape}",
            f"shape {constant.shape}",
            "give one constant, or one per channel",
        )
    return Node(name, Affine(*constants), x.shape, (x,))


def reshape(name: str, x: Node, shape: Shape) -> Node:
    """The values of ``x`` in another shape; ``x`` itself if it has that shape."""
    require(
        len(shape) in (1, 2) and prod(shape) == prod(x.shape),
        f"Layer {name!r} makes a sequence (steps, channels) or a vector of {prod(x.shape)} values",
        f"shape {shape}",
        "reshape to one or two axes beside the batch",
    )
    return x if shape == x.shape else Node(name, Reshape(shape), shape, (x,))


def cut(name: str, x: Node, slices: tuple[slice, ...]) -> Node:
    """A part of ``x``, one slice for each axis; ``x`` itself if it is all."""
    bounds = [part.indices(length) for part, length in zip(slices, x.shape, strict=True)]
    lengths = tuple(len(range(*bound)) for bound in bounds)
    require(
        all(stride > 0 for _, _, stride in bounds) and all(lengths),
        f"{name!r} keeps something of {x.shape}, in its order",
        slices,
        "slice forwards, inside the window",
    )
    if lengths == x.shape:
        return x
    begin, end, stride = (tuple(column) for column in zip(*bounds, strict=True))
    return Node(name, Slice(begin, end, stride), lengths, (x,))


def pad(name: str, x: Node, before: int, after: int) -> Node:
    """``x`` between steps of zeros."""
    require_sequence(name, x)
    return Node(name, Pad(before, after), (x.shape[0] + before + after, x.shape[1]), (x,)) if before or after else x


def concatenate(name: str, inputs: list[Node], axis: int) -> Node:
    """``inputs`` side by side along ``axis`` of one window."""
    first = inputs[0].shape
    others = {node.shape[:axis] + node.shape[axis + 1 :] for node in inputs}
    require(
        0 <= axis < len(first) and len(others) == 1 and len({len(node.shape) for node in inputs}) == 1,
        f"Layer {name!r} joins inputs of one shape along steps or channels",
        [node.shape for node in inputs],
        "join sequences along axis 1 or 2, vectors along axis 1",
    )
    if len(inputs) == 1:
        return inputs[0]
    length = sum(node.shape[axis] for node in inputs)
    return Node(name, Concatenate(axis), (*first[:axis], length, *first[axis + 1 :]), tuple(inputs))


def arithmetic(name: str, kind: str, first: Node, second: Node) -> Node:
    """Two nodes, element by element."""
    shapes = first.shape, second.shape
    require(
        len(shapes[0]) == len(shapes[1]) and _broadcasts(*shapes),
        f"Layer {name!r} takes inputs of one shape, or of one that broadcasts to the other",
        f"shapes {shapes[0]} and {shapes[1]}",
        "bring both to the same number of steps and channels",
    )
    shape = tuple(np.broadcast_shapes(*shapes))
    return Node(name, Arithmetic(kind), shape, (first, second))  # type: ignore[arg-type]


def _sequence(name: str, stage: Stage, x: Node, steps: int, channels: int) -> Node:
    require(
        steps > 0,
        f"Layer {name!r} leaves at least one step",
        f"{x.shape[0]} steps before it",
        "use a longer window, or a smaller kernel or pool",
    )
    return Node(name, stage, (steps, channels), (x,))


def _require_channels(name: str, x: Node, inputs: int) -> None:
    require(
        x.shape[-1] == inputs,
        f"Layer {name!r} is built for what stands before it",
        f"weights for {inputs} channels after shape {x.shape}",
        "build the model again, and leave the options of its layers alone afterwards",
    )


def _steps(steps: int, reach: int, stride: int, padding: Padding) -> int:
    return max(-(-(steps - reach + 1) // stride), 0) if padding == "valid" else -(-steps // stride)


def _broadcasts(first: Shape, second: Shape) -> bool:
    try:
        np.broadcast_shapes(first, second)
    except ValueError:
        return False
    return True
