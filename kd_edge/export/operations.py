"""Stages as TensorFlow operations that the TFLite converter turns one to one into TFLite operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from kd_edge.export.network import (
    Activation,
    Convolution,
    Dense,
    Flatten,
    GlobalAverage,
    Lstm,
    Network,
    Pooling,
    Stage,
)

# TFLite's name of each activation that its kernels do not fuse into the operator before them.
_ACTIVATIONS: dict[str, tuple[Callable[[tf.Tensor], tf.Tensor], str | None]] = {
    "relu": (tf.nn.relu, None),
    "relu6": (tf.nn.relu6, None),
    "sigmoid": (tf.sigmoid, "LOGISTIC"),
    "tanh": (tf.tanh, "TANH"),
    "softmax": (tf.nn.softmax, "SOFTMAX"),
}


class Lowering(tf.Module):
    """Emits a network for one window, and counts the TFLite operators that must come out.

    The weights are variables of this module, and it holds no function: a second
    trace of the LSTM functions under the same interface name would keep the
    converter from fusing them.

    Attributes:
        operators: expected operators, filled while :meth:`__call__` is traced.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.operators: Counter[str] = Counter()
        self._weights = [
            {key: tf.Variable(value) for key, value in vars(stage).items() if isinstance(value, np.ndarray)}
            for stage in network.stages
        ]

    def concrete_function(self) -> tf.types.experimental.ConcreteFunction:
        """The network for float32 ``(1, window_size, features)``, giving ``(1, classes)`` probabilities."""
        window = tf.TensorSpec([1, self.network.window_size, self.network.feature_count], tf.float32, name="window")
        return tf.function(self._run, autograph=False).get_concrete_function(window)

    def _run(self, window: tf.Tensor) -> tf.Tensor:
        self.operators.clear()
        x = window
        for stage, variables in zip(self.network.stages, self._weights, strict=True):
            x = self._emit(stage, {key: variable.read_value() for key, variable in variables.items()}, x)
        return x if self.network.gives_probabilities else self._activate(x, "softmax")

    def _emit(self, stage: Stage, weights: dict[str, tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        match stage:
            case Convolution():
                return self._convolve(stage, weights, self._as_image(x))
            case Pooling():
                return self._pool(stage, self._as_image(x))
            case GlobalAverage():
                return self._count("MEAN", tf.reduce_mean(self._as_image(x), axis=[1, 2]))
            case Lstm():
                return self._lstm(stage, weights, self._as_sequence(x))
            case Flatten():
                return self._reshape(x, [1, int(np.prod(x.shape))])
            case Dense():
                y = self._count("FULLY_CONNECTED", tf.matmul(x, weights["kernel"]) + weights["bias"])
                return self._activate(y, stage.activation)
            case Activation():
                return self._activate(x, stage.activation)

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
        return self._activate(y + weights["bias"], stage.activation)

    def _pool(self, stage: Pooling, x: tf.Tensor) -> tf.Tensor:
        pool, name = {
            "average": (tf.nn.avg_pool2d, "AVERAGE_POOL_2D"),
            "max": (tf.nn.max_pool2d, "MAX_POOL_2D"),
        }[stage.kind]
        return self._count(name, pool(x, [1, stage.size], [1, stage.stride], stage.padding.upper()))

    def _lstm(self, stage: Lstm, weights: dict[str, tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        h = tf.zeros([1, stage.recurrent_kernel.shape[0]])
        last, sequence, *_ = _lstm_function(stage.name)(
            x, h, tf.zeros_like(h), weights["kernel"], weights["recurrent_kernel"], weights["bias"]
        )
        self._count("UNIDIRECTIONAL_SEQUENCE_LSTM", sequence)
        return sequence if stage.return_sequences else self._count("STRIDED_SLICE", last)

    def _activate(self, x: tf.Tensor, name: str) -> tf.Tensor:
        if name == "linear":
            return x
        function, operator = _ACTIVATIONS[name]
        return self._count(operator, function(x)) if operator else function(x)

    def _as_image(self, x: tf.Tensor) -> tf.Tensor:
        return x if len(x.shape) == 4 else self._reshape(x, [1, 1, *x.shape[1:]])

    def _as_sequence(self, x: tf.Tensor) -> tf.Tensor:
        return x if len(x.shape) == 3 else self._reshape(x, [1, *x.shape[2:]])

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
