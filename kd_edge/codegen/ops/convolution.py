"""CONV_2D and FULLY_CONNECTED."""

from __future__ import annotations

from kd_edge.codegen.geometry import Window2D, window_2d
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.lowering import Builder, require_int8, require_shape, require_size
from kd_edge.codegen.ops.product import add_product
from kd_edge.codegen.quantised import channel_rescales


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
    add_product(operator, builder, window, source.shape, kernel, factors, operator.option(3, "<b"))


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
    add_product(operator, builder, window, (1, 1, rows, columns), kernel, factors, operator.option(0, "<b"))
