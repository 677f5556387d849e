"""Layers with weights: convolutions, dense layers, LSTMs."""

from __future__ import annotations

import keras
import numpy as np

from kd_edge.network import nodes
from kd_edge.network.readers.activations import activated, activation_name
from kd_edge.network.readers.call import Call, array, channels_last
from kd_edge.network.stages import Array, Convolution, Dense, Lstm, Node, Padding


def read_convolution(call: Call) -> Node:
    """``Conv1D``; groups become zeros in a kernel over all channels."""
    layer = call.operation
    channels_last(call)
    kernel = _ungrouped(array(layer.kernel), layer.groups)
    stage = Convolution(kernel, _bias(layer, kernel.shape[2]), *_geometry(call))
    return activated(call, nodes.convolution(call.name, call.input, stage))


def read_depthwise(call: Call) -> Node:
    """``DepthwiseConv1D``."""
    layer = call.operation
    channels_last(call)
    kernel = array(layer.kernel)
    stage = Convolution(kernel, _bias(layer, kernel.shape[1] * kernel.shape[2]), *_geometry(call), depthwise=True)
    return activated(call, nodes.convolution(call.name, call.input, stage))


def read_separable(call: Call) -> Node:
    """``SeparableConv1D``: a depthwise convolution, then one with a single tap."""
    layer = call.operation
    channels_last(call)
    depthwise, pointwise = array(layer.depthwise_kernel), array(layer.pointwise_kernel)
    none = np.zeros(depthwise.shape[1] * depthwise.shape[2], np.float32)
    first = nodes.convolution(call.name, call.input, Convolution(depthwise, none, *_geometry(call), depthwise=True))
    second = Convolution(pointwise, _bias(layer, pointwise.shape[2]))
    return activated(call, nodes.convolution(call.name, first, second))


def read_dense(call: Call) -> Node:
    """``Dense``, of a vector or at every step of a sequence."""
    kernel = array(call.operation.kernel)
    return activated(call, nodes.dense(call.name, call.input, Dense(kernel, _bias(call.operation, kernel.shape[1]))))


def read_time_distributed(call: Call) -> Node:
    """``TimeDistributed(Dense)``, which computes the same as ``Dense`` alone."""
    inner = call.operation.layer
    if type(inner) is not keras.layers.Dense:
        raise call.refused(f"wraps a {type(inner).__name__}", "call the inner layer on the sequence itself")
    nodes.require_sequence(call.name, call.input)
    return read_dense(Call(inner, call.arguments))


def read_lstm(call: Call) -> Node:
    """``LSTM`` with the activations that the fused operator has."""
    layer = call.operation
    call.require_defaults(go_backwards=False, stateful=False, return_state=False)
    for option, wanted in {"activation": "tanh", "recurrent_activation": "sigmoid"}.items():
        function = getattr(layer, option)
        try:
            is_default = activation_name(function) == wanted
        except KeyError:
            is_default = False
        if not is_default:
            name = getattr(function, "__name__", function)
            raise call.refused(f"sets {option}={name!r}", f"build it with {option}={wanted!r}")
    cell = layer.cell
    if type(cell) is not keras.layers.LSTMCell:
        raise call.refused(f"runs a cell {type(cell).__name__}", "use the LSTM as Keras builds it")
    kernel = array(cell.kernel)
    bias = array(cell.bias) if cell.use_bias else np.zeros(kernel.shape[1], np.float32)
    stage = Lstm(kernel, array(cell.recurrent_kernel), bias, bool(layer.return_sequences))
    return nodes.lstm(call.name, call.input, stage)


def _geometry(call: Call) -> tuple[int, int, Padding]:
    layer = call.operation
    return int(layer.strides[0]), int(layer.dilation_rate[0]), layer.padding


def _bias(layer: keras.layers.Layer, outputs: int) -> Array:
    return array(layer.bias) if layer.use_bias else np.zeros(outputs, np.float32)


def _ungrouped(kernel: Array, groups: int) -> Array:
    """A kernel ``(taps, inputs / groups, outputs)`` as one over all inputs."""
    taps, inputs, outputs = kernel.shape
    whole = np.zeros((taps, groups, inputs, outputs), np.float32)
    for group, members in enumerate(np.split(np.arange(outputs), groups)):
        whole[:, group, :, members] = kernel[:, :, members].transpose(2, 0, 1)
    return whole.reshape(taps, groups * inputs, outputs)


LAYERS = {
    keras.layers.Conv1D: read_convolution,
    keras.layers.DepthwiseConv1D: read_depthwise,
    keras.layers.SeparableConv1D: read_separable,
    keras.layers.Dense: read_dense,
    keras.layers.TimeDistributed: read_time_distributed,
    keras.layers.LSTM: read_lstm,
}
