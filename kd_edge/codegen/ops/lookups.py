"""Operators on single int8 elements: their 256 possible results are computed here, once."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from kd_edge.codegen import fixedpoint, work
from kd_edge.codegen.fixedpoint import (
    Rescale,
    divide_by_power,
    float32,
    lookup_table,
    quantise_multiplier,
    round_half_away,
)
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.kinds import Kind, item_by_item
from kd_edge.codegen.literals import array
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_size

_INPUT_INTEGER_BITS = 4


def add_lookup(operator: Operator, builder: Builder, function: Callable[[int], int]) -> None:
    """Lower ``operator`` to a table of ``function`` over all int8."""
    source = builder.value(operator)
    require_int8(operator, source.tensor, operator.output)
    require_size(operator, operator.output, source.tensor.size)
    table = array("int8_t", f"table{operator.index}", lookup_table(function), weights=False)
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(operator.output),
            "kd_elementwise.h",
            (f"kd_lookup({table.name}, {{in0}}, {{out}}, {source.tensor.size});",),
            constants=(table,),
            in_place=(0,),
            work=work.elementwise("lookup", (source.tensor.size,)),
        )
    )


def lower_logistic(operator: Operator, builder: Builder) -> None:
    """LOGISTIC: output scale 1/256, zero point -128."""
    _require_output(operator, 1 / 256, -128)

    def function(value: int) -> int:
        return divide_by_power(fixedpoint.logistic(value), 31 - 8) - 128

    add_lookup(operator, builder, _on_q4(operator.input(0), function))


def lower_tanh(operator: Operator, builder: Builder) -> None:
    """TANH: output scale 1/128, zero point 0."""
    _require_output(operator, 1 / 128, 0)

    def function(value: int) -> int:
        return divide_by_power(fixedpoint.tanh(value), 31 - 7)

    add_lookup(operator, builder, _on_q4(operator.input(0), function))


def _require_output(operator: Operator, scale: float, zero_point: int) -> None:
    output = operator.output
    if output.scale != scale or output.zero_point != zero_point:
        raise operator.unsupported(
            f"its output has scale {scale} and zero point {zero_point}",
            f"{output.scale} and {output.zero_point}",
            "convert the model again",
        )


def _on_q4(tensor: Tensor, function: Callable[[int], int]) -> Callable[[int], int]:
    """``function`` of Q4.27, saturated where TFLite saturates the int8 input."""
    fraction, shift = math.frexp(tensor.scale * 2.0 ** (31 - _INPUT_INTEGER_BITS))
    factor = Rescale(round_half_away(fraction * 2**31), shift)
    limit = (2**_INPUT_INTEGER_BITS - 1) * 2.0 ** (31 - _INPUT_INTEGER_BITS) / 2.0**shift
    radius = math.floor(limit)

    def of_int8(value: int) -> int:
        centred = value - tensor.zero_point
        if centred <= -radius:
            return -128
        return 127 if centred >= radius else function(factor.apply(centred))

    return of_int8


def lower_relu(operator: Operator, builder: Builder) -> None:
    """RELU, to the output's own quantisation."""
    source, output = operator.input(0), operator.output
    factor = quantise_multiplier(source.scale / output.scale)
    lowest = max(-128, output.zero_point)

    def function(value: int) -> int:
        return max(lowest, factor.apply(value - source.zero_point) + output.zero_point)

    add_lookup(operator, builder, function)


def lower_relu6(operator: Operator, builder: Builder) -> None:
    """RELU6: TFLite clamps without rescaling, so both sides share one quantisation."""
    source = operator.input(0)
    six = source.zero_point + round_half_away(float32(np.float32(6.0) / np.float32(source.scale)))
    add_lookup(operator, builder, lambda value: max(source.zero_point, min(six, value)))


def lower_leaky_relu(operator: Operator, builder: Builder) -> None:
    """LEAKY_RELU: one factor for positive values, another one for negative values."""
    source, output = operator.input(0), operator.output
    alpha = operator.real_option("alpha")
    if not 0 <= alpha < math.inf:
        raise operator.unsupported("its slope is a number from 0 up", alpha, "use LeakyReLU with a positive slope")
    positive = quantise_multiplier(source.scale / output.scale)
    negative = quantise_multiplier(source.scale * alpha / output.scale)

    def function(value: int) -> int:
        centred = value - source.zero_point
        return output.zero_point + (positive if centred >= 0 else negative).apply(centred)

    add_lookup(operator, builder, function)


OPERATORS = {
    kind: Kind(lowering, item_by_item, any_count=True)
    for kind, lowering in {
        "LEAKY_RELU": lower_leaky_relu,
        "LOGISTIC": lower_logistic,
        "RELU": lower_relu,
        "RELU6": lower_relu6,
        "TANH": lower_tanh,
    }.items()
}
