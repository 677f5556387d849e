"""Batch normalisation's statistics after a training of any length.

Keras lets them follow with a momentum of 0.99, so after a hundred steps a third of their value is
still the initial one, and the network in use differs from the network in training.
Here they become the plain mean over batches of the last epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

MOST_BATCHES: Final = 64
"""Batches that the mean is taken over, at most: thousands of windows, in a second."""


def settle_statistics(model: keras.Model, batches: Iterable[NDArray[np.float32]]) -> None:
    """Replace the moving statistics of every batch normalisation that trains by their mean over ``batches``.

    Args:
        model: trained; nothing else in it changes but the seeds of its dropout.
        batches: normalised frames ``(windows, window_size, features)``, as in training.
    """
    layers = [layer for layer in _layers(model) if _follows(layer)]
    if not layers:
        return
    momenta = [layer.momentum for layer in layers]
    try:
        for count, (frames, _) in enumerate(zip(batches, range(MOST_BATCHES), strict=False)):
            for layer in layers:
                layer.momentum = count / (count + 1)  # the moving mean becomes the mean of all batches so far
            model(frames, training=True)
    finally:
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum


def _follows(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization) and layer.trainable and not layer.renorm


def _layers(model: keras.Model) -> Iterator[keras.layers.Layer]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        else:
            yield layer
