"""CONV_2D and FULLY_CONNECTED."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.geometry import Window2D, filter_view, window_2d
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import ITEM, Kind, View
from kd_edge.codegen.lowering import Builder, require_int8, require_int8_zero_point, require_shape, require_size
from kd_edge.codegen.ops.product import add_product
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN, channel_rescales


def lower_convolution(operator: Operator, builder: Builder) -> None:
    """CONV_2D, with a PAD before it folded in."""
    source, weights = builder.value(operator), operator.input(1)
    kernel = operator.constant(1, "i1")
    require_int8(operator, source.tensor, operator.output)
    in_channels = source.shape[-1] if source.shape else 0
    if kernel.ndim != 4 or kernel.shape[3] != in_channels:
        raise operator.unsupported(
            f"its filter has shape (channels, height, width, {in_channels})",
            kernel.shape,
            "use a convolution without groups",
        )
    window = window_2d(
        operator,
        source.shape,
        builder.pads.get(operator.input(0).index, ((0, 0), (0, 0))),
    )
    channels = len(kernel)
    require_shape(operator, operator.output, (1, *window.out_shape, channels))
    factors = channel_rescales(operator, source.tensor, weights, operator.output, channels)
    add_product(operator, builder, window, source.shape, kernel, factors)


def lower_fully_connected(operator: Operator, builder: Builder) -> None:
    """FULLY_CONNECTED as a convolution of one row with one tap."""
    source, weights = builder.value(operator), operator.input(1)
    require_int8(operator, source.tensor, operator.output)
    matrix = operator.constant(1, "i1")
    if operator.option("weights_format") != 0 or matrix.ndim != 2 or 0 in matrix.shape:
        raise operator.unsupported(
            "its weights are a matrix of int8 in the default format", matrix.shape, "convert the model again"
        )
    require_int8_zero_point(operator, weights)
    channels, columns = matrix.shape
    rows = source.tensor.size // columns
    require_size(operator, source.tensor, rows * columns)
    require_size(operator, operator.output, rows * channels)
    factors = channel_rescales(operator, source.tensor, weights, operator.output, channels)
    # As in TFLite Micro, weights with a scale for each channel have no zero point.
    zero_point = weights.zero_point if len(weights.scales) == 1 else 0
    window, kernel = _as_convolution(np.asarray(matrix, np.int16) - zero_point, rows)
    add_product(operator, builder, window, (1, 1, rows, columns), kernel, factors)


def _as_convolution(weights: NDArray[np.int16], rows: int) -> tuple[Window2D, NDArray[np.int8]]:
    """A dense layer's weights, their zero point taken off, as a kernel of one tap over ``rows`` columns.

    Where they no longer fit int8, two kernel rows of half the weights lie on the same row of the image.
    """
    channels, columns = weights.shape
    if weights.min() >= INT8_MIN and weights.max() <= INT8_MAX:
        halves = weights[:, None]
    else:
        halves = np.stack([weights // 2, weights - weights // 2], axis=1)
    taps = halves.shape[1]
    window = Window2D((taps, 1), (1, 1), (0 if taps > 1 else 1, 1), (1, rows), (0, 0))
    return window, halves.reshape(channels, taps, 1, columns).astype(np.int8)


def _dense_view(operator: Operator, position: int, axis: int) -> View | None:
    """Item by item where an item is made of whole rows."""
    columns = operator.input(1).shape[-1:]
    item = math.prod(operator.input(0).shape[axis + 1 :])
    return ITEM if position == 0 and columns and columns[0] and item % columns[0] == 0 else None


OPERATORS = {
    "CONV_2D": Kind(lower_convolution, filter_view),
    "FULLY_CONNECTED": Kind(lower_fully_connected, _dense_view),
}
