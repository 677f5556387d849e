"""Inexact filters slow down only themselves: with few odd filters, one input channel or long rows a layer is fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.codegen import generate
from kd_edge.codegen.constant_rows import Filters, OutputRange, constant_rows, settle_constant_rows
from kd_edge.codegen.fixedpoint import Rescale
from kd_edge.codegen.model import read_model
from kd_edge.deploy.emulators.batch import run_on_core
from tests.codegen.harness import GCC, SANITIZERS, X86_SIMD, build, differing, oracle, random_inputs, run
from tests.codegen.test_cores import component
from tests.codegen.writer import Activations, Constant, one_operator
from tests.deploy.conftest import needs_compiler, needs_qemu

pytest.importorskip("tflite_micro", reason="the oracle extra is not installed")

IN_SCALE, OUT_SCALE = 0.05, 0.1
Change = Callable[[NDArray[np.int8], NDArray[np.int32], NDArray[np.float64]], None]


def _all_zero(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """As TFLite writes filters that training has switched off: a bias near 2**30 at a tiny scale."""
    for row in (2, 5, 6):
        weights[row], biases[row], scales[row] = 0, (-1) ** row * (2**30 - row), 1e-8 * row


def _nothing_left(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """Weights that are not 0, at a scale so small that they have no effect."""
    scales[1], biases[1], scales[7], biases[7] = 1e-9, -(2**28), 1e-30, 2**29


def _large_bias(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """Beyond 2**23, but not alone."""
    weights[2] = np.where(weights[2] < 0, -127, 127)
    biases[2], scales[2] = 2**23 + 12_345, 40 * OUT_SCALE / IN_SCALE / 2**23


def _steep(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """A factor above a half in one row."""
    weights[4] //= 64
    scales[4] = 1.7 * OUT_SCALE / IN_SCALE


def _lowest(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """-128 above a negative weight: two rows that no word holds."""
    weights[0, ..., 0], weights[1, ..., 0] = -128, -3


def _clipped_to_one_side(weights: NDArray[np.int8], biases: NDArray[np.int32], scales: NDArray[np.float64]) -> None:
    """Whatever the input, below what the range lets pass."""
    biases[6] = -(2**20)


@dataclass(frozen=True)
class Layer:
    """A layer of ten filters, of which ``change`` makes some special.

    Attributes:
        path: what the generator must choose.
    """

    name: str
    kind: str
    in_shape: tuple[int, ...]
    filter_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    options: dict[str, Any]
    change: Change | None = None
    path: str = "KD_EXACT"
    zero_point: int = -7

    def model(self) -> bytes:
        """The flatbuffer."""
        rng = np.random.default_rng(sum(map(ord, self.name)))
        weights = rng.integers(-127, 128, self.filter_shape).astype(np.int8)
        depthwise = self.kind == "DEPTHWISE_CONV_2D"
        rows = np.ascontiguousarray(np.moveaxis(weights, -1, 0)) if depthwise else weights
        columns = rows[0].size
        biases = rng.integers(-2000, 2000, len(rows)).astype(np.int32)
        scales = rng.uniform(0.5, 2, len(rows)) * OUT_SCALE / IN_SCALE / 60 / columns**0.5
        if self.change is not None:
            self.change(rows, biases, scales)
        weights = np.ascontiguousarray(np.moveaxis(rows, 0, -1)) if depthwise else rows
        many = self.kind != "FULLY_CONNECTED"
        filters = Constant(weights, scales.tolist() if many else float(scales[0]), axis=3 if depthwise else 0)
        options = {"CONV_2D": "Conv2DOptions", "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions"}
        return one_operator(
            self.kind,
            [Activations(self.in_shape, IN_SCALE, self.zero_point), filters, Constant(biases)],
            Activations(self.out_shape, OUT_SCALE, 11),
            options.get(self.kind, "FullyConnectedOptions"),
            **self.options,
        )


def _inputs(layer: Layer, count: int) -> NDArray[np.int8]:
    """Vectors over the whole range; the last of a dense layer drive each row's sum to its ends."""
    generated = generate(layer.model())
    inputs = random_inputs(generated, np.int8, count).astype(np.int8)
    if layer.kind != "FULLY_CONNECTED":
        return inputs
    rows = read_model(layer.model()).operators[0].constant(1, "i1").reshape(layer.filter_shape)
    ends = [np.where((rows > 0) == up, 127, -128) for up in (True, False)]
    worst = np.resize(np.concatenate(ends), (2 * len(rows), *layer.in_shape))
    return np.concatenate([inputs, worst.reshape(-1, *inputs.shape[1:]).astype(np.int8)])


_ONE = {"strideH": 1, "strideW": 1}


def _convolution(name: str, change: Change, path: str = "KD_EXACT", **options: Any) -> Layer:
    return Layer(
        name, "CONV_2D", (1, 4, 9, 6), (10, 3, 3, 6), (1, 4, 9, 10), {**_ONE, "padding": 0, **options}, change, path
    )


def _dense(columns: int, rows: int, batch: int = 1, change: Change | None = None, path: str = "KD_EXACT") -> Layer:
    name = f"dense {columns} to {rows}, batch of {batch}{f', {change.__name__}' if change else ''}"
    return Layer(name, "FULLY_CONNECTED", (batch, columns), (rows, columns), (batch, rows), {}, change, path)


