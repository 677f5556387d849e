"""Quantisation as TFLite Micro derives it when it prepares an operator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale, float32, quantise_multiplier, round_half_away
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.schema import Activation

INT8_MIN, INT8_MAX = -128, 127


def activation_range(operator: Operator, output: Tensor) -> tuple[int, int]:
    """Lowest and highest int8 of ``output`` after the operator's fused activation.

    Raises:
        CodegenError: an activation that has no int8 form.
    """

    def quantised(value: float) -> int:
        return output.zero_point + round_half_away(float32(np.float32(value) / np.float32(output.scale)))

    activation = operator.option("fused_activation_function")
    match activation:
        case Activation.NONE:
            return INT8_MIN, INT8_MAX
        case Activation.RELU:
            return max(INT8_MIN, quantised(0.0)), INT8_MAX
        case Activation.RELU6:
            return max(INT8_MIN, quantised(0.0)), min(INT8_MAX, quantised(6.0))
        case Activation.RELU_N1_TO_1:
            return max(INT8_MIN, quantised(-1.0)), min(INT8_MAX, quantised(1.0))
    raise operator.unsupported(
        "its fused activation is NONE, RELU, RELU6 or RELU_N1_TO_1",
        f"activation {activation}",
        "apply the activation as a layer of its own",
    )


def channel_rescales(operator: Operator, inputs: Tensor, weights: Tensor, output: Tensor, count: int) -> list[Rescale]:
    """One factor per channel of a convolution or a dense layer.

    Scales are multiplied in double precision, as the TFLite Micro wheel does; older TFLite rounds
    the product of a per-tensor dense layer to single precision, which changes a byte in some millions.
    """
    scales = weights.scales if len(weights.scales) > 1 else weights.scales * count
    if len(scales) != count:
        raise operator.unsupported(
            f"weights {weights.label} have one scale, or one for each of {count} channels",
            f"{len(weights.scales)} scales",
            "convert the model again",
        )
    return [quantise_multiplier(inputs.scale * scale / output.scale) for scale in scales]


def folded_biases(
    operator: Operator, bias: Tensor | None, weights: NDArray[np.generic], zero_point: int
) -> NDArray[np.int64]:
    """``bias - zero_point * sum(weights)`` per row of ``weights``, shape ``(rows, columns)``.

    Raises:
        CodegenError: a bias of another shape or type, or one that no longer fits 32 bits.
    """
    rows = len(weights)
    folded = -zero_point * np.asarray(weights, np.int64).sum(axis=1)
    if bias is not None:
        if bias.data is None or bias.dtype != np.dtype("<i4") or bias.size != rows:
            raise operator.unsupported(
                f"its bias is a constant of {rows} int32",
                f"tensor {bias.label}, {bias.dtype} {bias.shape}",
                "convert the model with full int8 quantisation",
            )
        folded = folded + np.asarray(bias.data, np.int64).reshape(-1)
    if np.abs(folded).max(initial=0) >= 2**31:
        raise operator.unsupported("its biases fit 32 bits", "a larger one", "convert the model again")
    return np.asarray(folded, np.int64)


def exactness(exact: bool) -> str:
    """The kernels' argument ``any``: whether they may take the fast path."""
    return "KD_EXACT" if exact else "KD_ANY"


def largest_sum(weights: NDArray[np.generic], biases: NDArray[np.int64]) -> int:
    """A bound on the magnitude of any accumulator: all inputs at -128 or 127."""
    products = 128 * np.abs(np.asarray(weights, np.int64)).sum(axis=1)
    return int((products + np.abs(biases)).max(initial=0))


def is_exact(weights: NDArray[np.generic], biases: NDArray[np.int64], factors: Sequence[Rescale]) -> bool:
    """Whether the fast kernels give every bit of this product.

    ``kd_sums_add`` for the DSP instructions keeps sums below 2**23 and does not support a weight
    of -128; ``kd_rescale`` needs ``value * 2**left`` below 2**30.
    """
    largest = largest_sum(weights, biases)
    fits = largest < 2**23 and np.asarray(weights, np.int64).min(initial=0) > INT8_MIN
    return bool(fits) and all(largest << factor.left < 2**30 for factor in factors)
