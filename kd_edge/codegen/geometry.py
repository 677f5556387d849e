"""Where the taps of a sliding filter fall."""

from __future__ import annotations

from dataclasses import dataclass

from kd_edge.codegen.graph import Operator
from kd_edge.codegen.schema import Padding

_MAX_EXTENT = 1 << 16


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


def window_2d(
    operator: Operator,
    in_shape: tuple[int, ...],
    *,
    filter_shape: tuple[int, int],
    strides: tuple[int, int],
    padding: int,
    dilations: tuple[int, int] = (1, 1),
    extra_pads: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
) -> Window2D:
    """Output size and padding of a convolution or a pooling over ``in_shape`` (N, H, W, C).

    ``extra_pads`` is a folded PAD: (before, after) for height and for width.

    Raises:
        CodegenError: a batch, a size or a stride that makes no sense.
    """
    if len(in_shape) != 4 or in_shape[0] != 1 or min(in_shape) < 1:
        raise operator.unsupported("its input has shape (1, height, width, channels)", in_shape, "use a batch of 1")
    if not all(0 < size <= _MAX_EXTENT for size in (*filter_shape, *strides, *dilations)):
        raise operator.unsupported(
            "filter, strides and dilations are positive",
            f"{filter_shape}, {strides}, {dilations}",
            "convert the model again",
        )
    sizes = []
    pads = []
    for axis in range(2):
        before, after = extra_pads[axis]
        extent = in_shape[1 + axis] + before + after
        covered = (filter_shape[axis] - 1) * dilations[axis] + 1
        stride = strides[axis]
        if padding == Padding.SAME:
            size = -(-extent // stride)
            before += max((size - 1) * stride + covered - extent, 0) // 2
        elif padding == Padding.VALID:
            size = (extent + stride - covered) // stride
        else:
            raise operator.unsupported("its padding is SAME or VALID", padding, "convert the model again")
        if size < 1:
            raise operator.unsupported(
                "its filter fits into its input", f"{covered} over {extent}", "use a longer window"
            )
        sizes.append(size)
        pads.append(before)
    return Window2D(filter_shape, strides, dilations, (sizes[0], sizes[1]), (pads[0], pads[1]))
