"""ADD, SUB and MUL of two activations, or of one and a constant."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from kd_edge.codegen import work
from kd_edge.codegen.fixedpoint import Rescale, quantise_multiplier
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.literals import array, rescale, struct
from kd_edge.codegen.lowering import Builder, Constant, Step, Value, require_int8, require_shape
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN, activation_range, exactness

_RANK: Final = 4
_MOST_RIGHT: Final = 30  # bits that kd_rescale shifts
_LARGEST_PRODUCT: Final = 255 * 255


def lower_add(operator: Operator, builder: Builder) -> None:
    """ADD and SUB: both operands on a common scale with 20 more bits."""
    a, b, output = operator.input(0), operator.input(1), operator.output
    require_int8(operator, a, b, output)
    twice = 2 * max(a.scale, b.scale)
    reals = a.scale / twice, b.scale / twice, twice / (2.0**20 * output.scale)
    factors = [_smaller_than_one(operator, real) for real in reals]
    extra: dict[str, int | str] = {
        "rescale_a": rescale(factors[0]),
        "rescale_b": rescale(factors[1]),
        "rescale_out": rescale(factors[2]),
        "sign_b": -1 if operator.kind == "SUB" else 1,
    }
    # Operands stay below 2**28, and so does their sum.
    exact = all(factor.right <= _MOST_RIGHT for factor in factors)
    _add_step(operator, builder, "add", exact, extra)


def lower_mul(operator: Operator, builder: Builder) -> None:
    """MUL: one factor for the product."""
    a, b, output = operator.input(0), operator.input(1), operator.output
    require_int8(operator, a, b, output)
    factor = quantise_multiplier(a.scale * b.scale / output.scale)
    exact = _LARGEST_PRODUCT << factor.left < 2**30 and factor.right <= _MOST_RIGHT
    _add_step(operator, builder, "mul", exact, {"rescale": rescale(factor)})


def _smaller_than_one(operator: Operator, real: float) -> Rescale:
    factor = quantise_multiplier(real)
    if factor.shift > 0:
        raise operator.unsupported(
            "its output scale is not finer than 2**-20 of its inputs'", real, "convert the model again"
        )
    return factor


def _add_step(operator: Operator, builder: Builder, kind: str, exact: bool, extra: dict[str, int | str]) -> None:
    """Emit the call of ``kd_<kind>``; ``extra`` are fields of its own."""
    a, b, output = operator.input(0), operator.input(1), operator.output
    shape = _broadcast(operator, a, b)
    require_shape(operator, output, shape[_RANK - len(output.shape) :])
    lowest, highest = activation_range(operator, output)
    pairing = _merged(shape, _steps(a, shape), _steps(b, shape))
    path = "clamped" if (lowest, highest) != (INT8_MIN, INT8_MAX) else "element"
    fields: dict[str, int | str] = {
        "pairing": f"{{{', '.join(map(_list, pairing))}}}",
        **extra,
        "zero_point_a": a.zero_point,
        "zero_point_b": b.zero_point,
        "zero_point_out": output.zero_point,
        "lowest": lowest,
        "highest": highest,
    }
    operands: list[str] = []
    values: list[Value] = []
    constants: list[Constant] = []
    in_place: list[int] = []
    for position, tensor in enumerate((a, b)):
        if tensor.data is not None:
            constants.append(array("int8_t", f"constant{operator.index}", tensor.data))
            operands.append(constants[-1].name)
            continue
        if tensor.size == output.size:
            in_place.append(len(values))
        operands.append(f"{{in{len(values)}}}")
        values.append(builder.value(operator, position))
    builder.steps.append(
        Step(
            operator,
            tuple(values),
            builder.new_value(output),
            "kd_elementwise.h",
            (
                *struct(f"kd_{kind}_t", "pair", fields),
                f"kd_{kind}(&pair, {exactness(exact)}, {operands[0]}, {operands[1]}, {{out}});",
            ),
            constants=tuple(constants),
            in_place=tuple(in_place),
            work=work.elementwise(kind, pairing[0], path if exact else f"plain_{path}"),
        )
    )


def _broadcast(operator: Operator, a: Tensor, b: Tensor) -> tuple[int, ...]:
    """The common shape, in four dimensions."""
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        shape = ()
    if len(shape) > _RANK or (not shape and a.shape != b.shape):
        raise operator.unsupported(
            "its inputs broadcast to at most four dimensions", f"{a.shape} and {b.shape}", "reshape one of them"
        )
    return (1,) * (_RANK - len(shape)) + tuple(shape)


def _steps(tensor: Tensor, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Elements from one index to the next along each axis of ``shape``, 0 where it is broadcast."""
    own = (1,) * (_RANK - len(tensor.shape)) + tensor.shape
    return tuple(0 if own[axis] != shape[axis] else math.prod(own[axis + 1 :]) for axis in range(_RANK))


def _merged(shape: tuple[int, ...], *steps: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The same elements in the same order with as few axes as possible, the others first and of size 1.

    Two neighbouring axes are one where each tensor goes on from the end of the inner one as it does within it.
    """
    axes = [(shape[-1], *(step[-1] for step in steps))]
    for axis in reversed(list(zip(shape[:-1], *(step[:-1] for step in steps), strict=True))):
        inner = axes[0]
        if all(outer == inner[0] * step for outer, step in zip(axis[1:], inner[1:], strict=True)):
            axes[0] = (axis[0] * inner[0], *inner[1:])
        elif axis[0] > 1:
            axes.insert(0, axis)
    axes = [(1, *(0 for _ in steps))] * (len(shape) - len(axes)) + axes
    return tuple(zip(*axes, strict=True))


def _list(values: tuple[int, ...]) -> str:
    return f"{{{', '.join(map(str, values))}}}"


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item, unless another operand is a constant that changes over time."""
    from_end = len(operator.input(position).shape) - axis
    others = [operator.input(i) for i in range(2) if i != position]
    changes = any(other.data is not None and other.shape[-from_end:][:1] not in ((), (1,)) for other in others)
    return None if changes else ITEM


OPERATORS = {
    "ADD": Kind(lower_add, _view),
    "MUL": Kind(lower_mul, _view),
    "SUB": Kind(lower_add, _view),
}
