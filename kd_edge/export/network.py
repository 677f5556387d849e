"""A trained Keras model as a plain list of stages: weights as arrays, BatchNorm folded away.

Reading the model first and emitting it afterwards keeps Keras's own graph, which
the TFLite converter cannot fuse, out of the conversion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import ExportError

Array = NDArray[np.float32]
Padding = Literal["valid", "same", "causal"]

ACTIVATIONS = ("linear", "relu", "relu6", "sigmoid", "tanh", "softmax")


@dataclass(frozen=True, eq=False)
class Convolution:
    """A 1-D convolution; ``kernel`` is ``(taps, inputs, outputs)``, depthwise ``(taps, inputs, multiplier)``."""

    name: str
    kernel: Array
    bias: Array
    stride: int
    dilation: int
    padding: Padding
    activation: str
    depthwise: bool


@dataclass(frozen=True, eq=False)
class Pooling:
    """A 1-D pooling over ``size`` steps."""

    name: str
    kind: Literal["average", "max"]
    size: int
    stride: int
    padding: Padding


@dataclass(frozen=True, eq=False)
class GlobalAverage:
    """The mean over all steps."""

    name: str


@dataclass(frozen=True, eq=False)
class Lstm:
    """An LSTM with Keras's gate order (input, forget, cell, output) and default activations."""

    name: str
    kernel: Array
    recurrent_kernel: Array
    bias: Array
    return_sequences: bool


@dataclass(frozen=True, eq=False)
class Flatten:
    """Steps and channels as one vector."""

    name: str


