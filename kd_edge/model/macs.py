"""Multiply-accumulates of a model: what an inference costs on any target."""

from __future__ import annotations

from math import prod

import keras


def macs(model: keras.Model) -> int:
    """Multiply-accumulates for one window.

    Convolutions count at every output position, an LSTM its four gates at every
    step, a dense layer its matrix; pooling, biases and activations count nothing.
    Batch normalisation is folded by the exporter and costs nothing either.
    """
    return sum(_layer_macs(layer) for layer in model.layers)


def _layer_macs(layer: keras.layers.Layer) -> int:
    match layer:
        case keras.layers.LSTM():
            steps = layer.input.shape[1]
            return int(steps * sum(prod(weight.shape) for weight in layer.get_weights()[:2]))
        case keras.layers.DepthwiseConv1D() | keras.layers.Conv1D():
            return int(layer.output.shape[1] * prod(layer.get_weights()[0].shape))
        case keras.layers.Dense():
            return int(prod(layer.get_weights()[0].shape))
        case _:
            return 0
