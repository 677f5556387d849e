"""AVERAGE_POOL_2D and MAX_POOL_2D."""

from __future__ import annotations

from kd_edge.codegen import work
from kd_edge.codegen.geometry import filter_view, window_2d
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.kinds import Kind
from kd_edge.codegen.literals import struct
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_shape
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN, activation_range


def lower_pool(operator: Operator, builder: Builder) -> None:
    """Average or maximum under a sliding filter."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    require_one_quantisation(operator, source.tensor, output)
    window = window_2d(operator, source.shape)
    channels = source.shape[3]
    require_shape(operator, output, (source.shape[0], *window.out_shape, channels))
    lowest, highest = activation_range(operator, output)
    fields = {
        "in_height": source.shape[1],
        "in_width": source.shape[2],
        "channels": channels,
        "out_height": window.out_shape[0],
        "out_width": window.out_shape[1],
        "filter_height": window.filter_shape[0],
        "filter_width": window.filter_shape[1],
        "stride_height": window.strides[0],
        "stride_width": window.strides[1],
        "pad_top": window.pads[0],
        "pad_left": window.pads[1],
        "lowest": lowest,
        "highest": highest,
    }
    kind = "average_pool" if operator.kind == "AVERAGE_POOL_2D" else "max_pool"
    reads_ahead = window.pads == (0, 0) and min(source.shape[1:3]) == 1
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_pool.h",
            (*struct("kd_pool_t", "pool", fields), f"kd_{kind}(&pool, {{in0}}, {{out}});"),
            in_place=(0,) if reads_ahead else (),
            work=work.pool(window, source.shape, kind=kind, clamps=(lowest, highest) != (INT8_MIN, INT8_MAX)),
        )
    )


def require_one_quantisation(operator: Operator, source: Tensor, output: Tensor) -> None:
    """Refuse an operator that only compares or averages values, but whose output has another scale.

    Raises:
        CodegenError: naming both tensors.
    """
    if abs(source.scale - output.scale) > 1e-6 or source.zero_point != output.zero_point:
        raise operator.unsupported(
            "its input and output share one quantisation",
            f"tensors {source.label} and {output.label}",
            "convert the model again",
        )


OPERATORS = {
    "AVERAGE_POOL_2D": Kind(lower_pool, filter_view),
    "MAX_POOL_2D": Kind(lower_pool, filter_view),
}
