"""One kernel for CONV_2D, FULLY_CONNECTED and a depthwise convolution of one channel: four channels at a time."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import work
from kd_edge.codegen.constant_rows import Filters, OutputRange, computed_rows, settle_constant_rows
from kd_edge.codegen.fixedpoint import Rescale
from kd_edge.codegen.geometry import Window2D
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.literals import array, blocks, rescales, starts, struct
from kd_edge.codegen.lowering import Buffer, Builder, Step
from kd_edge.codegen.quantised import activation_range, folded_biases
from kd_edge.codegen.strip import LANE_BYTES, fill_quads, follows_its_input, in_fours, in_strip_order, strip_size
from kd_edge.codegen.sums import plan_sums

_LANES_READ_PAST: Final = 3


def add_product(
    operator: Operator,
    builder: Builder,
    window: Window2D,
    in_shape: tuple[int, ...],
    kernel: NDArray[np.generic],
    factors: list[Rescale],
    weights_per_output: int | None = None,
) -> None:
    """Emit the kernel call.

    Args:
        operator: what is lowered.
        builder: takes the step.
        window: where the filters fall.
        in_shape: of the image, (1, height, width, in_channels).
        kernel: shape (out_channels, height, width, in_channels).
        factors: from sums to outputs, by channel.
        weights_per_output: the operator's own, where ``kernel`` has more of them, all 0; counted as its work.
    """
    source, output = builder.value(operator), operator.output
    zero_point = source.tensor.zero_point
    macs = math.prod(window.out_shape) * len(kernel) * (weights_per_output or kernel[0].size)
    lowest, highest = activation_range(operator, output)
    rows = np.asarray(kernel.reshape(len(kernel), -1), np.int8)
    output_range = OutputRange(output.zero_point, lowest, highest)
    biases = folded_biases(operator, operator.optional_input(2), rows, 0)
    filters = settle_constant_rows(Filters(rows, biases, tuple(factors)), zero_point, output_range)
    window, kernel, repeats = fill_quads(window, filters.weights.reshape(kernel.shape))
    channels, kernel_height, _, in_channels = kernel.shape
    column = kernel_height * in_channels
    filters = Filters(in_strip_order(kernel), np.tile(filters.biases, repeats), filters.factors * repeats)
    places = computed_rows(filters)
    pattern = list(map(output_range.of, filters.biases.tolist(), filters.factors))
    filters = filters.only(places)
    plan = plan_sums(filters, zero_point, column, window.dilations[1])
    outputs, strip_width = strip_size(window, column)

    index = operator.index
    padded = np.pad(filters.starts(zero_point), (0, -len(places) % 4))
    weights_text = blocks(f"weights{index}", in_fours(filters.weights, plan.runs, plan.run_columns))
    starts_text = starts(f"starts{index}", padded, packed=plan.packed)
    rescales_text = rescales(f"rescales{index}", filters.factors)
    constants = [weights_text, starts_text, rescales_text]
    tables = {"plain": "NULL", "places": "NULL", "pattern": "NULL"}
    if plan.path == "KD_MIXED":
        constants.append(array("uint8_t", f"plain{index}", plan.plain, weights=False))
        tables["plain"] = constants[-1].name
    if len(places) < channels:
        constants += [array("uint16_t", f"places{index}", places), array("int8_t", f"pattern{index}", pattern)]
        tables |= {"places": f"places{index}", "pattern": f"pattern{index}"}
    fields: dict[str, int | str] = {
        "weights": weights_text.name,
        "starts": starts_text.name,
        "rescales": rescales_text.name,
        **tables,
        "in_height": in_shape[1],
        "in_width": in_shape[2],
        "in_channels": in_channels,
        "out_height": window.out_shape[0],
        "out_width": window.out_shape[1],
        "out_channels": channels,
        "computed": len(places),
        "kernel_height": kernel_height,
        "stride_height": window.strides[0],
        "stride_width": window.strides[1],
        "dilation_height": window.dilations[0],
        "pad_top": window.pads[0],
        "pad_left": window.pads[1],
        "runs": plan.runs,
        "run_blocks": plan.run_blocks,
        "run_step": plan.run_step,
        "in_parts": int(plan.in_parts),
        "strip_outputs": outputs,
        "strip_width": strip_width,
        "in_zero_point": zero_point,
        "range": f"{{{output.zero_point}, {lowest}, {highest}}}",
    }
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_conv.h",
            (
                *struct("kd_conv_t", "conv", fields),
                f"kd_conv(&conv, {plan.path}, {{in0}}, {{out}}, (kd_lane_t *)(void *)({{scratch0}}));",
            ),
            constants=tuple(constants),
            scratch=(Buffer((strip_width * column + max(_LANES_READ_PAST, plan.columns_past)) * LANE_BYTES),),
            in_place=(0,) if follows_its_input(window, in_shape, channels, outputs) else (),
            macs=macs,
            work=work.convolution(
                window,
                in_shape,
                channels=len(places),
                column=column,
                sums=plan,
                strip=(outputs, strip_width),
                clamps=output_range.clamps,
            ),
        )
    )
