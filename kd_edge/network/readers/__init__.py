"""The readers of Keras layers; a new one is one function in a file here and one row of its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras

from kd_edge.network.readers import activations, merging, operations, scaling, shapes, weights
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Node

LAYERS: Final[dict[type[keras.layers.Layer], Callable[[Call], Node]]] = {
    **weights.LAYERS,
    **shapes.LAYERS,
    **scaling.LAYERS,
    **activations.LAYERS,
    **merging.LAYERS,
}
"""Every layer that can be exported.  A subclass may compute something else, so only the class itself counts."""

_REMEDIES: Final = {
    "GRU": "use an LSTM, which targets have as one operator",
    "SimpleRNN": "use an LSTM, which targets have as one operator",
    "RNN": "use an LSTM, which targets have as one operator",
    "Bidirectional": "use an LSTM that runs forwards; a stream cannot be read from its end",
    "LayerNormalization": "use BatchNormalization, which vanishes into the weights",
    "Lambda": "build it from Keras layers, or from operations of keras.ops",
    "Masking": "cut windows of whole frames; targets have no masks",
}


def read_call(call: Call) -> Node:
    """The node that a call of a layer or an operation makes.

    Raises:
        ExportError: nothing reads the layer, or one of its options.
    """
    kind = type(call.operation)
    _require_float32(call)
    reader = LAYERS.get(kind) or operations.reader_of(call.operation)
    if reader is None:
        parent = next((known for known in LAYERS if issubclass(kind, known)), None)
        if parent is not None:
            raise call.refused(f"is a subclass of {parent.__name__}", f"use {parent.__name__} itself")
        raise call.refused("cannot be exported", _REMEDIES.get(kind.__name__))
    return reader(call)


def _require_float32(call: Call) -> None:
    operation: Any = call.operation
    mode = getattr(operation, "quantization_mode", None)
    if mode is not None:
        raise call.refused(f"is quantised to {mode}", "export the float32 model; the exporter quantises it")
    dtype = getattr(operation, "compute_dtype", None) or "float32"
    if dtype != "float32":
        raise call.refused(f"computes in {dtype}", "build the model with dtype='float32'")
    if "call" in getattr(operation, "__dict__", {}):
        raise call.refused("has a call of its own", "leave the layer's call as Keras defines it")
