"""TFLite's fixed-point arithmetic, as far as the generator needs it to fold constants.

The functions follow gemmlowp's fixed-point definitions (a raw int32 with a number of integer
bits) and TFLite's choice of multipliers, so that constants computed here have the bits that
TFLite Micro would compute when it prepares a model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_INT32_MAX = 2**31 - 1
_INT32_MIN = -(2**31)


@dataclass(frozen=True)
class Rescale:
    """A positive factor ``multiplier * 2**(shift - 31)``, ``multiplier`` in Q0.31."""

    multiplier: int
    shift: int

    @property
    def left(self) -> int:
        """Bits that a value is shifted left before it is multiplied."""
        return max(self.shift, 0)

    @property
    def right(self) -> int:
        """Bits that the product is shifted right, rounding a second time."""
        return max(-self.shift, 0)

    def apply(self, value: int) -> int:
        """``value`` times the factor with both roundings."""
        wrapped = _wrap32(value << self.left)
        return divide_by_power(multiply_high(wrapped, self.multiplier), self.right)


def _wrap32(value: int) -> int:
    return (value + 2**31) % 2**32 - 2**31


def quantise_multiplier(real: float) -> Rescale:
    """``real`` (double precision, not negative) as a :class:`Rescale`, flushing below 2**-31 to 0."""
    if real == 0:
        return Rescale(0, 0)
    fraction, shift = math.frexp(real)
    multiplier = round_half_away(fraction * 2**31)
    if multiplier == 2**31:
        multiplier //= 2
        shift += 1
    return Rescale(multiplier, shift) if shift >= -31 else Rescale(0, 0)


def round_half_away(value: float) -> int:
    """Nearest integer, ties away from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def float32(value: float | np.floating[Any]) -> float:
    """``value`` rounded to float32."""
    return float(np.float32(value))


def multiply_high(a: int, b: int) -> int:
    """``a * b / 2**31`` rounded to nearest, ties up, saturating: gemmlowp's doubling high multiply."""
    return min((a * b + 2**30) >> 31, _INT32_MAX)


def divide_by_power(value: int, exponent: int) -> int:
    """``value / 2**exponent`` rounded to nearest, ties away from zero."""
    if exponent == 0:
        return value
    return (value + (1 << (exponent - 1)) - (value < 0)) >> exponent


def _multiply_by_power(value: int, exponent: int) -> int:
    return max(min(value << exponent, _INT32_MAX), _INT32_MIN)


def _half_sum(a: int, b: int) -> int:
    total = a + b
    return (total + 1) // 2 if total >= 0 else -((1 - total) // 2)


def exponential(raw: int, integer_bits: int) -> int:
    """``exp(raw)`` in Q0.31 for ``raw <= 0`` with ``integer_bits`` integer bits."""
    if raw == 0:
        return _INT32_MAX
    fraction_bits = 31 - integer_bits
    quarter = 1 << (fraction_bits - 2)
    rest = (raw & (quarter - 1)) - quarter
    result = _exponential_near_zero(_multiply_by_power(rest, integer_bits))
    remainder = rest - raw
    for exponent, factor in (
        (-2, 1672461947),  # exp(-1/4) in Q0.31, and so on
        (-1, 1302514674),
        (0, 790015084),
        (1, 290630308),
        (2, 39332535),
        (3, 720401),
        (4, 242),
    ):
        if integer_bits > exponent and remainder & (1 << (fraction_bits + exponent)):
            result = multiply_high(result, factor)
    return result


def _exponential_near_zero(raw: int) -> int:
    """``exp(raw)`` for Q0.31 from -1/4 to 0: a Taylor series around -1/8."""
    constant = 1895147668  # exp(-1/8)
    third = 715827883
    x = raw + (1 << 28)
    x2 = multiply_high(x, x)
    x3 = multiply_high(x2, x)
    x4 = multiply_high(x2, x2)
    tail = divide_by_power(multiply_high(divide_by_power(x4, 2) + x3, third) + x2, 1)
    return min(constant + multiply_high(constant, x + tail), _INT32_MAX)


def _newton_reciprocal(raw: int) -> int:
    """``2 / (1 + raw)`` for Q0.31 from 0 to 1, with two integer bits."""
    half_denominator = _half_sum(raw, _INT32_MAX)
    x = 1515870810 + multiply_high(half_denominator, -1010580540)  # 48/17 - 32/17 d
    for _ in range(3):
        error = (1 << 29) - multiply_high(half_denominator, x)
        x += _multiply_by_power(multiply_high(x, error), 2)
    return x


def logistic(raw: int, integer_bits: int = 4) -> int:
    """The logistic function in Q0.31."""
    if raw == 0:
        return 1 << 30
    positive = _multiply_by_power(_newton_reciprocal(exponential(-abs(raw), integer_bits)), 1)
    return positive if raw > 0 else _INT32_MAX - positive


def tanh(raw: int, integer_bits: int = 4) -> int:
    """The hyperbolic tangent in Q0.31."""
    if raw == 0:
        return 0
    ratio = _newton_reciprocal(exponential(-abs(raw), integer_bits + 1)) - (1 << 29)
    positive = _multiply_by_power(ratio, 2)
    return positive if raw > 0 else -positive


def lookup_table(function: Callable[[int], int]) -> list[int]:
    """``function`` of every int8, from -128 to 127, clamped to int8."""
    return [max(-128, min(127, function(value))) for value in range(-128, 128)]
