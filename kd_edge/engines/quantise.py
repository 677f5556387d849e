"""Between real numbers and int8, the same way on every target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Quantisation


def inverse_scale(quantisation: Quantisation) -> np.float32:
    """What every target multiplies by: ``1 / scale``, rounded once to float32."""
    return np.float32(1.0 / quantisation.scale)


def quantise(values: NDArray[np.float32], quantisation: Quantisation) -> NDArray[np.int8]:
    """``clip(rint(values / scale) + zero_point)`` in float32, halves to even; any shape, int8."""
    steps = np.rint(values * inverse_scale(quantisation)) + np.float32(quantisation.zero_point)
    levels: NDArray[np.int8] = np.clip(steps, -128, 127).astype(np.int8)
    return levels


def dequantise(values: NDArray[np.int8], quantisation: Quantisation) -> NDArray[np.float32]:
    """``scale * (values - zero_point)`` in float32; any shape."""
    centred = values.astype(np.float32) - np.float32(quantisation.zero_point)
    return centred * np.float32(quantisation.scale)
