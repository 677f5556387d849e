"""Random operators with a filter that slides over height and width."""

from __future__ import annotations

from typing import Final

from tests.codegen.fuzz.draft import Draft, sum_scale
from tests.codegen.writer import Activations, Constant

PADDINGS: Final = {"SAME": 0, "VALID": 1}


def _extent(size: int, covered: int, stride: int, padding: int) -> int:
    return -(-size // stride) if padding == PADDINGS["SAME"] else (size - covered) // stride + 1


def _filter(draft: Draft, size: int) -> tuple[int, int, int]:
    """Taps, stride and dilation along an axis of ``size``."""
    taps = draft.integer(1, min(5, size))
    dilation = draft.integer(1, 3) if draft.chance(0.25) and taps > 1 else 1
    while (taps - 1) * dilation + 1 > size:
        dilation -= 1
    return taps, draft.integer(1, 3) if draft.chance(0.4) else 1, dilation


def _sliding(draft: Draft, source: Activations) -> tuple[tuple[int, int], dict[str, int], tuple[int, int]] | None:
    """Filter, options and output size of a convolution or a pool; None where the image has no filter."""
    if len(source.shape) != 4:
        return None
    height, width = (_filter(draft, size) for size in source.shape[1:3])
    padding = PADDINGS["SAME" if draft.chance(draft.padded) else "VALID"]
    options = {
        "padding": padding,
        "strideH": height[1],
        "strideW": width[1],
        "dilationHFactor": height[2],
        "dilationWFactor": width[2],
    }
    out = tuple(
        _extent(size, (taps - 1) * dilation + 1, stride, padding)
        for size, (taps, stride, dilation) in zip(source.shape[1:3], (height, width), strict=True)
    )
    return (height[0], width[0]), options, (out[0], out[1])


def convolution(draft: Draft, source: Activations) -> Activations | None:
    sliding = _sliding(draft, source)
    if sliding is None:
        return None
    (height, width), options, out = sliding
    channels, taps = draft.integer(1, 9), height * width * source.shape[3]
    weights = draft.weights((channels, height, width, source.shape[3]), 0, draft.weight_zero_point())
    output = draft.new((1, *out, channels), sum_scale(source, weights, taps))
    inputs: list[Activations | Constant | None] = [source, weights, draft.bias(source, weights, channels, taps)]
    activation = draft.activation()
    return draft.writer.add("CONV_2D", inputs, output, "Conv2DOptions", fusedActivationFunction=activation, **options)


def depthwise(draft: Draft, source: Activations) -> Activations | None:
    sliding = _sliding(draft, source)
    if sliding is None:
        return None
    (height, width), options, out = sliding
    if options["strideH"] != options["strideW"]:
        options["strideW"] = options["strideH"]
        out = (
            out[0],
            _extent(
                source.shape[2], (width - 1) * options["dilationWFactor"] + 1, options["strideH"], options["padding"]
            ),
        )
    multiplier = draft.integer(1, 3) if draft.chance(0.3) else 1
    channels, taps = source.shape[3] * multiplier, height * width
    weights = draft.weights((1, height, width, channels), 3, draft.weight_zero_point())
    output = draft.new((1, *out, channels), sum_scale(source, weights, taps))
    bias = draft.bias(source, weights, channels, taps)
    return draft.writer.add(
        "DEPTHWISE_CONV_2D",
        [source, weights, *([bias] if bias else [])],  # TFLite Micro dies of one that is left out by -1
        output,
        "DepthwiseConv2DOptions",
        fusedActivationFunction=draft.activation(),
        depthMultiplier=multiplier,
        **options,
    )


def pool(draft: Draft, source: Activations) -> Activations | None:
    if len(source.shape) != 4:
        return None
    sizes = [draft.integer(1, min(4, size)) for size in source.shape[1:3]]
    strides = sizes if draft.chance(0.5) else [draft.integer(1, 3) for _ in sizes]
    padding = PADDINGS["SAME" if draft.chance(draft.padded) else "VALID"]
    out = [
        _extent(size, taps, stride, padding)
        for size, taps, stride in zip(source.shape[1:3], sizes, strides, strict=True)
    ]
    return draft.writer.add(
        str(draft.rng.choice(["AVERAGE_POOL_2D", "MAX_POOL_2D"])),
        [source],
        draft.like(source, (1, out[0], out[1], source.shape[3])),
        "Pool2DOptions",
        padding=padding,
        strideH=strides[0],
        strideW=strides[1],
        filterHeight=sizes[0],
        filterWidth=sizes[1],
        fusedActivationFunction=draft.activation(),
    )
