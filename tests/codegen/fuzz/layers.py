"""One random operator each, written behind a random tensor of a graph."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from tests.codegen.writer import Activations, Constant, ModelWriter, Variable

Layer = Callable[["Draft", Activations], "Activations | None"]

MOST_ELEMENTS: Final = 1500
PADDINGS: Final = {"SAME": 0, "VALID": 1}


class Draft:
    """A graph in the making.

    Attributes:
        rng: every choice comes from it.
        tensors: what the graph has computed so far, the input first.
        padded: how often padding is SAME, from 0 to 1.
    """

    def __init__(self, rng: np.random.Generator, entry: Activations, padded: float) -> None:
        self.rng, self.padded = rng, padded
        self.writer = ModelWriter(entry)
        self.tensors = [entry]

    def integer(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def activation(self) -> int:
        """A fused activation: mostly none, else RELU, RELU_N1_TO_1 or RELU6."""
        return int(self.rng.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 3]))

    def new(self, shape: tuple[int, ...], scale: float) -> Activations:
        """A tensor of about this scale and of any zero point, mostly of one that leaves room on both sides."""
        zero_point = self.integer(-128, 127) if self.chance(0.2) else self.integer(-40, 40)
        return Activations(shape, float(np.float32(scale * self.rng.uniform(0.6, 1.6))), zero_point)

    def like(self, tensor: Activations, shape: tuple[int, ...]) -> Activations:
        """A tensor with the quantisation of ``tensor``."""
        return Activations(shape, tensor.scale, tensor.zero_point)

    def weights(self, shape: tuple[int, ...], channel_axis: int, zero_point: int = 0) -> Constant:
        """Random weights, with one scale or one for each channel."""
        data = self.rng.integers(-127, 128, shape).astype(np.int8)
        if self.chance(0.05):
            data[...] = self.rng.choice([-128, 127, 0])
        channels = shape[channel_axis]
        one = zero_point != 0 or self.chance(0.4)
        scales = self.rng.uniform(0.002, 0.02, 1 if one else channels).astype(np.float32)
        return Constant(data, tuple(map(float, scales)), zero_point, channel_axis)

    def bias(self, source: Activations, weights: Constant, channels: int, taps: int) -> Constant | None:
        """Random biases of the size of the sums, or none."""
        if self.chance(0.2):
            return None
        size = int(4000 * math.sqrt(taps))
        data = self.rng.integers(-size, size, channels).astype(np.int32)
        assert isinstance(weights.scale, tuple)
        return Constant(data, tuple(source.scale * scale for scale in weights.scale))

    def numbers(self, *values: int) -> Constant:
        """A constant of int32."""
        return Constant(np.array(values, np.int32))


def _extent(size: int, covered: int, stride: int, padding: int) -> int:
    return -(-size // stride) if padding == PADDINGS["SAME"] else (size - covered) // stride + 1


def _filter(draft: Draft, size: int) -> tuple[int, int, int]:
    """Taps, stride and dilation along an axis of ``size``."""
    taps = draft.integer(1, min(5, size))
    dilation = draft.integer(1, 3) if draft.chance(0.25) and taps > 1 else 1
    while (taps - 1) * dilation + 1 > size:
        dilation -= 1
    return taps, draft.integer(1, 3) if draft.chance(0.4) else 1, dilation


def _sliding(draft: Draft, source: Activations) -> tuple[tuple[int, int], dict[str, int], tuple[int, int]] | None:
    """Filter, options and output size of a convolution or a pool; None where the image has no filter."""
    if len(source.shape) != 4:
        return None
    height, width = (_filter(draft, size) for size in source.shape[1:3])
    padding = PADDINGS["SAME" if draft.chance(draft.padded) else "VALID"]
    options = {
        "padding": padding,
        "strideH": height[1],
        "strideW": width[1],
        "dilationHFactor": height[2],
        "dilationWFactor": width[2],
    }
    out = tuple(
        _extent(size, (taps - 1) * dilation + 1, stride, padding)
        for size, (taps, stride, dilation) in zip(source.shape[1:3], (height, width), strict=True)
    )
    return (height[0], width[0]), options, (out[0], out[1])


def _sum_scale(source: Activations, weights: Constant, taps: int) -> float:
    assert isinstance(weights.scale, tuple)
    return float(source.scale * np.mean(weights.scale) * 75 * math.sqrt(taps))


def convolution(draft: Draft, source: Activations) -> Activations | None:
    sliding = _sliding(draft, source)
    if sliding is None:
        return None
    (height, width), options, out = sliding
    channels, taps = draft.integer(1, 9), height * width * source.shape[3]
    weights = draft.weights((channels, height, width, source.shape[3]), 0)
    output = draft.new((1, *out, channels), _sum_scale(source, weights, taps))
    inputs: list[Activations | Constant | None] = [source, weights, draft.bias(source, weights, channels, taps)]
    activation = draft.activation()
    return draft.writer.add("CONV_2D", inputs, output, "Conv2DOptions", fusedActivationFunction=activation, **options)


def depthwise(draft: Draft, source: Activations) -> Activations | None:
    sliding = _sliding(draft, source)
    if sliding is None:
        return None
    (height, width), options, out = sliding
    if options["strideH"] != options["strideW"]:
        options["strideW"] = options["strideH"]
        out = (
            out[0],
            _extent(
                source.shape[2], (width - 1) * options["dilationWFactor"] + 1, options["strideH"], options["padding"]
            ),
        )
    multiplier = draft.integer(1, 3) if draft.chance(0.3) else 1
    channels, taps = source.shape[3] * multiplier, height * width
    weights = draft.weights((1, height, width, channels), 3)
    output = draft.new((1, *out, channels), _sum_scale(source, weights, taps))
    bias = draft.bias(source, weights, channels, taps)
    return draft.writer.add(
        "DEPTHWISE_CONV_2D",
        [source, weights, *([bias] if bias else [])],  # TFLite Micro dies of one that is left out by -1
        output,
        "DepthwiseConv2DOptions",
        fusedActivationFunction=draft.activation(),
        depthMultiplier=multiplier,
        **options,
    )


def pool(draft: Draft, source: Activations) -> Activations | None:
    if len(source.shape) != 4:
        return None
    sizes = [draft.integer(1, min(4, size)) for size in source.shape[1:3]]
    strides = sizes if draft.chance(0.5) else [draft.integer(1, 3) for _ in sizes]
    padding = PADDINGS["SAME" if draft.chance(draft.padded) else "VALID"]
    out = [
        _extent(size, taps, stride, padding)
        for size, taps, stride in zip(source.shape[1:3], sizes, strides, strict=True)
    ]
    return draft.writer.add(
        str(draft.rng.choice(["AVERAGE_POOL_2D", "MAX_POOL_2D"])),
        [source],
        draft.like(source, (1, out[0], out[1], source.shape[3])),
        "Pool2DOptions",
        padding=padding,
        strideH=strides[0],
        strideW=strides[1],
        filterHeight=sizes[0],
        filterWidth=sizes[1],
        fusedActivationFunction=draft.activation(),
    )


def dense(draft: Draft, source: Activations) -> Activations | None:
    """Over everything, or over the last axis of a sequence."""
    whole = len(source.shape) == 2 or draft.chance(0.3)
    columns = math.prod(source.shape) if whole else source.shape[-1]
    rows, channels = math.prod(source.shape) // columns, draft.integer(1, 9)
    zero_point = draft.integer(-128, 127) if draft.chance(0.3) else 0
    weights = draft.weights((channels, columns), 0, zero_point)
    scale = _sum_scale(source, weights, columns) * (1 + abs(zero_point) / 75)
    keep = not whole and draft.chance(0.7)
    output = draft.new((*source.shape[:-1], channels) if keep else (rows, channels), scale)
    inputs: list[Activations | Constant | None] = [source, weights, draft.bias(source, weights, channels, columns)]
    return draft.writer.add(
        "FULLY_CONNECTED",
        inputs,
        output,
        "FullyConnectedOptions",
        fusedActivationFunction=draft.activation(),
        keepNumDims=keep,
    )


def lookup(draft: Draft, source: Activations) -> Activations | None:
    kind = str(draft.rng.choice(["LOGISTIC", "TANH", "RELU", "RELU6", "QUANTIZE", "LEAKY_RELU"]))
    outputs = {
        "LOGISTIC": Activations(source.shape, 1 / 256, -128),
        "TANH": Activations(source.shape, 1 / 128, 0),
        "RELU6": draft.like(source, source.shape),
    }
    output = outputs.get(kind, draft.new(source.shape, source.scale))
    if kind == "LEAKY_RELU":
        alpha = float(draft.rng.uniform(0, 1.2))
        return draft.writer.add(kind, [source], output, "LeakyReluOptions", alpha=alpha)
    return draft.writer.add(kind, [source], output)


def softmax(draft: Draft, source: Activations) -> Activations | None:
    output = Activations(source.shape, 1 / 256, -128)
    return draft.writer.add("SOFTMAX", [source], output, "SoftmaxOptions", beta=float(draft.rng.uniform(0.3, 2)))


def reduction(draft: Draft, source: Activations) -> Activations | None:
    rank = len(source.shape)
    if rank < 2:
        return None
    first = draft.integer(1, rank - 1)
    last = min(rank - 1, first + draft.integer(0, 1))
    keep = rank == 2 or draft.chance(0.5)
    shape = tuple(
        1 if first <= axis <= last else size
        for axis, size in enumerate(source.shape)
        if keep or not first <= axis <= last
    )
    axes, kind = draft.numbers(*range(first, last + 1)), str(draft.rng.choice(["MEAN", "REDUCE_MAX"]))
    mean = kind == "MEAN" and draft.chance(0.6)
    output = draft.new(shape, source.scale * 0.6) if mean else draft.like(source, shape)
    return draft.writer.add(kind, [source, axes], output, "ReducerOptions", keepDims=keep)


def reshape(draft: Draft, source: Activations) -> Activations | None:
    size = math.prod(source.shape)
    shapes: list[tuple[int, ...]] = [(1, size), (1, source.shape[1], size // source.shape[1])]
    if len(source.shape) == 3:
        shapes += [(1, 1, *source.shape[1:]), (1, source.shape[1], 1, source.shape[2]), (*source.shape, 1)]
    if len(source.shape) == 4:
        shapes += [(1, math.prod(source.shape[1:3]), source.shape[3])]
    shape = shapes[draft.integer(0, len(shapes) - 1)]
    return draft.writer.add("RESHAPE", [source, draft.numbers(*shape)], draft.like(source, shape), "ReshapeOptions")


def pad(draft: Draft, source: Activations) -> Activations | None:
    """Along the axes behind the frames, or, where the graph may be padded, along any of them."""
    if len(source.shape) < 3:
        return None
    first = 1 if draft.chance(draft.padded) else 2
    pads = [
        (draft.integer(0, 2), draft.integer(0, 2)) if axis >= first and draft.chance(0.5) else (0, 0)
        for axis in range(len(source.shape))
    ]
    shape = tuple(size + sum(pair) for size, pair in zip(source.shape, pads, strict=True))
    table = Constant(np.array(pads, np.int32))
    return draft.writer.add("PAD", [source, table], draft.like(source, shape), "PadOptions")


def lstm(draft: Draft, source: Activations) -> Activations | None:
    """A layer of a few units over a sequence."""
    if len(source.shape) != 3:
        return None
    steps, features = source.shape[1:]
    units = draft.integer(1, 6)
    hidden = Activations((1, units), float(np.float32(draft.rng.uniform(0.004, 0.009))), draft.integer(-20, 20))
    inputs = [_matrix(draft, units, features, source.scale) for _ in range(4)]
    recurrent = [_matrix(draft, units, units, hidden.scale) for _ in range(4)]
    biases = [_gate_bias(draft, units, source, weights) for weights in inputs]
    states = [
        Variable(hidden.shape, hidden.scale, hidden.zero_point),
        Variable(hidden.shape, 2.0 ** -draft.integer(10, 13), dtype=np.int16),
    ]
    tensors = [source, *inputs, *recurrent, *[None] * 3, *biases, *[None] * 2, *states, *[None] * 4]
    output = draft.like(hidden, (1, steps, units))
    options = "UnidirectionalSequenceLSTMOptions"
    return draft.writer.add("UNIDIRECTIONAL_SEQUENCE_LSTM", tensors, output, options, fusedActivationFunction=4)


def _matrix(draft: Draft, rows: int, columns: int, scale: float) -> Constant:
    """Weights that bring a gate's sum to about 2."""
    data = draft.rng.integers(-127, 128, (rows, columns)).astype(np.int8)
    return Constant(data, float(np.float32(2 / (75 * 75 * scale * math.sqrt(columns)))))


def _gate_bias(draft: Draft, units: int, source: Activations, weights: Constant) -> Constant:
    assert isinstance(weights.scale, float)
    scale = source.scale * weights.scale
    return Constant((draft.rng.normal(0, 0.5, units) / scale).astype(np.int32), scale)
