"""How often the loops of each kernel run: what instructions are estimated from before anything is built.

Each function counts as its kernel in ``firmware/runtime/c`` does where that uses the DSP instructions of a Cortex-M4.
A count has the name ``kernel.loop``; what takes another path through the code has a name of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from kd_edge.codegen.geometry import Window2D
    from kd_edge.codegen.sums import SumPlan

Work: TypeAlias = Mapping[str, int]
"""How often each loop runs, by its name."""

_GROUP: Final = 4  # channels that kernels take together
_TILE_ROWS: Final = 2
_TILE_OUTPUTS: Final = 3


def convolution(
    window: Window2D,
    in_shape: Sequence[int],
    *,
    channels: int,
    column: int,
    sums: SumPlan,
    strip: tuple[int, int],
    clamps: bool,
) -> Work:
    """``kd_conv``.

    Args:
        window: where the filters fall.
        in_shape: of the image, (1, height, width, in_channels).
        channels: that are computed.
        column: inputs side by side in one column of the image, of all the kernel's rows.
        sums: how products are summed.
        strip: how many outputs share a strip of the input, and its columns.
        clamps: whether a fused activation narrows the range of int8.
    """
    work = Counter({"conv": 1})
    blocks = sums.runs * sums.run_blocks
    aligned = window.strides[1] * column % 2 == 0 and sums.run_step % 2 == 0
    block = "block" if aligned else "odd_block"
    activation = "clamped" if clamps else "activation"
    for outputs in _strips(window, in_shape, strip, work):
        work["conv.strip"] += 1
        for group, plain in enumerate(sums.plain):
            rows = min(_GROUP, channels - group * _GROUP)
            if plain:
                work.update({"conv.plain": outputs, "conv.plain_block": outputs * blocks})
                work["conv.plain_activation"] += outputs * rows
                continue
            covered = outputs - outputs % _TILE_OUTPUTS if strip[0] >= _TILE_OUTPUTS else 0
            tiles = -(-rows // _TILE_ROWS) * covered // _TILE_OUTPUTS
            single = outputs - covered
            work.update({"conv.group": 1, "conv.tile": tiles, f"conv.tile_{block}": tiles * blocks})
            work.update({"conv.single": single, f"conv.{block}": single * blocks})
            work.update({f"conv.tile_{activation}": rows * covered, f"conv.{activation}": rows * single})
            if sums.runs > 1:
                work.update({"conv.tile_run": tiles * sums.runs, "conv.run": single * sums.runs})
    return +work


def _strips(window: Window2D, in_shape: Sequence[int], strip: tuple[int, int], work: Counter[str]) -> Iterator[int]:
    """The outputs of each strip, whose filling is counted in ``work``."""
    _, height, width, in_channels = in_shape
    for row in range(window.out_shape[0]):
        top = row * window.strides[0] - window.pads[0]
        tops = [top + tap * window.dilations[0] for tap in range(window.filter_shape[0])]
        for first in range(0, window.out_shape[1], strip[0]):
            left = first * window.strides[1] - window.pads[1]
            inside = max(0, min(width, left + strip[1]) - max(left, 0))
            for image_row in tops:
                columns = inside if 0 <= image_row < height else 0
                widened = columns * in_channels
                pieces = 1 if window.filter_shape[0] == 1 else columns
                work["conv.piece"] += pieces
                work["conv.widened_eight"] += pieces * (widened // max(pieces, 1) // 8)
                work["conv.widened_rest"] += pieces * (widened // max(pieces, 1) % 8)
                work["conv.outside"] += (strip[1] - columns) * in_channels
            yield min(strip[0], window.out_shape[1] - first)


def depthwise(window: Window2D, in_shape: Sequence[int], *, multiplier: int, exact: bool, clamps: bool) -> Work:
    """``kd_depthwise``, of images (1, height, width, in_channels); ``clamps`` as for :func:`convolution`.

    Compilers keep fewer addresses in registers where pixels are whole quads or some taps may lie outside, so
    these cases have names of their own.
    """
    channels = in_shape[3] * multiplier
    quads = -(-channels // _GROUP)
    taps = list(_taps(window, in_shape))
    padded = any(inside != window.filter_shape for inside in taps)
    way = ("" if multiplier == 1 else "gathered_") + ("ragged_" if channels % _GROUP else "")
    within = f"depthwise.{way}padded_" if padded else f"depthwise.{way}"
    work = Counter({"depthwise": 1})
    for rows, columns in taps:
        kind = within if (rows, columns) == window.filter_shape else f"depthwise.{way}edge_"
        work.update({f"{kind}pixel": 1, f"{kind}quad": quads, f"{kind}tap": quads * rows * columns})
    store = ("clamped" if clamps else "quad_store") if exact else "plain_store"
    work[f"depthwise.{store}"] = math.prod(window.out_shape) * quads
    return +work


def _taps(window: Window2D, in_shape: Sequence[int]) -> Iterator[tuple[int, int]]:
    """How many rows and columns of the filter lie inside the image, output by output."""
    columns = [_inside(window, 1, output, in_shape[2]) for output in range(window.out_shape[1])]
    for row in range(window.out_shape[0]):
        rows = _inside(window, 0, row, in_shape[1])
        yield from ((rows, count) for count in columns)


def _inside(window: Window2D, axis: int, output: int, size: int) -> int:
    first = output * window.strides[axis] - window.pads[axis]
    taps = (first + tap * window.dilations[axis] for tap in range(window.filter_shape[axis]))
    return sum(0 <= tap < size for tap in taps)


def pool(window: Window2D, in_shape: Sequence[int], *, kind: str, clamps: bool) -> Work:
    """``kd_average_pool`` or ``kd_max_pool`` over images (1, height, width, channels)."""
    quads, rest = divmod(in_shape[3], _GROUP)
    work = Counter({kind: 1})
    for rows, columns in _taps(window, in_shape):
        work[f"{kind}.pixel"] += 1
        work[f"{kind}.quad"] += quads
        work[f"{kind}.quad_tap"] += quads * rows * columns
        work[f"{kind}.rest"] += rest
        work[f"{kind}.rest_tap"] += rest * rows * columns
    if clamps:
        work[f"{kind}.clamped"] = math.prod(window.out_shape) * in_shape[3]
    return +work


def mean(outer: int, count: int, inner: int) -> Work:
    """``kd_mean``."""
    quads, rest = divmod(inner, _GROUP)
    work = {"mean": 1, "mean.quad": outer * quads, "mean.quad_tap": outer * quads * count}
    return +Counter(work | {"mean.rest": outer * rest, "mean.rest_tap": outer * rest * count})


def lstm(
    steps: int, inputs: int, units: int, *, exact: bool, kept: int, input_products: bool = True, fresh: bool = True
) -> Work:
    """``kd_lstm`` and its kin.

    Args:
        steps: in a call.
        inputs: features of a step; the recurrent ones are ``units``.
        units: of the layer.
        exact: whether the fast kernels give every bit.
        kept: steps whose hidden state is written.
        input_products: False where the inputs were projected before.
        fresh: whether the first step follows a reset and so has no recurrent products.
    """
    products = steps - 1 if fresh else steps
    block = "lstm.block" if exact else "lstm.plain_block"
    work = Counter({"lstm": 1, "lstm.step": steps, "lstm.unit" if exact else "lstm.plain_unit": steps * units})
    work["lstm.recurrent"] = products * units
    work[block] += products * units * -(-units // 4)
    if input_products:
        work["lstm.widened"] = steps * inputs
        work[block] += steps * units * -(-inputs // 4)
    else:
        work["lstm.projected"] = steps * units
    work["lstm.narrowed"] = kept * units
    return +work


def lstm_projection(inputs: int, units: int, *, exact: bool) -> Work:
    """``kd_lstm_project``."""
    block = "projection.block" if exact else "projection.plain_block"
    return {"projection": 1, "projection.unit": units, block: units * -(-inputs // 4), "projection.widened": inputs}


def elementwise(kind: str, shape: Sequence[int], path: str = "element") -> Work:
    """Kernels that visit one element after the other, the last axis innermost; ``path`` is what they do with each."""
    return {kind: 1, f"{kind}.row": math.prod(shape[:-1]), f"{kind}.{path}": math.prod(shape)}


def softmax(rows: int, classes: int) -> Work:
    """``kd_softmax``."""
    return {"softmax": 1, "softmax.row": rows, "softmax.class": rows * classes}


def concatenation(rows: int, widths: Sequence[int]) -> Work:
    """A copy of ``widths`` bytes from each input, for each of ``rows``."""
    return {"concatenation": 1, "concatenation.copy": rows * len(widths), "concatenation.byte": rows * sum(widths)}
