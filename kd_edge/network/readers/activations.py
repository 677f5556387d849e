"""Activation functions and layers, recognised by identity and not by name."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from kd_edge.errors import ExportError
from kd_edge.network import nodes
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Node

KERAS_SLOPE = 0.2
"""Slope below zero of Keras's and TensorFlow's ``leaky_relu``, where none is given."""

# By identity: a user's own function may be called relu, too.  None is no activation at all.
_BY_FUNCTION: dict[int, str | None] = {
    id(function): name
    for name, functions in {
        "relu": (keras.activations.relu, keras.ops.relu, tf.nn.relu),
        "relu6": (keras.activations.relu6, keras.ops.relu6, tf.nn.relu6),
        "leaky_relu": (keras.activations.leaky_relu, keras.ops.leaky_relu, tf.nn.leaky_relu),
        "sigmoid": (keras.activations.sigmoid, keras.ops.sigmoid, tf.nn.sigmoid),
        "tanh": (keras.activations.tanh, keras.ops.tanh, tf.nn.tanh),
        "softmax": (keras.activations.softmax, keras.ops.softmax, tf.nn.softmax),
        "silu": (keras.activations.silu, keras.ops.silu, tf.nn.silu),
    }.items()
    for function in functions
}
_BY_FUNCTION |= {id(keras.activations.linear): None, id(None): None}


def activation_name(function: Any) -> str | None:
    """What ``function`` is called here, None for the linear one.

    Raises:
        KeyError: a function that cannot be exported.
    """
    return _BY_FUNCTION[id(function)]


def activated(call: Call, x: Node) -> Node:
    """``x`` after the activation that the layer of ``call`` carries."""
    function = getattr(call.operation, "activation", None)
    if type(function) in LAYERS:
        return LAYERS[type(function)](Call(function, (x,)))
    try:
        name = activation_name(function)
    except KeyError:
        raise _unknown(call, function) from None
    return x if name is None else apply(call, x, name, KERAS_SLOPE if name == "leaky_relu" else 0.0)


def apply(call: Call, x: Node, name: str, slope: float = 0.0) -> Node:
    """``x`` after the activation ``name``."""
    if name == "silu":
        return nodes.arithmetic(call.name, "multiply", x, nodes.activation(call.name, x, "sigmoid"))
    return nodes.activation(call.name, x, name, slope)


def read_activation(call: Call) -> Node:
    """``Activation``."""
    return activated(call, call.input)


def read_relu(call: Call) -> Node:
    """``ReLU`` with its three options."""
    layer = call.operation
    call.require_defaults(threshold=0.0)
    slope, most = float(layer.negative_slope), layer.max_value
    if slope and most is not None:
        raise call.refused(f"sets negative_slope={slope} and max_value={most}", "set one of the two")
    if slope:
        return nodes.activation(call.name, call.input, "leaky_relu", slope)
    if most not in (None, 6):
        raise call.refused(f"sets max_value={most}", "build it with max_value=6 or none")
    return nodes.activation(call.name, call.input, "relu" if most is None else "relu6")


def read_leaky_relu(call: Call) -> Node:
    """``LeakyReLU``, and the operation of the same name."""
    return nodes.activation(call.name, call.input, "leaky_relu", float(call.operation.negative_slope))


def read_softmax(call: Call) -> Node:
    """``Softmax``, and the operation of the same name, over the last axis."""
    axis = call.operation.axis
    axes = axis if isinstance(axis, tuple | list) else [axis]
    last = len(call.input.shape)
    if list(axes) not in ([-1], [last]):
        raise call.refused(f"sets axis={axis}", "take the softmax over the last axis, axis=-1")
    return nodes.activation(call.name, call.input, "softmax")


def read_simple_activation(call: Call) -> Node:
    """An operation of ``keras.ops`` that is an activation."""
    return apply(call, call.input, type(call.operation).__name__.lower())


LAYERS = {
    keras.layers.Activation: read_activation,
    keras.layers.ReLU: read_relu,
    keras.layers.LeakyReLU: read_leaky_relu,
    keras.layers.Softmax: read_softmax,
}
"""Layers that are activations; any of them may also stand as the activation of another layer."""


def _unknown(call: Call, function: Any) -> ExportError:
    name = getattr(function, "__name__", type(function).__name__)
    module = getattr(function, "__module__", "")
    names = sorted({known for known in _BY_FUNCTION.values() if known})
    return call.refused(f"has the activation {name!r} of {module}", f"use one of Keras's {', '.join(names)}, linear")
