"""Operations of ``keras.ops`` in functional models, by the name of their class.

Keras keeps these classes in private modules, so they are looked up by name and checked to be Keras's own.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, Final

from kd_edge.network import nodes
from kd_edge.network.readers import merging
from kd_edge.network.readers.activations import read_leaky_relu, read_simple_activation, read_softmax
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Node, PoolKind

MODULES: Final = ("keras.src.ops.numpy", "keras.src.ops.nn")


def read_mean(call: Call) -> Node:
    """``mean`` over the steps."""
    return _over_steps(call, "average")


def read_max(call: Call) -> Node:
    """``max`` over the steps."""
    call.require_defaults(initial=None)
    return _over_steps(call, "max")


def read_reshape(call: Call) -> Node:
    """``reshape`` that keeps the batch."""
    x, shape = call.input, tuple(call.operation.newshape)
    if len(shape) < 2 or not all(isinstance(length, int) for length in shape[1:]):
        raise call.refused(f"sets newshape={shape}", "keep the batch: keras.ops.reshape(x, (-1, 10, 4))")
    if -1 in shape[1:] and shape[0] != -1:
        known = prod(length for length in shape[1:] if length != -1)
        shape = tuple(prod(x.shape) // max(known, 1) if length == -1 else length for length in shape)
    return nodes.reshape(call.name, x, shape[1:])


def _over_steps(call: Call, kind: PoolKind) -> Node:
    axis = call.operation.axis
    axes = axis if isinstance(axis, list | tuple) else [axis]
    if len(call.input.shape) != 2 or list(axes) not in ([1], [-2]):
        raise call.refused(f"sets axis={axis}", "reduce a sequence over its steps, axis=1")
    pooled = nodes.global_pooling(call.name, call.input, kind)
    return nodes.reshape(call.name, pooled, (1, pooled.shape[0])) if call.operation.keepdims else pooled


_BY_NAME: Final[dict[str, Callable[[Call], Node]]] = {
    "Add": merging.read_sum,
    "Subtract": merging.read_difference,
    "Multiply": merging.read_product,
    "Divide": merging.read_quotient,
    "TrueDivide": merging.read_quotient,
    "Negative": merging.read_negative,
    "GetItem": merging.read_item,
    "Concatenate": merging.read_concatenate,
    "Mean": read_mean,
    "Max": read_max,
    "Reshape": read_reshape,
    "Relu": read_simple_activation,
    "Relu6": read_simple_activation,
    "Sigmoid": read_simple_activation,
    "Tanh": read_simple_activation,
    "Silu": read_simple_activation,
    "LeakyRelu": read_leaky_relu,
    "Softmax": read_softmax,
}


def reader_of(operation: Any) -> Callable[[Call], Node] | None:
    """What reads ``operation``, None if nothing does."""
    kind = type(operation)
    return _BY_NAME.get(kind.__name__) if kind.__module__ in MODULES else None
