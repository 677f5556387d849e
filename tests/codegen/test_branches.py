"""Graphs that are no chain, whole and frame by frame: one shape of network each, by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge.codegen import StreamOptions, generate
from kd_edge.errors import CodegenError
from tests.codegen.fuzz import joins
from tests.codegen.fuzz.campaign import run_graphs
from tests.codegen.fuzz.draft import Draft
from tests.codegen.fuzz.graphs import SampleGraph
from tests.codegen.writer import Activations, Constant, one_operator

pytest.importorskip("tflite_micro", reason="the oracle extra is not installed")

FRAMES, FEATURES = 20, 6


class Network(Draft):
    """A draft whose layers are chosen, not drawn."""

    def __init__(self, shape: tuple[int, ...] = (1, FRAMES, 1, FEATURES)) -> None:
        super().__init__(np.random.default_rng(0), Activations(shape, 0.05, 3), padded=0)
        self.entry = self.tensors[0]

    def convolution(self, source: Activations, channels: int, taps: int, stride: int = 1) -> Activations:
        features = source.shape[3]
        weights = Constant(self.rng.integers(-127, 128, (channels, taps, 1, features)).astype(np.int8), (0.01,))
        bias = self.bias(source, weights, channels, taps * features)
        scale = 0.7 * source.scale * math.sqrt(taps * features)
        output = Activations((1, (source.shape[1] - taps) // stride + 1, 1, channels), scale, -7)
        options = {"padding": 1, "strideH": stride, "strideW": 1, "dilationHFactor": 1, "dilationWFactor": 1}
        return self.writer.add("CONV_2D", [source, weights, bias], output, "Conv2DOptions", **options)

    def cut(self, source: Activations, start: int, count: int, stride: int = 1) -> Activations:
        """Frames of a sequence."""
        shape = source.shape
        return joins.cut(self, source, [0, start, 0, 0], [1, count, *shape[2:]], [1, stride, 1, 1])

    def pair(self, kind: str, a: Activations, b: Activations) -> Activations:
        shape = tuple(np.broadcast_shapes(a.shape, b.shape))
        scale = a.scale * b.scale * 60 if kind == "MUL" else a.scale + b.scale
        return self.writer.add(kind, [a, b], Activations(shape, scale, 5), f"{kind.capitalize()}Options")

    def joined(self, a: Activations, b: Activations) -> Activations:
        b = self.writer.add("QUANTIZE", [b], self.like(a, b.shape))
        output = self.like(a, (*a.shape[:3], a.shape[3] + b.shape[3]))
        return self.writer.add("CONCATENATION", [a, b], output, "ConcatenationOptions", axis=3)

    def logistic(self, source: Activations) -> Activations:
        return self.writer.add("LOGISTIC", [source], Activations(source.shape, 1 / 256, -128))

    def scores(self, source: Activations) -> Activations:
        """A mean over time, and a dense layer."""
        mean = Activations((1, source.shape[3]), source.scale * 0.5, 1)
        mean = self.writer.add("MEAN", [source, self.numbers(1, 2)], mean, "ReducerOptions")
        weights = Constant(self.rng.integers(-127, 128, (5, source.shape[3])).astype(np.int8), (0.01,))
        output = Activations((1, 5), mean.scale, 0)
        return self.writer.add("FULLY_CONNECTED", [mean, weights], output, "FullyConnectedOptions")


def less_its_first_frame(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    return net.scores(net.pair("SUB", x, net.cut(x, 0, 1)))


def input_less_its_first_frame(net: Network) -> Activations:
    return net.scores(net.pair("SUB", net.entry, net.cut(net.entry, 0, 1)))


def frame_by_itself(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    return net.scores(net.pair("MUL", net.cut(x, 0, 1), x))


def residual(net: Network) -> Activations:
    a = net.convolution(net.entry, 8, 3)
    return net.scores(net.pair("ADD", a, net.convolution(a, 8, 1)))


def residual_over_time(net: Network) -> Activations:
    a = net.convolution(net.entry, 8, 3)
    b = net.convolution(net.convolution(a, 8, 3), 8, 3)
    return net.scores(net.pair("ADD", net.cut(a, 2, b.shape[1]), b))


def two_residuals(net: Network) -> Activations:
    a = net.convolution(net.entry, 8, 3)
    b = net.pair("ADD", net.cut(a, 1, a.shape[1] - 2), net.convolution(a, 8, 3))
    return net.scores(net.pair("SUB", net.convolution(b, 8, 3), net.cut(b, 1, b.shape[1] - 2)))


def input_residual(net: Network) -> Activations:
    return net.scores(net.pair("ADD", net.convolution(net.entry, FEATURES, 3), net.cut(net.entry, 1, FRAMES - 2)))


def gate(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    return net.scores(net.pair("MUL", x, net.logistic(x)))


def gate_of_the_mean(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    mean = net.like(x, (1, 1, 1, 8))
    mean = net.writer.add("MEAN", [x, net.numbers(1, 2)], mean, "ReducerOptions", keepDims=True)
    return net.scores(net.pair("MUL", x, net.logistic(mean)))


def inception(net: Network) -> Activations:
    wide = net.convolution(net.entry, 4, 5)
    narrow = net.cut(net.convolution(net.entry, 4, 3), 1, wide.shape[1])
    return net.scores(net.joined(net.joined(wide, narrow), net.cut(net.entry, 2, wide.shape[1])))


def strided_branches(net: Network) -> Activations:
    a = net.convolution(net.entry, 4, 4, stride=2)
    b = net.cut(net.entry, 1, a.shape[1], stride=2)
    return net.scores(net.joined(a, b))


def dead_branch(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    net.logistic(x)
    net.convolution(x, 3, 3)
    return net.scores(x)


def two_inputs_in_one(net: Network) -> Activations:
    """Features of two sensors, each with layers of its own."""
    shape = [1, FRAMES, 1, 3]
    emg, imu = (joins.cut(net, net.entry, [0, 0, 0, start], shape) for start in (0, 3))
    a = net.convolution(net.convolution(emg, 4, 5), 4, 3)
    return net.scores(net.joined(a, net.cut(net.convolution(imu, 4, 3), 2, a.shape[1])))


def two_ends(net: Network) -> Activations:
    """Branches that meet behind their means."""
    a, b = net.convolution(net.entry, 8, 3), net.convolution(net.entry, 8, 5, stride=3)
    return net.pair("ADD", net.scores(a), net.scores(b))


def lookups(net: Network) -> Activations:
    """Those that no other network here has."""
    x = net.convolution(net.entry, 8, 3)
    x = net.writer.add("LEAKY_RELU", [x], net.like(x, x.shape), "LeakyReluOptions", alpha=0.3)
    x = net.writer.add("TANH", [x], Activations(x.shape, 1 / 128))
    x = net.writer.add("RELU6", [x], net.like(x, x.shape))
    return net.scores(net.writer.add("RELU", [x], net.like(x, x.shape)))


def pooled(net: Network) -> Activations:
    x = net.convolution(net.entry, 8, 3)
    options = {"padding": 1, "strideH": 2, "strideW": 1, "filterHeight": 2, "filterWidth": 1}
    return net.scores(net.writer.add("MAX_POOL_2D", [x], net.like(x, (1, 9, 1, 8)), "Pool2DOptions", **options))


def views(net: Network) -> Activations:
    """Three that the converter turns into RESHAPE."""
    x = net.convolution(net.entry, 8, 3)
    y = net.writer.add("TRANSPOSE", [x, net.numbers(0, 2, 1, 3)], net.like(x, (1, 1, 18, 8)), "TransposeOptions")
    y = net.writer.add("SQUEEZE", [y], net.like(x, (1, 18, 8)), "SqueezeOptions", squeezeDims=[1])
    y = net.writer.add("EXPAND_DIMS", [y, net.numbers(2)], net.like(x, x.shape), "ExpandDimsOptions")
    return net.scores(net.pair("SUB", y, net.logistic(y)))


NETWORKS: list[Callable[[Network], Activations]] = [
    less_its_first_frame,
    input_less_its_first_frame,
    frame_by_itself,
    residual,
    residual_over_time,
    two_residuals,
    input_residual,
    gate,
    gate_of_the_mean,
    inception,
    strided_branches,
    dead_branch,
    two_inputs_in_one,
    two_ends,
    lookups,
    pooled,
    views,
]


def graph_of(build: Callable[[Network], Activations]) -> SampleGraph:
    net = Network()
    return SampleGraph(build.__name__, net.writer.finish(build(net)), net.entry.shape)


def test_branches_equal_tflite_micro_and_stream(tmp_path: Path) -> None:
    tally = run_graphs(map(graph_of, NETWORKS), tmp_path)
    assert not tally.wrong
    assert not tally.died
    assert not tally.refused
    assert tally.windows == tally.streams == tally.telling == len(NETWORKS)


def test_a_branch_keeps_only_what_it_waits_for() -> None:
    """By hand: the residual of a convolution of 3 frames waits for one frame, so two items of 8 are kept."""
    stream = generate(graph_of(two_residuals).model, StreamOptions()).files["kd_model.c"]
    assert ", 8, 2, 1)" in stream
    assert generate(graph_of(residual).model, StreamOptions()).cost.state_bytes < 500


def test_padding_in_time_is_refused_by_name() -> None:
    net = Network()
    options = {"padding": 0, "strideH": 1, "strideW": 1, "filterHeight": 3, "filterWidth": 1}
    pooled = net.writer.add(
        "MAX_POOL_2D", [net.entry], net.like(net.entry, net.entry.shape), "Pool2DOptions", **options
    )
    with pytest.raises(CodegenError, match=r"MAX_POOL_2D.*streaming needs valid padding"):
        generate(net.writer.finish(net.scores(pooled)), StreamOptions())


@pytest.mark.parametrize("zero_point", [5, -128, 127])
def test_a_dense_layer_has_a_zero_point_in_its_weights(zero_point: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(zero_point & 0xFF)
    entry, output = Activations((3, 16), 0.05, -4), Activations((3, 4), 0.4, 9)
    weights = Constant(rng.integers(-128, 128, (4, 16)).astype(np.int8), 0.01, zero_point)
    bias = Constant(rng.integers(-2000, 2000, 4).astype(np.int32), 0.0005)
    model = one_operator("FULLY_CONNECTED", [entry, weights, bias], output, "FullyConnectedOptions")
    tally = run_graphs([SampleGraph(f"zero point {zero_point}", model, entry.shape)], tmp_path)
    assert not tally.wrong
    assert not tally.died
    assert (tally.windows, tally.telling) == (1, 1)


def test_frames_of_rank_four(shared: Path, tmp_path: Path) -> None:
    path = shared / "zoo" / "mlperf_str_ww.tflite"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    graph = SampleGraph("mlperf_str_ww", path.read_bytes(), (1, 30, 1, 40))
    tally = run_graphs([graph], tmp_path)
    assert not tally.wrong
    assert not tally.died
    assert (tally.windows, tally.streams) == (1, 1)
