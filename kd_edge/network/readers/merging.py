"""Layers and operations with several inputs, and operations of ``keras.ops`` with constants."""

from __future__ import annotations

from functools import reduce
from typing import Any

import keras
import numpy as np

from kd_edge.network import nodes
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Node


def read_add(call: Call) -> Node:
    """``Add``."""
    return _folded(call, "add")


def read_subtract(call: Call) -> Node:
    """``Subtract``."""
    return _folded(call, "subtract")


def read_multiply(call: Call) -> Node:
    """``Multiply``."""
    return _folded(call, "multiply")


def read_average(call: Call) -> Node:
    """``Average``: a sum and a factor."""
    return nodes.affine(call.name, _folded(call, "add"), 1 / len(call.inputs), 0.0)


def read_concatenate(call: Call) -> Node:
    """``Concatenate``, and the operation of the same name."""
    axis, rank = call.operation.axis, len(call.inputs[0].shape)
    return nodes.concatenate(call.name, call.inputs, (axis if axis >= 0 else axis + rank + 1) - 1)


def read_sum(call: Call) -> Node:
    """``a + b``; one of them may be a constant."""
    first, second = _operands(call)
    if isinstance(first, Node) and isinstance(second, Node):
        return nodes.arithmetic(call.name, "add", first, second)
    x, constant = (first, second) if isinstance(first, Node) else (second, first)
    return nodes.affine(call.name, x, 1.0, constant)


def read_difference(call: Call) -> Node:
    """``a - b``; one of them may be a constant."""
    first, second = _operands(call)
    if isinstance(first, Node) and isinstance(second, Node):
        return nodes.arithmetic(call.name, "subtract", first, second)
    if isinstance(first, Node):
        return nodes.affine(call.name, first, 1.0, -second)
    return nodes.affine(call.name, second, -1.0, first)


def read_product(call: Call) -> Node:
    """``a * b``; one of them may be a constant."""
    first, second = _operands(call)
    if isinstance(first, Node) and isinstance(second, Node):
        return nodes.arithmetic(call.name, "multiply", first, second)
    x, constant = (first, second) if isinstance(first, Node) else (second, first)
    return nodes.affine(call.name, x, constant, 0.0)


def read_quotient(call: Call) -> Node:
    """``a / b`` of a constant b."""
    first, second = _operands(call)
    if not isinstance(first, Node) or isinstance(second, Node):
        raise call.refused("divides by a tensor", "divide by constants only")
    return nodes.affine(call.name, first, 1.0 / second, 0.0)


def read_negative(call: Call) -> Node:
    """``-a``."""
    return nodes.affine(call.name, call.input, -1.0, 0.0)


def read_item(call: Call) -> Node:
    """``a[:, begin:end, ...]``: slices along steps and channels."""
    x, key = call.arguments[0], call.arguments[1:]
    keys = list(key)
    if keys.count(Ellipsis) == 1:
        place = keys.index(Ellipsis)
        keys[place : place + 1] = [slice(None)] * (len(x.shape) + 2 - len(keys))
    keys += [slice(None)] * (len(x.shape) + 1 - len(keys))
    if len(keys) != len(x.shape) + 1 or keys[0] != slice(None):
        raise call.refused(f"takes {key}", "slice steps and channels, and keep the batch: x[:, 2:10, :]")
    parts = [slice(item, item + 1 or None) if isinstance(item, int) else item for item in keys[1:]]
    if not all(isinstance(part, slice) for part in parts):
        raise call.refused(f"takes {key}", "slice with numbers and colons only")
    cut = nodes.cut(call.name, x, tuple(parts))
    kept = tuple(length for length, item in zip(cut.shape, keys[1:], strict=True) if not isinstance(item, int))
    if not kept:
        raise call.refused(f"takes {key}", "keep at least one axis beside the batch")
    return nodes.reshape(call.name, cut, kept)


def _folded(call: Call, kind: str) -> Node:
    first, *others = call.inputs
    return reduce(lambda total, node: nodes.arithmetic(call.name, kind, total, node), others, first)


def _operands(call: Call) -> list[Any]:
    """Both arguments: nodes, or float64 constants of one window."""
    if len(call.arguments) != 2:
        raise call.refused(f"is called with {len(call.arguments)} arguments")
    rank = len(call.inputs[0].shape)
    return [value if isinstance(value, Node) else _constant(call, value, rank) for value in call.arguments]


def _constant(call: Call, value: Any, rank: int) -> Any:
    constant = np.asarray(value, np.float64)
    if constant.ndim == rank + 1:
        if len(constant) != 1:
            raise call.refused(f"has a constant of shape {constant.shape}", "give one constant for every window")
        constant = constant[0]
    return constant


LAYERS = {
    keras.layers.Add: read_add,
    keras.layers.Subtract: read_subtract,
    keras.layers.Multiply: read_multiply,
    keras.layers.Average: read_average,
    keras.layers.Concatenate: read_concatenate,
}
