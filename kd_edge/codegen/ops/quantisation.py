"""QUANTIZE and DEQUANTIZE."""

from __future__ import annotations

import numpy as np

from kd_edge.codegen import work
from kd_edge.codegen.fixedpoint import quantise_multiplier
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import Kind, item_by_item
from kd_edge.codegen.literals import float32_double, float32_literal
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_size
from kd_edge.codegen.ops.lookups import add_lookup

_FLOAT = np.dtype("<f4")
_REMEDY = "convert the model with full int8 quantisation"


def lower_quantise(operator: Operator, builder: Builder) -> None:
    """From float32 by division, from int8 by a table."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, output)
    require_size(operator, output, source.tensor.size)
    if source.tensor.dtype != _FLOAT:
        factor = quantise_multiplier(source.tensor.scale / output.scale)
        zero_point = source.tensor.zero_point
        add_lookup(operator, builder, lambda value: factor.apply(value - zero_point) + output.zero_point)
        return
    numbers = f"{float32_literal(output.scale)}, {output.zero_point}"
    call = f"kd_quantise({numbers}, (const float *)(const void *)({{in0}}), {{out}}, {output.size});"
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_elementwise.h",
            (call,),
            work=work.elementwise("quantise", (output.size,)),
        )
    )


def lower_dequantise(operator: Operator, builder: Builder) -> None:
    """From int8 to float32."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor)
    require_size(operator, output, source.tensor.size)
    if output.dtype != _FLOAT:
        raise operator.unsupported("its output is float32", output.dtype, _REMEDY)
    scale, zero_point = float32_double(source.tensor.scale), source.tensor.zero_point
    call = f"kd_dequantise({scale}, {zero_point}, {{in0}}, (float *)(void *)({{out}}), {output.size});"
    counts = work.elementwise("dequantise", (output.size,))
    builder.steps.append(Step(operator, (source,), builder.new_value(output), "kd_elementwise.h", (call,), work=counts))


OPERATORS = {
    "DEQUANTIZE": Kind(lower_dequantise, item_by_item),
    "QUANTIZE": Kind(lower_quantise, item_by_item, any_count=True),
}
