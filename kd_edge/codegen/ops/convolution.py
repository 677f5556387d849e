"""CONV_2D and FULLY_CONNECTED: one kernel, which multiplies four channels at a time."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale
from kd_edge.codegen.geometry import Window2D, window_2d
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.literals import blocks, rescales, starts, struct
from kd_edge.codegen.lowering import Buffer, Builder, Step, require_int8, require_shape, require_size
from kd_edge.codegen.quantised import (
    activation_range,
    channel_rescales,
    exactness,
    folded_biases,
    is_exact,
)

_TILE_OUTPUTS: Final = 3  # that the kernel for SMLAD takes at once
_STRIP_BYTES: Final = 1024
_LANE_BYTES: Final = 2
_LANES_READ_PAST: Final = 3


def lower_convolution(operator: Operator, builder: Builder) -> None:
    """CONV_2D, with a PAD before it folded in."""
    source, weights = builder.value(operator), operator.input(1)
    kernel = operator.constant(1, "i1")
    require_int8(operator, source.tensor, operator.output)
    if kernel.ndim != 4 or kernel.shape[3] != source.shape[-1]:
        raise operator.unsupported(
            f"its filter has shape (channels, height, width, {source.shape[-1]})",
            kernel.shape,
            "use a convolution without groups",
        )
    window = window_2d(
        operator,
        source.shape,
        filter_shape=(kernel.shape[1], kernel.shape[2]),
        strides=(operator.option(2), operator.option(1)),
        dilations=(operator.option(5, default=1), operator.option(4, default=1)),
        padding=operator.option(0, "<b"),
        extra_pads=builder.pads.get(operator.input(0).index, ((0, 0), (0, 0))),
    )
    channels = len(kernel)
    require_shape(operator, operator.output, (1, *window.out_shape, channels))
    factors = channel_rescales(operator, source.tensor, weights, operator.output, channels)
    _add_step(operator, builder, window, source.shape, kernel, factors, operator.option(3, "<b"))


def lower_fully_connected(operator: Operator, builder: Builder) -> None:
    """FULLY_CONNECTED as a convolution of one row with one tap."""
    source, weights = builder.value(operator), operator.input(1)
    require_int8(operator, source.tensor, operator.output)
    matrix = operator.constant(1, "i1")
    if operator.option(1, "<b") != 0 or matrix.ndim != 2 or 0 in matrix.shape:
        raise operator.unsupported(
            "its weights are a matrix of int8 in the default format", matrix.shape, "convert the model again"
        )
    channels, columns = matrix.shape
    rows = source.tensor.size // columns
    require_size(operator, source.tensor, rows * columns)
    require_size(operator, operator.output, rows * channels)
    factors = channel_rescales(operator, source.tensor, weights, operator.output, channels)
    window = Window2D((1, 1), (1, 1), (1, 1), (1, rows), (0, 0))
    kernel = matrix.reshape(channels, 1, 1, columns)
    _add_step(operator, builder, window, (1, 1, rows, columns), kernel, factors, operator.option(0, "<b"))


def _add_step(
    operator: Operator,
    builder: Builder,
    window: Window2D,
    in_shape: tuple[int, ...],
    kernel: NDArray[np.generic],
    factors: list[Rescale],
    activation: int,
) -> None:
    """Emit the kernel call; ``kernel`` has shape (out_channels, height, width, in_channels)."""
    source, output = builder.value(operator), operator.output
    zero_point = source.tensor.zero_point
    macs = math.prod(window.out_shape) * kernel.size
    biases = folded_biases(operator, operator.optional_input(2), kernel.reshape(len(kernel), -1), zero_point)
    window, kernel, repeats = _fill_quads(window, kernel)
    biases, factors = np.tile(biases, repeats), factors * repeats
    channels, kernel_height, kernel_width, in_channels = kernel.shape
    rows = kernel.reshape(channels, -1)
    exact = is_exact(rows, biases, factors) and all(factor.shift <= -1 for factor in factors)

    column = kernel_height * in_channels
    runs = 1 if window.dilations[1] == 1 else kernel_width
    run_columns = kernel_width // runs * column
    run_blocks = -(-run_columns // 4)
    outputs, strip_width = _strip(window, column)
    lowest, highest = activation_range(operator, activation, output)

    index = operator.index
    weights_text = blocks(f"weights{index}", _quads(kernel, runs))
    padded = -(-channels // 4) * 4
    starts_text = starts(f"starts{index}", np.pad(biases, (0, padded - channels)), exact=exact)
    rescales_text = rescales(f"rescales{index}", factors)
    fields: dict[str, int | str] = {
        "weights": weights_text.name,
        "starts": starts_text.name,
        "rescales": rescales_text.name,
        "in_height": in_shape[1],
        "in_width": in_shape[2],
        "in_channels": in_channels,
        "out_height": window.out_shape[0],
        "out_width": window.out_shape[1],
        "out_channels": channels,
        "kernel_height": kernel_height,
        "stride_height": window.strides[0],
        "stride_width": window.strides[1],
        "dilation_height": window.dilations[0],
        "pad_top": window.pads[0],
        "pad_left": window.pads[1],
        "runs": runs,
        "run_blocks": run_blocks,
        "run_step": window.dilations[1] * column,
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
                f"kd_conv(&conv, {exactness(exact)}, {{in0}}, {{out}}, (kd_lane_t *)(void *)({{scratch0}}));",
            ),
            constants=(weights_text, starts_text, rescales_text),
            scratch=(Buffer((strip_width * column + _LANES_READ_PAST) * _LANE_BYTES),),
            in_place=(0,) if _follows_its_input(window, in_shape, channels, outputs) else (),
            macs=macs,
        )
    )


def _fill_quads(window: Window2D, kernel: NDArray[np.generic]) -> tuple[Window2D, NDArray[np.generic], int]:
    """Let one or two channels at neighbouring outputs be the four rows of one product.

    The same taps, moved by a stride, in a kernel that is so much wider: its zeros cost less than
    rows that would stay empty.

    Returns:
        the window and the kernel to use, and how many outputs became channels.
    """
    channels, height, width, in_channels = kernel.shape
    repeats = 4 // channels if channels <= 2 else 1
    stride = window.strides[1]
    wider = width + (repeats - 1) * stride
    if window.out_shape[1] % repeats or window.dilations[1] != 1 or wider >= repeats * width:
        return window, kernel, 1
    combined = np.zeros((repeats * channels, height, wider, in_channels), np.int8)
    for position in range(repeats):
        rows = slice(position * channels, (position + 1) * channels)
        combined[rows, :, position * stride : position * stride + width] = kernel
    return (
        replace(
            window,
            filter_shape=(height, wider),
            strides=(window.strides[0], stride * repeats),
            out_shape=(window.out_shape[0], window.out_shape[1] // repeats),
        ),
        combined,
        repeats,
    )


def _strip(window: Window2D, column_lanes: int) -> tuple[int, int]:
    """How many outputs share one filling of the strip, and how many input columns that takes.

    Filling again costs time, long strips cost memory; ``column_lanes`` are the lanes of one column.
    """
    covered = (window.filter_shape[1] - 1) * window.dilations[1] + 1
    room = _STRIP_BYTES // (column_lanes * _LANE_BYTES)
    most = max(1, (room - covered) // window.strides[1] + 1)
    outputs = min(most, window.out_shape[1])
    if _TILE_OUTPUTS <= outputs < window.out_shape[1]:
        outputs -= outputs % _TILE_OUTPUTS
    return outputs, (outputs - 1) * window.strides[1] + covered


def _quads(kernel: NDArray[np.generic], runs: int) -> NDArray[np.int8]:
    """Weights as groups of four channels, each in the order of the strip, run by run padded to whole blocks."""
    channels = len(kernel)
    split = kernel.transpose(0, 2, 1, 3).reshape(channels, runs, -1)
    padded = np.pad(split, ((0, -channels % 4), (0, 0), (0, -split.shape[2] % 4)))
    return np.asarray(padded.reshape(-1, 4, runs * padded.shape[2]), np.int8)


def _follows_its_input(window: Window2D, in_shape: tuple[int, ...], channels: int, outputs: int) -> bool:
    """Whether writing over the input is safe: one row, each strip's outputs behind the next strip's inputs."""
    if in_shape[1] != 1 or window.out_shape[0] != 1:
        return False
    ends = range(outputs, window.out_shape[1], outputs)
    return all(end * channels <= (end * window.strides[1] - window.pads[1]) * in_shape[3] for end in ends)
