"""A network as TensorFlow operations that the TFLite converter turns one to one into TFLite operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from kd_edge.export.prepare import is_fused, readers
from kd_edge.network.stages import (
    Activation,
    Arithmetic,
    Concatenate,
    Convolution,
    Dense,
    GlobalPooling,
    Lstm,
    Network,
    Node,
    Pad,
    Pooling,
    Reshape,
    Slice,
    Window,
)

# TFLite's name of each activation.
_ACTIVATIONS: dict[str, tuple[Callable[[tf.Tensor], tf.Tensor], str]] = {
    "relu": (tf.nn.relu, "RELU"),
    "relu6": (tf.nn.relu6, "RELU6"),
    "sigmoid": (tf.sigmoid, "LOGISTIC"),
    "tanh": (tf.tanh, "TANH"),
    "softmax": (tf.nn.softmax, "SOFTMAX"),
}

_ARITHMETIC = {"add": (tf.add, "ADD"), "subtract": (tf.subtract, "SUB"), "multiply": (tf.multiply, "MUL")}
_POOLS = {
    "average": (tf.nn.avg_pool2d, "AVERAGE_POOL_2D"),
    "max": (tf.nn.max_pool2d, "MAX_POOL_2D"),
}


class Lowering(tf.Module):
    """Emits a network without affine stages for one window, and counts the TFLite operators that must come out.

    A sequence is an image of height 1 before and after convolutions and pools, and three-dimensional
    before and after an LSTM; operations that work on both keep the form of their input.

    The weights are variables of this module, and no function is traced twice: a second
    trace of the LSTM functions under the same interface name would keep the
    converter from fusing them.

    Attributes:
        function: the network for float32 ``(1, window_size, features)``, giving ``(1, classes)`` probabilities;
            traced once, for every conversion.
        operators: expected operators.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.operators: Counter[str] = Counter()
        self._readers = readers(network)
        self._weights = [
            {key: tf.Variable(value) for key, value in vars(node.stage).items() if isinstance(value, np.ndarray)}
            for node in network.nodes
        ]
        window = tf.TensorSpec([1, network.window_size, network.feature_count], tf.float32, name="window")
        self.function = tf.function(self._run, autograph=False).get_concrete_function(window)

    def _run(self, window: tf.Tensor) -> tf.Tensor:
        self.operators.clear()
        values = {self.network.window: window}
        for index, node in enumerate(self.network.nodes):
            if not isinstance(node.stage, Window):
                weights = {key: variable.read_value() for key, variable in self._weights[index].items()}
                values[node] = self._emit(index, node, weights, values)
        scores = values[self.network.output]
        return scores if self.network.gives_probabilities else self._count("SOFTMAX", tf.nn.softmax(scores))

    def _emit(self, index: int, node: Node, weights: dict[str, tf.Tensor], values: dict[Node, tf.Tensor]) -> tf.Tensor:
        before = node.inputs[0]
        x = values[before]
        match node.stage:
            case Convolution() as stage:
                return self._convolve(stage, weights, self._as_image(before, values))
            case Pooling(kind, size, stride, padding):
                pool, name = _POOLS[kind]
                image = self._as_image(before, values)
                return self._count(name, pool(image, [1, size], [1, stride], padding.upper()))
            case GlobalPooling("average"):
                return self._count("MEAN", tf.reduce_mean(self._as_image(before, values), axis=[1, 2]))
            case GlobalPooling():  # a pool over all steps, which the kernels of every target have
                image = self._as_image(before, values)
                pooled = self._count("MAX_POOL_2D", tf.nn.max_pool2d(image, [1, before.shape[0]], 1, "VALID"))
                return self._reshape(pooled, [1, *node.shape])
            case Lstm() as stage:
                return self._lstm(f"{node.name}_{index}", stage, weights, self._as_sequence(before, values))
            case Dense():
                return self._count("FULLY_CONNECTED", tf.matmul(x, weights["kernel"]) + weights["bias"])
            case Activation() as stage:
                return self._activate(stage, is_fused(node, self._readers), x)
            case Reshape(shape):
                return self._reshape(x, [1, *shape])
            case Slice() as stage:
                return self._slice(stage, x)
            case Pad(first, last):
                image = self._as_image(before, values)
                return self._count("PAD", tf.pad(image, [[0, 0], [0, 0], [first, last], [0, 0]]))
            case Concatenate(axis):
                parts = self._alike(node.inputs, values)
                return self._count("CONCATENATION", tf.concat(parts, axis=axis - len(node.shape)))
            case Arithmetic(kind):
                function, name = _ARITHMETIC[kind]
                return self._count(name, function(*self._alike(node.inputs, values)))
        raise TypeError(node.stage)

    def _convolve(self, stage: Convolution, weights: dict[str, tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        padding = stage.padding.upper()
        if stage.padding == "causal":
            padding = "VALID"
            past = stage.dilation * (stage.kernel.shape[0] - 1)
            if past:
                x = self._count("PAD", tf.pad(x, [[0, 0], [0, 0], [past, 0], [0, 0]]))
        kernel = weights["kernel"][None]  # (1, taps, inputs, outputs or multiplier)
        if stage.depthwise:
            # The native operator wants equal strides; the height is 1, so its stride does not matter.
            y = tf.raw_ops.DepthwiseConv2dNative(
                input=x,
                filter=kernel,
                strides=[1, stage.stride, stage.stride, 1],
                dilations=[1, stage.dilation, stage.dilation, 1],
                padding=padding,
            )
        else:
            y = tf.nn.conv2d(x, kernel, [1, stage.stride], padding, dilations=[1, stage.dilation])
        self._count("DEPTHWISE_CONV_2D" if stage.depthwise else "CONV_2D", y)
        return y + weights["bias"]

    def _lstm(self, name: str, stage: Lstm, weights: dict[str, tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        h = tf.zeros([1, stage.recurrent_kernel.shape[0]])
        last, sequence, *_ = _lstm_function(name)(
            x, h, tf.zeros_like(h), weights["kernel"], weights["recurrent_kernel"], weights["bias"]
        )
        self._count("UNIDIRECTIONAL_SEQUENCE_LSTM", sequence)
        return sequence if stage.return_sequences else self._count("STRIDED_SLICE", last)

    def _activate(self, stage: Activation, fused: bool, x: tf.Tensor) -> tf.Tensor:
        if stage.kind == "leaky_relu":
            return self._count("LEAKY_RELU", tf.nn.leaky_relu(x, stage.slope))
        function, name = _ACTIVATIONS[stage.kind]
        return function(x) if fused else self._count(name, function(x))

    def _slice(self, stage: Slice, x: tf.Tensor) -> tf.Tensor:
        # Open ends stay open (masks): with numbers everywhere the converter writes SLICE, which fewer targets have.
        parts = [
            slice(begin or None, end if end < length else None, stride)
            for begin, end, stride, length in zip(
                stage.begin, stage.end, stage.stride, x.shape[-len(stage.end) :], strict=True
            )
        ]
        return self._count("STRIDED_SLICE", x[(..., *parts)])

    def _alike(self, nodes: tuple[Node, ...], values: dict[Node, tf.Tensor]) -> list[tf.Tensor]:
        """What ``nodes`` give, all as images if one of them is."""
        if any(len(values[node].shape) == 4 for node in nodes):
            return [self._as_image(node, values) for node in nodes]
        return [values[node] for node in nodes]

    def _as_image(self, node: Node, values: dict[Node, tf.Tensor]) -> tf.Tensor:
        """What ``node`` gives as ``(1, 1, steps, channels)``, from now on for every reader."""
        if len(values[node].shape) == 3:
            values[node] = self._reshape(values[node], [1, 1, *node.shape])
        return values[node]

    def _as_sequence(self, node: Node, values: dict[Node, tf.Tensor]) -> tf.Tensor:
        """What ``node`` gives as ``(1, steps, channels)``, from now on for every reader."""
        if len(values[node].shape) == 4:
            values[node] = self._reshape(values[node], [1, *node.shape])
        return values[node]

    def _reshape(self, x: tf.Tensor, shape: list[int]) -> tf.Tensor:
        return self._count("RESHAPE", tf.reshape(x, shape))

    def _count(self, operator: str, y: tf.Tensor) -> tf.Tensor:
        self.operators[operator] += 1
        return y


def _lstm_function(name: str) -> Callable[..., tuple[tf.Tensor, ...]]:
    """An LSTM under the interface by which the converter recognises one and fuses it.

    The converter replaces the body by UNIDIRECTIONAL_SEQUENCE_LSTM when the function
    takes ``(x, h, c, kernel, recurrent_kernel, bias)``, all tensors of static shape, and
    returns what Keras's does: last output, sequence, h, c and a constant.
    """

    def lstm(
        x: tf.Tensor, h: tf.Tensor, c: tf.Tensor, kernel: tf.Tensor, recurrent_kernel: tf.Tensor, bias: tf.Tensor
    ) -> tuple[tf.Tensor, ...]:
        sequence = []
        for step in tf.unstack(x, axis=1):
            gates = tf.matmul(step, kernel) + tf.matmul(h, recurrent_kernel) + bias
            i, f, g, o = tf.split(gates, 4, axis=1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
            h = tf.sigmoid(o) * tf.tanh(c)
            sequence.append(h)
        return h, tf.stack(sequence, axis=1), h, c, tf.constant(0.0)

    attributes = {"api_implements": f"lstm_{name}", "time_major": False, "go_backwards": False}
    function: Callable[..., tuple[tf.Tensor, ...]] = tf.function(
        lstm, experimental_attributes=attributes, autograph=False
    )
    return function