@dataclass(frozen=True, eq=False)
class Dense:
    """A matrix ``(inputs, outputs)`` and a bias."""

    name: str
    kernel: Array
    bias: Array
    activation: str


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation that no stage before it could absorb."""

    name: str
    activation: str


@dataclass(frozen=True, eq=False)
class _Affine:
    """``x * scale + offset`` per channel: what a BatchNormalization computes after training."""

    name: str
    scale: Array
    offset: Array


Stage = Convolution | Pooling | GlobalAverage | Lstm | Flatten | Dense | Activation


@dataclass(frozen=True, eq=False)
class Network:
    """Stages in order, for windows of ``(window_size, feature_count)``."""

    window_size: int
    feature_count: int
    stages: tuple[Stage, ...]

    @property
    def gives_probabilities(self) -> bool:
        """Whether the model already ends in a softmax."""
        return getattr(self.stages[-1], "activation", None) == "softmax"


def read_network(model: keras.Model) -> Network:
    """The stages of ``model``.

    Args:
        model: one chain of the layers in ``READERS``, from ``(batch, window_size, features)`` to one
            score per class.

    Raises:
        ExportError: an unsupported layer, option or topology, naming the layer.
    """
    if len(model.inputs) != 1 or len(model.outputs) != 1 or len(model.inputs[0].shape) != 3:
        raise ExportError(
            "An exported model has one input (batch, window_size, features) and one output",
            found=f"{len(model.inputs)} inputs, {len(model.outputs)} outputs",
            remedy="wrap it in a model with one window in and one row of scores out",
        )
    _, window_size, feature_count = model.inputs[0].shape
    if window_size is None or feature_count is None:
        raise ExportError(
            "An exported model knows its window",
            found=f"input shape {model.inputs[0].shape}",
            remedy="build it with keras.Input((window_size, features))",
        )
    layers = _chain(model)
    stages: list[Stage] = []
    pending: _Affine | None = None
    for layer in layers:
        stage = _read_layer(layer)
        if isinstance(stage, _Affine):
            if pending is None and stages and _absorbs_output(stages[-1]):
                stages[-1] = _fold_backward(stages[-1], stage)
            else:
                pending = stage if pending is None else _compose(pending, stage)
        elif isinstance(stage, Activation) and pending is None and stages and _absorbs_output(stages[-1]):
            stages[-1] = _fuse_activation(stages[-1], stage)
        elif stage is not None:
            if pending is not None:
                stage, pending = _fold_forward(pending, stage, layer)
            stages.append(stage)
    if pending is not None or not stages:
        raise ExportError(
            "A BatchNormalization has a layer with weights beside it to be folded into",
            found=f"model {model.name!r} ends without one",
            remedy="end the model with a Dense layer",
        )
    return Network(int(window_size), int(feature_count), tuple(stages))


def _chain(model: keras.Model) -> list[keras.layers.Layer]:
    """Layers in order, nested models opened; raises ExportError unless each feeds only the next."""
    layers: list[keras.layers.Layer] = []
    previous: object = None
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            previous = previous or layer.output
            continue
        if not isinstance(model, keras.Sequential) and previous is not None and layer.input is not previous:
            raise ExportError(
                "An exported model is one chain of layers",
                found=f"layer {layer.name!r} does not take the output of the layer before it",
                remedy="export a model without branches; train branching ones as teachers",
            )
        previous = layer.output
        layers += _chain(layer) if isinstance(layer, keras.Model) else [layer]
    return layers


def _read_layer(layer: keras.layers.Layer) -> Stage | _Affine | None:
    for kinds, reader in READERS:
        if isinstance(layer, kinds):
            return reader(layer)
    raise _unsupported(layer, f"layer {layer.name!r} is a {type(layer).__name__}")


def _read_convolution(layer: keras.layers.Layer) -> Convolution:
    depthwise = isinstance(layer, keras.layers.DepthwiseConv1D)
    if getattr(layer, "groups", 1) != 1:
        raise _unsupported(layer, f"Conv1D {layer.name!r} has groups={layer.groups}")
    weights = _weights(layer)
    kernel = weights[0]
    outputs = kernel.shape[1] * kernel.shape[2] if depthwise else kernel.shape[2]
    return Convolution(
        layer.name,
        kernel,
        weights[1] if layer.use_bias else np.zeros(outputs, np.float32),
        int(layer.strides[0]),
        int(layer.dilation_rate[0]),
        layer.padding,
        _activation(layer, layer.activation),
        depthwise,
    )


def _read_pooling(layer: keras.layers.Layer) -> Pooling:
    kind: Literal["average", "max"] = "average" if isinstance(layer, keras.layers.AveragePooling1D) else "max"
    size, stride = (int(value[0] if isinstance(value, tuple) else value) for value in (layer.pool_size, layer.strides))
    return Pooling(layer.name, kind, size, stride, layer.padding)


def _read_lstm(layer: keras.layers.Layer) -> Lstm:
    options = {
        "activation": _activation(layer, layer.activation) == "tanh",
        "recurrent_activation": _activation(layer, layer.recurrent_activation) == "sigmoid",
        "go_backwards": not layer.go_backwards,
        "stateful": not layer.stateful,
        "return_state": not layer.return_state,
    }
    for option, is_default in options.items():
        if not is_default:
            raise _unsupported(layer, f"LSTM {layer.name!r} sets {option}={getattr(layer, option)}")
    weights = _weights(layer)
    bias = weights[2] if layer.use_bias else np.zeros(weights[0].shape[1], np.float32)
    return Lstm(layer.name, weights[0], weights[1], bias, layer.return_sequences)


def _read_dense(layer: keras.layers.Layer) -> Dense | Convolution:
    weights = _weights(layer)
    kernel = weights[0]
    bias = weights[1] if layer.use_bias else np.zeros(kernel.shape[1], np.float32)
    activation = _activation(layer, layer.activation)
    if len(layer.input.shape) == 3:  # the same matrix at every step is a convolution with one tap
        return Convolution(layer.name, kernel[None], bias, 1, 1, "valid", activation, depthwise=False)
    return Dense(layer.name, kernel, bias, activation)


def _read_batch_norm(layer: keras.layers.Layer) -> _Affine:
    mean, variance = (np.asarray(value, np.float64) for value in (layer.moving_mean, layer.moving_variance))
    scale = 1.0 / np.sqrt(variance + layer.epsilon)
    if layer.scale:
        scale = scale * np.asarray(layer.gamma, np.float64)
    offset = -mean * scale
    if layer.center:
        offset = offset + np.asarray(layer.beta, np.float64)
    return _Affine(layer.name, scale.astype(np.float32), offset.astype(np.float32))


def _read_activation(layer: keras.layers.Layer) -> Activation:
    if not isinstance(layer, keras.layers.ReLU):
        return Activation(layer.name, _activation(layer, layer.activation))
    if layer.negative_slope or layer.threshold or layer.max_value not in (None, 6):
        raise _unsupported(layer, f"ReLU {layer.name!r} sets negative_slope, threshold or max_value")
    return Activation(layer.name, "relu" if layer.max_value is None else "relu6")


READERS: tuple[
    tuple[tuple[type[keras.layers.Layer], ...], Callable[[keras.layers.Layer], Stage | _Affine | None]], ...
] = (
    ((keras.layers.Conv1D, keras.layers.DepthwiseConv1D), _read_convolution),
    ((keras.layers.AveragePooling1D, keras.layers.MaxPooling1D), _read_pooling),
    ((keras.layers.GlobalAveragePooling1D,), lambda layer: GlobalAverage(layer.name)),
    ((keras.layers.LSTM,), _read_lstm),
    ((keras.layers.Dense,), _read_dense),
    ((keras.layers.Flatten,), lambda layer: Flatten(layer.name)),
    ((keras.layers.BatchNormalization,), _read_batch_norm),
    ((keras.layers.Activation, keras.layers.ReLU), _read_activation),
    (
        (keras.layers.Dropout, keras.layers.SpatialDropout1D, keras.layers.GaussianNoise),
        lambda layer: None,  # does nothing after training
    ),
)
"""Layer types that can be exported, and what reads each."""


def _absorbs_output(stage: Stage) -> bool:
    return isinstance(stage, Convolution | Dense) and stage.activation == "linear"


def _fold_backward(stage: Stage, affine: _Affine) -> Stage:
    """``stage`` then ``affine`` as one stage."""
    assert isinstance(stage, Convolution | Dense)
    scale = affine.scale
    if isinstance(stage, Convolution) and stage.depthwise:
        scale = scale.reshape(stage.kernel.shape[1:])
    return replace(stage, kernel=stage.kernel * scale, bias=stage.bias * affine.scale + affine.offset)


def _fuse_activation(stage: Stage, activation: Activation) -> Stage:
    assert isinstance(stage, Convolution | Dense)
    return replace(stage, activation=activation.activation)


def _fold_forward(affine: _Affine, stage: Stage, layer: keras.layers.Layer) -> tuple[Stage, _Affine | None]:
    """``affine`` then ``stage``, with what is still to be folded into a later stage."""
    match stage:
        case Dense() | Lstm():
            kernel = stage.kernel * affine.scale[:, None]
            return replace(stage, kernel=kernel, bias=stage.bias + affine.offset @ stage.kernel), None
        case Convolution(depthwise=False) if stage.padding == "valid" or not affine.offset.any():
            bias = stage.bias + np.einsum("i,kio->o", affine.offset, stage.kernel)
            return replace(stage, kernel=stage.kernel * affine.scale[:, None], bias=bias), None
        case Convolution() if stage.padding == "valid" or not affine.offset.any():
            bias = stage.bias + (affine.offset[:, None] * stage.kernel.sum(axis=0)).ravel()
            return replace(stage, kernel=stage.kernel * affine.scale[:, None], bias=bias), None
        case GlobalAverage() | Pooling(kind="average", padding="valid"):
            return stage, affine
        case Flatten():
            steps = int(layer.input.shape[1])
            return stage, replace(affine, scale=np.tile(affine.scale, steps), offset=np.tile(affine.offset, steps))
    raise ExportError(
        "A BatchNormalization can be folded into the weights beside it",
        found=f"{affine.name!r} stands before {stage.name!r}, which cannot take it in exactly",
        remedy="put it between a Conv1D or Dense and its activation, or before a Dense, an LSTM or a valid Conv1D",
    )


def _compose(first: _Affine, second: _Affine) -> _Affine:
    return _Affine(second.name, first.scale * second.scale, first.offset * second.scale + second.offset)


def _weights(layer: keras.layers.Layer) -> list[Array]:
    return [np.asarray(weight, np.float32) for weight in layer.get_weights()]


def _activation(layer: keras.layers.Layer, function: Callable[..., object]) -> str:
    name = str(getattr(function, "__name__", function))
    if name not in ACTIVATIONS:
        raise _unsupported(layer, f"layer {layer.name!r} has the activation {name!r}")
    return name


def _unsupported(layer: keras.layers.Layer, found: str) -> ExportError:
    supported = ", ".join(kind.__name__ for kinds, _ in READERS for kind in kinds)
    return ExportError(
        "A layer is one that runs on every target",
        found=found,
        remedy=f"use {supported} with the options that docs/export.md lists",
    )
