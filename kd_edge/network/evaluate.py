"""What a network computes, in NumPy: independent of Keras and of the converter, so that it can check both."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kd_edge.network.stages import (
    Activation,
    Affine,
    Arithmetic,
    Concatenate,
    Convolution,
    Dense,
    GlobalPooling,
    Lstm,
    Network,
    Node,
    Pad,
    Padding,
    Pooling,
    Reshape,
    Slice,
    Window,
)

Batch = NDArray[np.float64]  # (windows, ...)


def evaluate(network: Network, windows: NDArray[Any]) -> dict[Node, Batch]:
    """What every node gives for ``windows`` ``(n, window_size, features)``."""
    given: dict[Node, Batch] = {}
    for node in network.nodes:
        if isinstance(node.stage, Window):
            given[node] = np.asarray(windows, np.float64)
        else:
            given[node] = _compute(node, [given[before] for before in node.inputs])
    return given


def _compute(node: Node, inputs: list[Batch]) -> Batch:
    x = inputs[0]
    match node.stage:
        case Convolution() as stage:
            return _convolve(stage, x)
        case Pooling(kind, size, stride, padding):
            filling = np.nan if kind == "average" else -np.inf
            taken = _taps(_padded(x, size, stride, padding, filling), size, stride, 1)
            return np.asarray(np.nanmean(taken, axis=1) if kind == "average" else taken.max(axis=1))
        case GlobalPooling(kind):
            return np.asarray(x.mean(axis=1) if kind == "average" else x.max(axis=1))
        case Lstm() as stage:
            return _lstm(stage, x)
        case Dense(kernel, bias):
            return x @ kernel.astype(np.float64) + bias
        case Activation(kind, slope):
            return activate(kind, x, slope)
        case Affine(scale, offset):
            return x * scale + offset
        case Reshape(shape):
            return x.reshape(len(x), *shape)
        case Slice(begin, end, stride):
            return x[(slice(None), *map(slice, begin, end, stride))]
        case Pad(before, after):
            return np.pad(x, ((0, 0), (before, after), (0, 0)))
        case Concatenate(axis):
            return np.concatenate(inputs, axis=axis + 1)
        case Arithmetic(kind):
            return {"add": np.add, "subtract": np.subtract, "multiply": np.multiply}[kind](*inputs)
    raise TypeError(node.stage)


def activate(kind: str, x: Batch, slope: float = 0.0) -> Batch:
    """The activation ``kind`` of ``x``, a softmax over the last axis."""
    match kind:
        case "relu":
            return np.maximum(x, 0)
        case "relu6":
            return np.clip(x, 0, 6)
        case "leaky_relu":
            return np.where(x < 0, slope * x, x)
        case "sigmoid":
            return 0.5 + 0.5 * np.tanh(0.5 * x)
        case "tanh":
            return np.tanh(x)
        case "softmax":
            exponents = np.exp(x - x.max(axis=-1, keepdims=True))
            return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True))
    raise ValueError(kind)


def _convolve(stage: Convolution, x: Batch) -> Batch:
    kernel = stage.kernel.astype(np.float64)
    reach = stage.dilation * (len(kernel) - 1) + 1
    taken = _taps(_padded(x, reach, stage.stride, stage.padding, 0.0), len(kernel), stage.stride, stage.dilation)
    if stage.depthwise:
        product = np.einsum("ntsc,tcm->nscm", taken, kernel)
        return np.asarray(product.reshape(*product.shape[:2], -1) + stage.bias)
    return np.asarray(np.einsum("ntsc,tco->nso", taken, kernel, optimize=True) + stage.bias)


def _padded(x: Batch, reach: int, stride: int, padding: Padding, filling: float) -> Batch:
    if padding == "valid":
        return x
    if padding == "causal":
        before, after = reach - 1, 0
    else:
        total = max((-(-x.shape[1] // stride) - 1) * stride + reach - x.shape[1], 0)
        before, after = total // 2, total - total // 2
    return np.pad(x, ((0, 0), (before, after), (0, 0)), constant_values=filling)


def _taps(x: Batch, taps: int, stride: int, dilation: int) -> Batch:
    """What each tap sees, ``(windows, taps, steps, channels)``."""
    steps = (x.shape[1] - dilation * (taps - 1) - 1) // stride + 1
    return x[:, dilation * np.arange(taps)[:, None] + stride * np.arange(steps)]


def _lstm(stage: Lstm, x: Batch) -> Batch:
    driven = x @ stage.kernel.astype(np.float64) + stage.bias
    recurrent = stage.recurrent_kernel.astype(np.float64)
    h = np.zeros((len(x), len(recurrent)))
    c, sequence = h, []
    for step in range(x.shape[1]):
        i, f, g, o = np.split(driven[:, step] + h @ recurrent, 4, axis=1)
        c = activate("sigmoid", f) * c + activate("sigmoid", i) * np.tanh(g)
        h = activate("sigmoid", o) * np.tanh(c)
        sequence.append(h)
    return np.stack(sequence, axis=1) if stage.return_sequences else h
