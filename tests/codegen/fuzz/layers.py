"""One random operator each, written behind a random tensor of a graph."""

from __future__ import annotations

import math

import numpy as np

from tests.codegen.fuzz.draft import Draft, sum_scale
from tests.codegen.writer import Activations, Constant, Variable


def dense(draft: Draft, source: Activations) -> Activations | None:
    """Over everything, or over the last axis of a sequence."""
    whole = len(source.shape) == 2 or draft.chance(0.3)
    columns = math.prod(source.shape) if whole else source.shape[-1]
    rows, channels = math.prod(source.shape) // columns, draft.integer(1, 9)
    zero_point = draft.weight_zero_point()
    weights = draft.weights((channels, columns), 0, zero_point)
    scale = sum_scale(source, weights, columns) * (1 + abs(zero_point) / 75)
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
    zero_point = draft.weight_zero_point(limit=20)
    most = 127 - abs(zero_point)
    data = draft.rng.integers(-most, most + 1, (rows, columns)).astype(np.int8)
    return Constant(data, float(np.float32(2 / (75 * 75 * scale * math.sqrt(columns)))), zero_point)


def _gate_bias(draft: Draft, units: int, source: Activations, weights: Constant) -> Constant:
    assert isinstance(weights.scale, float)
    scale = source.scale * weights.scale
    return Constant((draft.rng.normal(0, 0.5, units) / scale).astype(np.int32), scale)
