"""In which precision scales multiply: the other one moves a value in millions, so those are sought out.

What TFLite Micro prepares is in double precision in the wheel; what it divides by a float scale is in single.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.codegen import generate
from kd_edge.codegen.fixedpoint import quantise_multiplier, round_half_away
from kd_edge.codegen.ops import OPERATORS
from tests.codegen.harness import GCC, build, differing, oracle, run
from tests.codegen.writer import Activations, Constant, Variable, one_operator

pytest.importorskip("tflite_micro", reason="the oracle extra is not installed")

EACH = 2  # telling choices of scales for each operator
ALL = np.arange(-128, 128).astype(np.int8)
ROW = (1, 256)
VALUE = 101  # the input that is to meet a tie
Scales = tuple[np.float32, ...]


@dataclass(frozen=True)
class Case:
    """One operator.

    Attributes:
        choose: scales that bring its result near the tie that is given.
        result: its result from scales, in the precision that they have.
        model: it, with those scales.
        inputs: of the model, from the scales.
    """

    choose: Callable[[np.random.Generator, float], Scales]
    result: Callable[..., int]
    model: Callable[..., bytes]
    inputs: Callable[..., NDArray[Any]] = lambda *scales: ALL.reshape(1, 1, 256)


def telling(case: Case) -> Iterator[Scales]:
    """Scales from which single and double precision make different results."""
    rng = np.random.default_rng(0)
    while True:
        scales = case.choose(rng, rng.integers(20, 100) + 0.5)
        single, double = case.result(*scales), case.result(*map(np.float64, scales))
        if single != double and max(abs(single), abs(double)) < 127:
            yield scales


def rescaled(real: Any, value: int) -> int:
    return quantise_multiplier(float(real)).apply(value)


def nearly(value: Any, rng: np.random.Generator) -> np.float32:
    """``value`` or one of its neighbours."""
    return np.float32(value * (1 + rng.integers(-1, 2) * 2.0**-24))


def ratio(rng: np.random.Generator, tie: float) -> Scales:
    """Of input and output."""
    output = np.float32(rng.uniform(0.01, 1))
    return nearly(tie * output / VALUE, rng), output


def slope(rng: np.random.Generator, tie: float) -> Scales:
    """Of input, slope and output."""
    source, output = np.float32(rng.uniform(0.5, 1, 2))
    return source, nearly(tie * output / (source * VALUE), rng), output


def product(rng: np.random.Generator, tie: float) -> Scales:
    """Of input, factor and output; the factor is 1."""
    first, output = np.float32(rng.uniform(0.01, 1, 2))
    return first, nearly(tie * output / (first * VALUE), rng), output


def fine(rng: np.random.Generator, tie: float) -> Scales:
    """Of input, weight and output, so fine that a bias can bring every sum near a tie."""
    first, second = np.float32(1e-4 * rng.uniform(0.8, 1.2, 2))
    return first, second, np.float32(rng.uniform(0.02, 0.05))


def common(times: float) -> Callable[[np.random.Generator, float], Scales]:
    """Of two operands, the second one's about ``times`` the first one's, and of the output."""

    def choose(rng: np.random.Generator, tie: float) -> Scales:
        first, output = ratio(rng, tie)
        return first, np.float32(first * rng.uniform(0.9 * times, times)), output

    return choose


def bias(first: Any, second: Any, output: Any) -> int:
    return round(30.5 * float(output) / (float(first) * float(second)))


def of_ratio(source: Any, output: Any) -> int:
    return rescaled(source / output, VALUE)


def of_slope(source: Any, alpha: Any, output: Any) -> int:
    return rescaled(source * alpha / output, -VALUE)


def of_product(first: Any, second: Any, output: Any) -> int:
    return rescaled(float(first * second) / float(output), VALUE)


def of_bias(first: Any, second: Any, output: Any) -> int:
    return rescaled(float(first * second) / float(output), bias(first, second, output))


def of_sum(first: Any, second: Any, output: Any) -> int:
    twice = 2 * max(first, second)
    return rescaled(twice / (2**20 * output), rescaled(first / twice, VALUE << 20))


def lookup(kind: str) -> Callable[..., bytes]:
    return lambda source, output: one_operator(kind, [Activations(ROW, source)], Activations(ROW, output))


def leaky(source: Any, alpha: Any, output: Any) -> bytes:
    inputs = [Activations(ROW, source)]
    return one_operator("LEAKY_RELU", inputs, Activations(ROW, output), "LeakyReluOptions", alpha=float(alpha))


def pair(kind: str, options: str, value: int) -> Callable[..., bytes]:
    def model(first: Any, second: Any, output: Any) -> bytes:
        constant = Constant(np.full(ROW, value, np.int8), second)
        return one_operator(kind, [Activations(ROW, first), constant], Activations(ROW, output), options)

    return model


def weighted(kind: str, rank: int, options: str, **values: int) -> Callable[..., bytes]:
    """One weight of 1, one bias."""
    shape = (1,) * rank

    def model(first: Any, second: Any, output: Any) -> bytes:
        weight = Constant(np.ones(shape, np.int8), second)
        total = Constant(np.int32([bias(first, second, output)]), first * second)
        inputs = [Activations(shape, first), weight, total]
        return one_operator(kind, inputs, Activations(shape, output), options, **values)

    return model


def mean(source: Any, output: Any) -> bytes:
    inputs = [Activations((1, 1, 256), source), Constant(np.int32([1]))]
    return one_operator("MEAN", inputs, Activations(ROW, output), "ReducerOptions")


def gate(first: Any, second: Any, output: Any) -> bytes:
    """An LSTM of one unit and one step: the bias of its cell gate comes out, in 2**-15, halved twice."""
    weights = [Constant(np.ones((1, 1), np.int8), second)] * 4
    totals = [Constant(np.int32([total]), first * second) for total in (0, 0, bias(first, second, output), 0)]
    states = [Variable((1, 1), 2.0**-15), Variable((1, 1), 2.0**-15, dtype=np.int16)]
    inputs = [
        Activations((1, 1, 1), first),
        *weights,
        *weights,
        *[None] * 3,
        *totals,
        *[None] * 2,
        *states,
        *[None] * 4,
    ]
    return one_operator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        inputs,
        Activations((1, 1, 1), 2.0**-15),
        "UnidirectionalSequenceLSTMOptions",
        fusedActivationFunction=4,
    )


def zeros(rank: int) -> Callable[..., NDArray[np.int8]]:
    return lambda *scales: np.zeros((1,) * (rank + 1), np.int8)


STRIDES = {"strideW": 1, "strideH": 1, "padding": 1}
CASES = {
    "RELU": Case(ratio, of_ratio, lookup("RELU")),
    "QUANTIZE": Case(ratio, of_ratio, lookup("QUANTIZE")),
    "LEAKY_RELU": Case(slope, of_slope, leaky),
    "MEAN": Case(ratio, of_ratio, mean, lambda *scales: ALL.reshape(1, 1, 1, 256)),
    "MUL": Case(product, of_product, pair("MUL", "MulOptions", 1)),
    "ADD": Case(common(2.0), of_sum, pair("ADD", "AddOptions", 0)),
    "ADD of a larger scale": Case(common(0.5), of_sum, pair("ADD", "AddOptions", 0)),
    "SUB": Case(common(2.0), of_sum, pair("SUB", "SubOptions", 0)),
    "SUB of a larger scale": Case(common(0.5), of_sum, pair("SUB", "SubOptions", 0)),
    "FULLY_CONNECTED": Case(fine, of_bias, weighted("FULLY_CONNECTED", 2, "FullyConnectedOptions"), zeros(2)),
    "CONV_2D": Case(fine, of_bias, weighted("CONV_2D", 4, "Conv2DOptions", **STRIDES), zeros(4)),
    "DEPTHWISE_CONV_2D": Case(
        fine,
        of_bias,
        weighted("DEPTHWISE_CONV_2D", 4, "DepthwiseConv2DOptions", **STRIDES, depthMultiplier=1),
        zeros(4),
    ),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": Case(
        lambda rng, tie: (*np.float32(1e-5 * rng.uniform(0.8, 1.2, 2)), np.float32(2.0**-12)), of_bias, gate, zeros(3)
    ),
    # Divided as floats: the number to quantise, and the bound of RELU6.
    "QUANTIZE float": Case(
        lambda rng, tie: (nearly(tie * 0.07, rng), np.float32(0.07)),
        lambda value, output: round_half_away(float(value / output)),
        lambda value, output: one_operator(
            "QUANTIZE", [Activations((1, 1), dtype=np.float32)], Activations((1, 1), output)
        ),
        lambda value, output: np.full((1, 1, 1), value, np.float32),
    ),
    "RELU6": Case(
        lambda rng, tie: (nearly(6 / tie, rng),),
        lambda scale: round_half_away(float(6 / scale)),
        lambda scale: one_operator("RELU6", [Activations(ROW, scale)], Activations(ROW, scale)),
    ),
}

# Operators whose input and output have one quantisation: bytes are moved, compared or averaged.
WITHOUT_SCALES = {
    "AVERAGE_POOL_2D",
    "CONCATENATION",
    "EXPAND_DIMS",
    "MAX_POOL_2D",
    "PAD",
    "REDUCE_MAX",
    "RESHAPE",
    "SQUEEZE",
    "STRIDED_SLICE",
    "TRANSPOSE",
}
# Operators of one scale, times a power of two or the number that is the result: single and double precision agree.
OF_ONE_SCALE = {"DEQUANTIZE", "LOGISTIC", "TANH"}


def test_every_operator_that_multiplies_by_scales_has_a_case() -> None:
    """SOFTMAX has SOFTMAXES below; the name of a case begins with its operator's."""
    cases = {name.split()[0] for name in CASES} | {"SOFTMAX"}
    assert cases == set(OPERATORS) - WITHOUT_SCALES - OF_ONE_SCALE


@pytest.mark.parametrize("name", CASES)
def test_precision_of_scales(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    for number, scales in enumerate(itertools.islice(telling(case), EACH)):
        check(case.model(*scales), case.inputs(*scales), tmp_path / str(number))


# beta, scale and two scores' difference, found by search: another score comes out of a product in single precision.
SOFTMAXES = [("0x1.60e546p-2", "0x1.88c21p-2", 12), ("0x1.4568c2p-1", "0x1.a5596ap-3", 10)]


@pytest.mark.parametrize(("beta", "scale", "difference"), SOFTMAXES)
def test_precision_of_beta(beta: str, scale: str, difference: int, tmp_path: Path) -> None:
    inputs, output = [Activations((1, 2), float.fromhex(scale))], Activations((1, 2), 1 / 256, -128)
    model = one_operator("SOFTMAX", inputs, output, "SoftmaxOptions", beta=float.fromhex(beta))
    check(model, np.int8([100, 100 - difference]).reshape(1, 1, 2), tmp_path)


def check(model: bytes, inputs: NDArray[Any], folder: Path) -> None:
    expected = oracle(model, inputs)
    program = build(generate(model), folder, GCC, ("-O1",))
    assert not differing(run(program, inputs, expected), expected)
