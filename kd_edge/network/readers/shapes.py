"""Layers that pool, move, cut or pad, and those that do nothing after training."""

from __future__ import annotations

from math import prod
from typing import Any

import keras

from kd_edge.network import nodes
from kd_edge.network.readers.call import Call, channels_last
from kd_edge.network.stages import Node, PoolKind


def read_average_pooling(call: Call) -> Node:
    """``AveragePooling1D``."""
    return _pooled(call, "average")


def read_max_pooling(call: Call) -> Node:
    """``MaxPooling1D``."""
    return _pooled(call, "max")


def read_global_average(call: Call) -> Node:
    """``GlobalAveragePooling1D``."""
    return _pooled_globally(call, "average")


def read_global_max(call: Call) -> Node:
    """``GlobalMaxPooling1D``."""
    return _pooled_globally(call, "max")


def read_flatten(call: Call) -> Node:
    """``Flatten``."""
    channels_last(call)
    return nodes.reshape(call.name, call.input, (prod(call.input.shape),))


def read_reshape(call: Call) -> Node:
    """``Reshape``; one length may be -1."""
    x, target = call.input, tuple(int(length) for length in call.operation.target_shape)
    if -1 in target:
        known = prod(length for length in target if length != -1)
        target = tuple(prod(x.shape) // max(known, 1) if length == -1 else length for length in target)
    return nodes.reshape(call.name, x, target)


def read_cropping(call: Call) -> Node:
    """``Cropping1D``."""
    nodes.require_sequence(call.name, call.input)
    before, after = call.operation.cropping
    steps = slice(before, call.input.shape[0] - after)
    return nodes.cut(call.name, call.input, (steps, slice(None)))


def read_padding(call: Call) -> Node:
    """``ZeroPadding1D``."""
    channels_last(call)
    return nodes.pad(call.name, call.input, *call.operation.padding)


def read_nothing(call: Call) -> Node:
    """A layer that only acts in training."""
    return call.input


def _pooled(call: Call, kind: PoolKind) -> Node:
    layer = call.operation
    channels_last(call)
    return nodes.pooling(call.name, call.input, kind, _one(layer.pool_size), _one(layer.strides), layer.padding)


def _pooled_globally(call: Call, kind: PoolKind) -> Node:
    channels_last(call)
    pooled = nodes.global_pooling(call.name, call.input, kind)
    return nodes.reshape(call.name, pooled, (1, pooled.shape[0])) if call.operation.keepdims else pooled


def _one(value: Any) -> int:
    return int(value[0] if isinstance(value, tuple | list) else value)


LAYERS = {
    keras.layers.AveragePooling1D: read_average_pooling,
    keras.layers.MaxPooling1D: read_max_pooling,
    keras.layers.GlobalAveragePooling1D: read_global_average,
    keras.layers.GlobalMaxPooling1D: read_global_max,
    keras.layers.Flatten: read_flatten,
    keras.layers.Reshape: read_reshape,
    keras.layers.Cropping1D: read_cropping,
    keras.layers.ZeroPadding1D: read_padding,
    keras.layers.Identity: read_nothing,
    keras.layers.ActivityRegularization: read_nothing,
    keras.layers.Dropout: read_nothing,
    keras.layers.SpatialDropout1D: read_nothing,
    keras.layers.AlphaDropout: read_nothing,
    keras.layers.GaussianDropout: read_nothing,
    keras.layers.GaussianNoise: read_nothing,
}
