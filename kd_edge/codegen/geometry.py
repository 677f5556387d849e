"""Where the taps of a sliding filter fall: convolutions, depthwise convolutions and pools alike."""

from __future__ import annotations

from dataclasses import dataclass

from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import View
from kd_edge.codegen.options import OPTIONS
from kd_edge.codegen.schema import Padding

_MAX_EXTENT = 1 << 16
_UNPADDED = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Window2D:
    """A filter over height and width; every pair is (height, width).

    Attributes:
        out_shape: how often the filter fits.
        pads: rows above and columns left of the image that the first filter covers.
    """

    filter_shape: tuple[int, int]
    strides: tuple[int, int]
    dilations: tuple[int, int]
    out_shape: tuple[int, int]
    pads: tuple[int, int]

    def covered(self, axis: int) -> int:
        """Rows (axis 0) or columns (axis 1) from the first tap to the last one."""
        return (self.filter_shape[axis] - 1) * self.dilations[axis] + 1


def window_2d(
    operator: Operator,
    in_shape: tuple[int, ...],
    extra_pads: tuple[tuple[int, int], tuple[int, int]] = _UNPADDED,
) -> Window2D:
    """Output size and padding of a convolution or a pooling over ``in_shape`` (N, H, W, C).

    ``extra_pads`` is a folded PAD: (before, after) for height and for width.

    Raises:
        CodegenError: a batch, a size or a stride that is not possible.
    """
    if len(in_shape) != 4 or in_shape[0] != 1 or min(in_shape) < 1:
        raise operator.unsupported("its input has shape (1, height, width, channels)", in_shape, "use a batch of 1")
    filter_shape = _filter_shape(operator)
    strides = operator.option("stride_h"), operator.option("stride_w")
    dilated = "dilation_h_factor" in OPTIONS[operator.kind]
    dilations = (operator.option("dilation_h_factor"), operator.option("dilation_w_factor")) if dilated else (1, 1)
    if not all(0 < size <= _MAX_EXTENT for size in (*filter_shape, *strides, *dilations)):
        raise operator.unsupported(
            "filter, strides and dilations are positive",
            f"{filter_shape}, {strides}, {dilations}",
            "convert the model again",
        )
    window = Window2D(filter_shape, strides, dilations, (0, 0), (0, 0))
    (height, top), (width, left) = (
        _fit(operator, in_shape[1 + axis], extra_pads[axis], window.covered(axis), strides[axis]) for axis in range(2)
    )
    return Window2D(filter_shape, strides, dilations, (height, width), (top, left))


def _filter_shape(operator: Operator) -> tuple[int, int]:
    """Height and width of the filter: an option of a pool, the shape of a convolution's weights."""
    if "filter_height" in OPTIONS[operator.kind]:
        return operator.option("filter_height"), operator.option("filter_width")
    shape = operator.input(1).shape
    if len(shape) != 4:
        raise operator.unsupported("its filter has four dimensions", shape, "convert the model again")
    return shape[1], shape[2]


def _fit(operator: Operator, size: int, pads: tuple[int, int], covered: int, stride: int) -> tuple[int, int]:
    """How often a filter fits along one axis, and how far it starts before the image."""
    before, after = pads
    extent = before + size + after
    padding = operator.option("padding")
    if padding == Padding.SAME:
        count = -(-extent // stride)
        before += max((count - 1) * stride + covered - extent, 0) // 2
    elif padding == Padding.VALID:
        count = (extent + stride - covered) // stride
    else:
        raise operator.unsupported("its padding is SAME or VALID", padding, "convert the model again")
    if count < 1:
        raise operator.unsupported("its filter fits into its input", f"{covered} over {extent}", "use a longer window")
    return count, before


def filter_view(operator: Operator, position: int, axis: int) -> View | None:
    """What the filter covers of a sequence along height (axis 1) or width (axis 2).

    Raises:
        CodegenError: padding, for which frames beyond the window's edge would have to be known.
    """
    shape = operator.input(0).shape
    if position != 0 or axis not in (1, 2) or len(shape) != 4:
        return None
    window = window_2d(operator, shape)
    covered, stride = window.covered(axis - 1), window.strides[axis - 1]
    if window.out_shape[axis - 1] != (shape[axis] - covered) // stride + 1:
        raise operator.unsupported(
            "streaming needs valid padding, because frames beyond the window's edge exist",
            "SAME",
            "train the model with padding='valid'",
        )
    return View(covered, stride)
