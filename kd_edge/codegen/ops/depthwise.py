"""DEPTHWISE_CONV_2D."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import work
from kd_edge.codegen.constant_rows import Filters, OutputRange, settle_constant_rows
from kd_edge.codegen.geometry import filter_view, window_2d
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import Kind
from kd_edge.codegen.literals import array, quads, rescales, struct
from kd_edge.codegen.lowering import Builder, Step, require_int8, require_shape
from kd_edge.codegen.ops.product import add_product
from kd_edge.codegen.quantised import activation_range, channel_rescales, exactness, folded_biases, largest_sum

_FEW: Final = 4  # input channels, of which a convolution with zeros for the others is faster


def lower_depthwise(operator: Operator, builder: Builder) -> None:
    """Each input channel has filters of its own."""
    source, output = builder.value(operator), operator.output
    require_int8(operator, source.tensor, output)
    kernel = operator.constant(1, "i1")
    in_channels = source.shape[-1] if source.shape else 0
    channels = kernel.shape[-1] if kernel.ndim == 4 else 0
    if kernel.ndim != 4 or kernel.shape[0] != 1 or not in_channels or not channels or channels % in_channels:
        raise operator.unsupported(
            "its filter has shape (1, height, width, channels), channels a multiple of the input's",
            f"{kernel.shape} for {in_channels} input channels",
            "convert the model again",
        )
    window = window_2d(
        operator,
        source.shape,
        builder.pads.get(operator.input(0).index, ((0, 0), (0, 0))),
    )
    require_shape(operator, output, (1, *window.out_shape, channels))
    zero_point = source.tensor.zero_point
    factors = channel_rescales(operator, source.tensor, operator.input(1), output, channels)
    multiplier = channels // in_channels
    if in_channels <= (_FEW - 1 if multiplier == 1 else _FEW):
        full = _as_convolution(kernel, in_channels)
        add_product(operator, builder, window, source.shape, full, factors, weights_per_output=kernel[0, ..., 0].size)
        return
    lowest, highest = activation_range(operator, output)
    rows = np.asarray(kernel.reshape(-1, channels).T, np.int8)
    output_range = OutputRange(output.zero_point, lowest, highest)
    filters = settle_constant_rows(
        Filters(rows, folded_biases(operator, operator.optional_input(2), rows, 0), tuple(factors)),
        zero_point,
        output_range,
    )
    exact = 2 * largest_sum(filters.weights, filters.biases) < 2**30
    exact = exact and all(factor.shift <= -1 for factor in filters.factors)
    index = operator.index
    constants = (
        quads(f"weights{index}", filters.weights.T),
        array("int32_t", f"biases{index}", filters.biases),
        array("int32_t", f"starts{index}", filters.starts(zero_point)),
        rescales(f"rescales{index}", filters.factors),
    )
    fields: dict[str, int | str] = {
        "weights": constants[0].name,
        "biases": constants[1].name,
        "starts": constants[2].name,
        "rescales": constants[3].name,
        "in_height": source.shape[1],
        "in_width": source.shape[2],
        "in_channels": in_channels,
        "out_height": window.out_shape[0],
        "out_width": window.out_shape[1],
        "multiplier": multiplier,
        "kernel_height": kernel.shape[1],
        "kernel_width": kernel.shape[2],
        "stride_height": window.strides[0],
        "stride_width": window.strides[1],
        "dilation_height": window.dilations[0],
        "dilation_width": window.dilations[1],
        "pad_top": window.pads[0],
        "pad_left": window.pads[1],
        "in_zero_point": zero_point,
        "range": f"{{{output.zero_point}, {lowest}, {highest}}}",
    }
    builder.steps.append(
        Step(
            operator,
            (source,),
            builder.new_value(output),
            "kd_depthwise.h",
            (
                *struct("kd_depthwise_t", "conv", fields),
                f"kd_depthwise(&conv, {exactness(exact)}, {{in0}}, {{out}});",
            ),
            constants=constants,
            macs=math.prod(window.out_shape) * kernel.size,
            work=work.depthwise(window, source.shape, multiplier=multiplier, exact=exact, clamps=output_range.clamps),
        )
    )


def _as_convolution(kernel: NDArray[np.generic], in_channels: int) -> NDArray[np.int8]:
    """Filters (channels, height, width, in_channels) that have weights of 0 for all inputs but their own."""
    _, height, width, channels = kernel.shape
    full = np.zeros((channels, height, width, in_channels), np.int8)
    for channel in range(channels):
        full[channel, :, :, channel * in_channels // channels] = kernel[0, :, :, channel]
    return full


OPERATORS = {"DEPTHWISE_CONV_2D": Kind(lower_depthwise, filter_view)}
