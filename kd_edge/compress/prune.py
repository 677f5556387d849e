"""Structured pruning: whole filters and LSTM units go, so that what is left is an ordinary, smaller network.

Li et al., "Pruning filters for efficient ConvNets", ICLR 2017 (arXiv:1608.08710): the filters with the smallest sum of
absolute weights are removed.  An LSTM unit is judged by its four gates, from the input and from the other units.
"""

from __future__ import annotations

import math

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.compress.units import UnitMap
from kd_edge.errors import TrainingError


def prune(model: keras.Model, share: float) -> keras.Model:
    """``model`` without ``share`` of the units of every layer, rounded down; the scores keep theirs.

    Layers whose outputs are added lose the same units.

    Args:
        model: Sequential or functional, one input and one output.
        share: above 0 and below 1.

    Raises:
        TrainingError: no layer has a unit that can be removed.
    """
    units = UnitMap(model)
    removed: set[int] = set()
    for layers in units.producers():
        scores = np.sum([_importance(layer) for layer in layers], axis=0)
        count = min(math.floor(share * len(scores)), len(scores) - 1)
        removed |= set(units.outputs(layers[0])[np.argsort(scores, kind="stable")[:count]].tolist())
    if not removed:
        raise TrainingError(
            "Pruning finds a layer with units to remove",
            found=f"none in {model.name!r} with a share of {share:g}",
            remedy="raise the share, or leave the pass out",
        )
    return units.without(removed)


def _importance(layer: keras.layers.Layer) -> NDArray[np.float64]:
    """Sum of absolute weights of every output, by their mean over the layer so that layers can be added."""
    weights = [np.abs(weight.astype(np.float64)) for weight in layer.get_weights()]
    if isinstance(layer, keras.layers.LSTM):
        columns = weights[0].sum(axis=0) + weights[1].sum(axis=0)
        total = columns.reshape(4, layer.units).sum(axis=0)
    else:
        kernel = weights[1] if isinstance(layer, keras.layers.SeparableConv1D) else weights[0]
        total = kernel.reshape(-1, kernel.shape[-1]).sum(axis=0)
    scores: NDArray[np.float64] = total / max(float(total.mean()), 1e-12)
    return scores
