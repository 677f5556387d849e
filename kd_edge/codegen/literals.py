"""C text for numbers, arrays and structs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale
from kd_edge.codegen.lowering import Constant

_LINE = 100
_LANE_BYTES = 2  # at most


def integer(value: int) -> str:
    """An int32 literal; the lowest one has no literal of its own in C."""
    return "INT32_MIN" if value == -(2**31) else str(value)


def float32_literal(value: float) -> str:
    """``value`` rounded to float32, as a hexadecimal literal of exactly its bits."""
    return f"{float32_double(value)}f"


def float32_double(value: float) -> str:
    """The same number as a literal of type double."""
    mantissa, exponent = float(np.float32(value)).hex().split("p")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}{'.' if fraction else ''}{fraction}p{exponent}"


def wrap(items: Iterable[str]) -> tuple[str, ...]:
    """Items separated by commas, in lines that are not too long."""
    lines: list[str] = []
    line = ""
    for item in items:
        if line and len(line) + len(item) + 2 > _LINE:
            lines.append(line)
            line = ""
        line += f"{' ' if line else ''}{item},"
    return (*lines, line) if line else tuple(lines)


def array(ctype: str, name: str, values: Sequence[int] | NDArray[np.generic], *, weights: bool = True) -> Constant:
    """A one-dimensional array of whole numbers."""
    sizes = {"int8_t": 1, "uint8_t": 1, "uint16_t": 2, "int32_t": 4}
    numbers = [int(value) for value in np.asarray(values).reshape(-1)]
    return Constant(ctype, name, wrap(map(integer, numbers)), sizes[ctype] * len(numbers), weights)


def rescale(value: Rescale) -> str:
    """A ``kd_rescale_t`` initialiser."""
    return f"{{{value.multiplier}, {value.left}, {value.right}}}"


def rescales(name: str, values: Sequence[Rescale]) -> Constant:
    """An array of ``kd_rescale_t``."""
    return Constant("kd_rescale_t", name, wrap(map(rescale, values)), 8 * len(values))


def starts(name: str, biases: NDArray[np.int64], *, packed: Sequence[bool]) -> Constant:
    """Biases of groups of four rows: as ``KD_STARTS`` where a group's sums are packed, else as they are.

    Args:
        name: C identifier.
        biases: shape ``(4 * groups,)``.
        packed: for each group, whether every sum stays within what the kernels prove exact.
    """
    items: list[str] = []
    for group, whether in zip(biases.reshape(-1, 4).tolist(), packed, strict=True):
        numbers = list(map(integer, group))
        items += [f"KD_STARTS({', '.join(numbers)})"] if whether else numbers
    return Constant("int32_t", name, wrap(items), 4 * biases.size)


def blocks(name: str, runs: NDArray[np.int8]) -> Constant:
    """Weights as ``KD_BLOCK`` macros, which put them in the order that the target's kernel wants.

    Args:
        name: C identifier.
        runs: shape ``(groups, 4, columns)`` with ``columns`` a multiple of 4; each group's
            blocks follow one another column by column.
    """
    groups, _, columns = runs.shape
    by_block = runs.reshape(groups, 4, columns // 4, 4).transpose(0, 2, 1, 3).reshape(-1, 16)
    lines = [f"KD_BLOCK({', '.join(map(str, block))})," for block in by_block.tolist()]
    lines.append("KD_WEIGHTS_END")
    return Constant("KD_ALIGNED int8_t", name, tuple(lines), 16 * len(by_block))


def quads(name: str, taps: NDArray[np.int8]) -> Constant:
    """Depthwise weights as ``KD_QUAD`` of four neighbouring channels; the last four overlap those before if need be.

    Args:
        name: C identifier.
        taps: shape ``(taps, channels)`` with at least four channels.
    """
    channels = taps.shape[1]
    firsts = [min(first, channels - 4) for first in range(0, channels, 4)]
    items = [f"KD_QUAD({', '.join(map(str, tap[first : first + 4]))})" for tap in taps.tolist() for first in firsts]
    return Constant("kd_lane_t", name, wrap(items), 4 * _LANE_BYTES * len(items))


def struct(ctype: str, name: str, fields: Mapping[str, int | str]) -> tuple[str, ...]:
    """A ``static const`` struct inside a function, field by field."""
    return (
        f"static const {ctype} {name} = {{",
        *(f"    .{key} = {integer(value) if isinstance(value, int) else value}," for key, value in fields.items()),
        "};",
    )
