"""AVERAGE_POOL_2D, MAX_POOL_2D and MEAN."""

from __future__ import annotations

import math

from kd_edge.codegen.fixedpoint import Rescale, quantise_multiplier
from kd_edge.codegen.geometry import window_2d
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.literals import rescale, struct
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_shape, require_size
from kd_edge.codegen.quantised import activation_range


def lower_pool(operator: Operator, builder: Builder) -> None:
    """Average or maximum under a sliding filter."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    if abs(source.tensor.scale - output.scale) > 1e-6 or source.tensor.zero_point != output.zero_point:
        raise operator.unsupported(
            "its input and output share one quantisation",
            f"tensors {source.tensor.label} and {output.label}",
            "convert the model again",
        )
    window = window_2d(
        operator,
        source.shape,
        filter_shape=(operator.option(4), operator.option(3)),
        strides=(operator.option(2), operator.option(1)),
        padding=operator.option(0, "<b"),
    )
    channels = source.shape[3]
    require_shape(operator, output, (source.shape[0], *window.out_shape, channels))
    lowest, highest = activation_range(operator, operator.option(5, "<b"), output)
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
    kernel = "kd_average_pool" if operator.kind == "AVERAGE_POOL_2D" else "kd_max_pool"
    reads_ahead = window.pads == (0, 0) and min(source.shape[1:3]) == 1
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_pool.h",
            (*struct("kd_pool_t", "pool", fields), f"{kernel}(&pool, {{in0}}, {{out}});"),
            in_place=(0,) if reads_ahead else (),
        )
    )


def lower_mean(operator: Operator, builder: Builder) -> None:
    """MEAN over neighbouring axes."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    shape = source.shape
    axes = sorted({int(axis) % max(len(shape), 1) for axis in operator.constant(1, "<i4").reshape(-1)})
    if not axes or axes != list(range(axes[0], axes[-1] + 1)):
        raise operator.unsupported("its axes are neighbours", f"axes {axes}", "take the mean in two layers")
    outer, count, inner = (
        math.prod(shape[: axes[0]]),
        math.prod(shape[axes[0] : axes[-1] + 1]),
        math.prod(shape[axes[-1] + 1 :]),
    )
    if count == 0:
        raise operator.unsupported("it averages at least one element", f"shape {shape}", "convert the model again")
    require_size(operator, output, outer * inner)
    fields: dict[str, int | str] = {
        "outer": outer,
        "count": count,
        "inner": inner,
        "rescale": rescale(_mean_rescale(source.tensor.scale / output.scale, count)),
        "in_zero_point": source.tensor.zero_point,
        "out_zero_point": output.zero_point,
    }
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_pool.h",
            (*struct("kd_mean_t", "mean", fields), "kd_mean(&mean, {in0}, {out});"),
            in_place=(0,) if outer == 1 else (),
        )
    )


def _mean_rescale(ratio: float, count: int) -> Rescale:
    """The scales' ratio divided by ``count`` in integers, as TFLite folds the two."""
    factor = quantise_multiplier(ratio)
    shift = min(count.bit_length() - 1, 32, 31 + factor.shift)
    return Rescale((factor.multiplier << shift) // count, factor.shift - shift)
