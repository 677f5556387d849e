"""Layers that multiply and add constants."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.network import nodes
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Node


def read_batch_norm(call: Call) -> Node:
    """``BatchNormalization`` as it computes after training."""
    layer = call.operation
    mean, variance = _double(layer.moving_mean), _double(layer.moving_variance)
    scale = 1.0 / np.sqrt(variance + layer.epsilon)
    if layer.scale:
        scale = scale * _double(layer.gamma)
    offset = -mean * scale
    if layer.center:
        offset = offset + _double(layer.beta)
    rank = len(call.input.shape)
    axis = layer.axis if layer.axis >= 0 else layer.axis + rank + 1
    if not 1 <= axis <= rank:
        raise call.refused(f"sets axis={layer.axis}", "normalise over channels, axis=-1")
    along = (slice(None), *[None] * (rank - axis))
    return nodes.affine(call.name, call.input, scale[along], offset[along])


def read_normalization(call: Call) -> Node:
    """``Normalization`` with the statistics that it was given or has adapted to."""
    layer = call.operation
    mean, variance = (_of_one_window(_double(value)) for value in (layer.mean, layer.variance))
    deviation = np.maximum(np.sqrt(variance), keras.backend.epsilon())
    if layer.invert:
        return nodes.affine(call.name, call.input, deviation, mean)
    return nodes.affine(call.name, call.input, 1 / deviation, -mean / deviation)


def read_rescaling(call: Call) -> Node:
    """``Rescaling``."""
    layer = call.operation
    return nodes.affine(call.name, call.input, _of_one_window(_double(layer.scale)), _double(layer.offset))


def _double(value: Any) -> NDArray[np.float64]:
    return np.asarray(value, np.float64)


def _of_one_window(constant: NDArray[np.float64]) -> NDArray[np.float64]:
    """``constant`` without the batch axis of length 1 in front."""
    return constant[0] if constant.ndim == 3 and len(constant) == 1 else constant


LAYERS = {
    keras.layers.BatchNormalization: read_batch_norm,
    keras.layers.Normalization: read_normalization,
    keras.layers.Rescaling: read_rescaling,
}
