"""SOFTMAX: exponentials of every possible difference, computed here."""

from __future__ import annotations

import math

from kd_edge.codegen import work
from kd_edge.codegen.fixedpoint import exponential, quantise_multiplier
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.literals import array, struct
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_shape

_INTEGER_BITS = 5


def lower_softmax(operator: Operator, builder: Builder) -> None:
    """Over the last axis; output scale 1/256, zero point -128."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    require_shape(operator, output, source.shape)
    if not source.shape or output.scale != 1 / 256 or output.zero_point != -128:
        raise operator.unsupported(
            "its output has scale 1/256 and zero point -128",
            f"{output.scale} and {output.zero_point}",
            "convert the model again",
        )
    beta = operator.real_option("beta")
    if not (math.isfinite(beta) and beta > 0):
        raise operator.unsupported("beta is a positive number", beta, "convert the model again")
    table = array("int32_t", f"exponentials{operator.index}", exponentials(beta * source.tensor.scale), weights=False)
    classes = source.shape[-1]
    fields: dict[str, int | str] = {
        "exponentials": table.name,
        "differences": table.bytes // 4,
        "rows": source.tensor.size // max(classes, 1),
        "classes": classes,
    }
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_softmax.h",
            (*struct("kd_softmax_t", "softmax", fields), "kd_softmax(&softmax, {in0}, {out});"),
            constants=(table,),
            in_place=(0,),
            work=work.softmax(source.tensor.size // max(classes, 1), classes),
        )
    )


def exponentials(scale: float) -> list[int]:
    """``exp(-difference * scale)`` in Q0.31 as long as TFLite does not skip the difference."""
    real = min(scale * 2.0 ** (31 - _INTEGER_BITS), 2.0**31 - 1)
    factor = quantise_multiplier(real)
    radius = math.floor((2**_INTEGER_BITS - 1) * 2.0 ** (31 - _INTEGER_BITS) / 2.0**factor.left)
    return [exponential(factor.apply(-difference), _INTEGER_BITS) for difference in range(min(radius, 255) + 1)]


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item, unless time is the axis of the classes."""
    return ITEM if axis < len(operator.input(0).shape) - 1 else None


OPERATORS = {"SOFTMAX": Kind(lower_softmax, _view)}
