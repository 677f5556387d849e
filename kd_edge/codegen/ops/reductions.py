"""MEAN and REDUCE_MAX over neighbouring axes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kd_edge.codegen import work
from kd_edge.codegen.fixedpoint import Rescale, quantise_multiplier
from kd_edge.codegen.geometry import Window2D
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.literals import rescale, struct
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_size
from kd_edge.codegen.ops.pooling import require_one_quantisation
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN


@dataclass(frozen=True)
class _Reduction:
    """The input seen as (outer, count, inner), of which the middle one goes."""

    outer: int
    count: int
    inner: int


def lower_mean(operator: Operator, builder: Builder) -> None:
    """MEAN, from the input's quantisation to the output's."""
    source, output = builder.value(operator), operator.output
    reduction = _reduction(operator)
    fields: dict[str, int | str] = {
        "outer": reduction.outer,
        "count": reduction.count,
        "inner": reduction.inner,
        "rescale": rescale(_mean_rescale(source.tensor.scale / output.scale, reduction.count)),
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
            in_place=(0,) if reduction.outer == 1 else (),
            work=work.mean(reduction.outer, reduction.count, reduction.inner),
        )
    )


def _mean_rescale(ratio: float, count: int) -> Rescale:
    """The scales' ratio divided by ``count`` in integers, as TFLite folds the two."""
    factor = quantise_multiplier(ratio)
    shift = min(count.bit_length() - 1, 32, 31 + factor.shift)
    return Rescale((factor.multiplier << shift) // count, factor.shift - shift)


def lower_reduce_max(operator: Operator, builder: Builder) -> None:
    """REDUCE_MAX: a pool whose filters lie one under the other."""
    source, output = builder.value(operator), operator.output
    require_one_quantisation(operator, source.tensor, output)
    reduction = _reduction(operator)
    image = (1, reduction.outer * reduction.count, 1, reduction.inner)
    window = Window2D((reduction.count, 1), (reduction.count, 1), (1, 1), (reduction.outer, 1), (0, 0))
    fields: dict[str, int | str] = {
        "in_height": reduction.outer * reduction.count,
        "in_width": 1,
        "channels": reduction.inner,
        "out_height": reduction.outer,
        "out_width": 1,
        "filter_height": reduction.count,
        "filter_width": 1,
        "stride_height": reduction.count,
        "stride_width": 1,
        "pad_top": 0,
        "pad_left": 0,
        "lowest": INT8_MIN,
        "highest": INT8_MAX,
    }
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_pool.h",
            (*struct("kd_pool_t", "pool", fields), "kd_max_pool(&pool, {in0}, {out});"),
            in_place=(0,),
            work=work.pool(window, image, kind="max_pool", clamps=False),
        )
    )


def _reduction(operator: Operator) -> _Reduction:
    source, output = operator.input(0), operator.output
    require_int8(operator, source, output)
    shape, axes = source.shape, _axes(operator)
    if not axes or axes != list(range(axes[0], axes[-1] + 1)):
        raise operator.unsupported("its axes are neighbours", f"axes {axes}", "reduce in two layers")
    reduction = _Reduction(
        math.prod(shape[: axes[0]]), math.prod(shape[axes[0] : axes[-1] + 1]), math.prod(shape[axes[-1] + 1 :])
    )
    if source.size == 0:
        raise operator.unsupported("it reduces at least one element", f"shape {shape}", "convert the model again")
    require_size(operator, output, reduction.outer * reduction.inner)
    return reduction


def _axes(operator: Operator) -> list[int]:
    rank = len(operator.input(0).shape)
    axes = [int(axis) for axis in operator.constant(1, "<i4").reshape(-1)]
    if not all(-rank <= axis < rank for axis in axes):
        raise operator.unsupported(
            f"its axes are those of {rank} dimensions", f"axes {axes}", "convert the model again"
        )
    return sorted({axis % rank for axis in axes})


def _view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item, unless it reduces time itself."""
    return None if position != 0 or axis in _axes(operator) else ITEM


OPERATORS = {"MEAN": Kind(lower_mean, _view), "REDUCE_MAX": Kind(lower_reduce_max, _view)}