def _depthwise(in_channels: int, multiplier: int) -> Layer:
    channels = in_channels * multiplier
    return Layer(
        f"depthwise of {in_channels} channels, {multiplier} filters each",
        "DEPTHWISE_CONV_2D",
        (1, 5, 7, in_channels),
        (1, 3, 3, channels),
        (1, 5, 7, channels),
        {**_ONE, "padding": 0, "depthMultiplier": multiplier},
    )


LAYERS = [
    _convolution("all-zero filters", _all_zero),
    _convolution("filters at no scale", _nothing_left),
    _convolution("a large bias", _large_bias),
    _convolution("a steep factor", _steep, "KD_MIXED"),
    _convolution("weights of -128", _lowest, "KD_MIXED"),
    _convolution("clipped to one side", _clipped_to_one_side, fusedActivationFunction=1),
    _convolution("dilated, a large bias", _large_bias, dilationHFactor=1, dilationWFactor=2),
    Layer(
        "depthwise, all-zero filters",
        "DEPTHWISE_CONV_2D",
        (1, 4, 9, 10),
        (1, 3, 3, 10),
        (1, 4, 9, 10),
        {**_ONE, "padding": 0, "depthMultiplier": 1},
        _all_zero,
    ),
    Layer(
        "depthwise of one channel",
        "DEPTHWISE_CONV_2D",
        (1, 12, 11, 1),
        (1, 10, 8, 10),
        (1, 6, 6, 10),
        {"strideH": 2, "strideW": 2, "padding": 0, "depthMultiplier": 10},
        zero_point=-128,
    ),
    *(_depthwise(*shape) for shape in ((2, 3), (3, 1), (4, 2), (5, 1), (6, 2), (7, 2), (5, 3), (8, 4), (15, 1))),
    _dense(4000, 5),
    _dense(1203, 7, batch=4),
    _dense(2401, 10, change=_all_zero),
    _dense(900, 10, change=_lowest, path="KD_MIXED"),
]
CASES = [pytest.param(layer, id=layer.name) for layer in LAYERS]
BUILDS: Sequence[tuple[str, ...]] = ((*SANITIZERS, *X86_SIMD["portable"]), ("-O2", *X86_SIMD["avx2"]))


@pytest.mark.parametrize("layer", CASES)
def test_host_equals_tflite_micro_on_the_expected_path(layer: Layer, tmp_path: Path) -> None:
    model = layer.model()
    generated = generate(model)
    inputs = _inputs(layer, 40)
    expected = oracle(model, inputs)
    assert len(np.unique(expected)) > 20, "outputs that hardly change prove little"
    assert f"(&conv, {layer.path}, " in generated.files["kd_model.c"]
    for number, flags in enumerate(BUILDS):
        program = build(generated, tmp_path / str(number), GCC, flags)
        assert not differing(run(program, inputs, expected), expected)


@needs_compiler
@needs_qemu
@pytest.mark.parametrize("core", ["m4", *(pytest.param(core, marks=pytest.mark.slow) for core in ("m0", "m55"))])
@pytest.mark.parametrize("layer", CASES)
def test_core_equals_tflite_micro(layer: Layer, core: str, tmp_path: Path) -> None:
    model = layer.model()
    inputs = _inputs(layer, 12)
    expected = oracle(model, inputs)
    outputs = run_on_core(core, component(model, tmp_path), inputs, expected[0].size).outputs
    assert not differing(outputs.reshape(expected.shape), expected)


def _random_filters(rng: np.random.Generator) -> Filters:
    rows = 8
    weights = rng.integers(-128, 128, (rows, 2)) // rng.choice([1, 16, 128], (rows, 1))
    biases = rng.integers(-(2**30), 2**30, rows) // rng.choice([1, 2**10, 2**25], rows)
    factors = tuple(Rescale(int(rng.integers(2**30, 2**31)), int(rng.integers(-31, 3))) for _ in range(rows))
    return Filters(weights.astype(np.int8), biases, factors)


def _outputs(filters: Filters, row: int, zero_point: int, outputs: OutputRange) -> set[int]:
    """Of every input there is."""
    values = np.arange(-128, 128, dtype=np.int64) - zero_point
    first, second = filters.weights[row].astype(np.int64)
    totals = np.unique(filters.biases[row] + first * values[:, None] + second * values)
    return {outputs.of(total, filters.factors[row]) for total in totals.tolist()}


def test_constant_rows_are_those_that_no_input_changes() -> None:
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(6):
        filters, zero_point = _random_filters(rng), int(rng.integers(-128, 128))
        outputs = OutputRange(int(rng.integers(-128, 128)), int(rng.integers(-128, 0)), int(rng.integers(1, 128)))
        constants = constant_rows(filters, zero_point, outputs)
        settled = settle_constant_rows(filters, zero_point, outputs)
        for row in range(len(filters.factors)):
            all_outputs = _outputs(filters, row, zero_point, outputs)
            if row in constants:
                assert all_outputs == {constants[row]} == _outputs(settled, row, zero_point, outputs)
                found += 1
            elif abs(int(filters.biases[row])) << filters.factors[row].left < 2**30:
                assert len(all_outputs) > 1
    assert found >= 10
