"""Low-rank factorisation: a kernel becomes the product of two thinner ones, by its singular value decomposition.

Denil et al., "Predicting parameters in deep learning", NeurIPS 2013 (arXiv:1306.0543); for convolutions Jaderberg et
al., BMVC 2014 (arXiv:1405.3866).  A convolution becomes one with ``rank`` filters and one of a single tap, a dense
layer two dense ones.  An LSTM's input kernel gets a convolution of one tap before it; its recurrent kernel stays,
since TFLite's fused LSTM takes no factors there.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count
from typing import Any, Final, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.compress.units import UnitMap
from kd_edge.errors import TrainingError

OVERHEAD_BYTES: Final = 700
"""What one more operator adds to an int8 file, besides its weights: tensors, names, a scale for each channel.

Measured on ``compact``: 620 to 680 bytes a factor."""

_BASIS: Final = "_basis"


class _Factors(NamedTuple):
    basis: keras.layers.Layer
    first: NDArray[np.float32]
    second: NDArray[np.float32]


def low_rank(model: keras.Model, rank: float) -> keras.Model:
    """``model`` with every kernel of rank ``rank`` for which the exported int8 file becomes smaller.

    Args:
        model: Sequential or functional, one input and one output.
        rank: from 1 up a rank, below 1 a share of the full rank.

    Raises:
        TrainingError: no layer would become smaller.
    """
    whole = UnitMap(model).model
    names = {layer.name for layer in whole.layers}
    factors = {layer.name: found for layer in whole.layers if (found := _factorise(layer, rank, names))}
    if not factors:
        raise TrainingError(
            f"A factorised layer saves more than {OVERHEAD_BYTES} bytes, which one more operator costs",
            found=f"no such layer in {model.name!r} with rank {rank:g}; recurrent kernels of a fused LSTM stay whole",
            remedy="lower the rank, or leave the pass out",
        )

    def thinner(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        if layer.name in factors and isinstance(layer, keras.layers.Conv1D):
            config |= {"kernel_size": (1,), "strides": (1,), "dilation_rate": (1,), "padding": "valid"}
        return type(layer).from_config(config)

    def call(layer: keras.layers.Layer, *arguments: Any, **options: Any) -> Any:
        if layer.name in factors:
            arguments = (factors[layer.name].basis(*arguments),)
        return layer(*arguments, **options)

    clone = keras.models.clone_model(whole, clone_function=thinner, call_function=call)
    for layer in whole.layers:
        weights = layer.get_weights()
        if layer.name in factors:
            factor = factors[layer.name]
            factor.basis.set_weights([factor.first])
            weights[0] = factor.second
        if weights:
            clone.get_layer(layer.name).set_weights(weights)
    return clone


def _factorise(layer: keras.layers.Layer, rank: float, taken: Container[str]) -> _Factors | None:
    """The factors of ``layer``, under a name that is not ``taken``; None where they would be larger than the kernel."""
    if type(layer) not in (keras.layers.Conv1D, keras.layers.Dense, keras.layers.LSTM) or layer.name.endswith(_BASIS):
        return None
    kernel = layer.get_weights()[0]
    matrix = kernel.reshape(-1, kernel.shape[-1])
    full = min(matrix.shape)
    kept = max(1, round(rank * full) if rank < 1 else round(rank))
    if getattr(layer, "groups", 1) != 1 or kept * sum(matrix.shape) + OVERHEAD_BYTES >= matrix.size:
        return None
    left, values, right = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    root = np.sqrt(values[:kept])
    # A network that was factorised before has the first name.
    candidates = (f"{layer.name}{mark}{_BASIS}" for mark in chain([""], map("_{}".format, count(2))))
    name = next(name for name in candidates if name not in taken)
    first = (left[:, :kept] * root).astype(np.float32)
    second = (root[:, None] * right[:kept]).astype(np.float32)
    if isinstance(layer, keras.layers.Dense):
        basis = keras.layers.Dense(kept, use_bias=False, name=name)
        return _Factors(basis, first, second)
    if isinstance(layer, keras.layers.LSTM):
        basis = keras.layers.Conv1D(kept, 1, use_bias=False, name=name)
        return _Factors(basis, first[None], second)
    basis = keras.layers.Conv1D(
        kept,
        layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        dilation_rate=layer.dilation_rate,
        use_bias=False,
        name=name,
    )
    return _Factors(basis, first.reshape(*kernel.shape[:-1], kept), second[None])
