"""A network as the converter and the kernels treat it well: folded, nothing twice, scales where they belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from kd_edge.network import nodes
from kd_edge.network.folding import fold, one_tap
from kd_edge.network.stages import (
    Activation,
    Arithmetic,
    Concatenate,
    Convolution,
    Dense,
    Lstm,
    Network,
    Node,
    Pad,
    Pooling,
    Reshape,
    Slice,
    Window,
)

FUSED: Final = ("relu", "relu6")
"""Activations that kernels apply themselves, where nothing else reads what stands before."""

_FUSING = Convolution | Dense | Pooling | Arithmetic

Change = Callable[[Node, Node], Node]
"""From a node of the old graph, and the same with its new inputs, to what takes its place."""


def prepare(network: Network) -> Network:
    """``network`` in the form that is lowered to operators; it computes the same."""
    prepared = _rebuilt(fold(network), _Joined())
    prepared = _rebuilt(prepared, _Clipped(prepared))
    return _rebuilt(prepared, _apart)


def readers(network: Network) -> Counter[Node]:
    """How many nodes read each node."""
    return Counter(before for node in network.nodes for before in node.inputs)


def is_fused(node: Node, read: Counter[Node]) -> bool:
    """Whether the activation ``node`` becomes part of the operator before it."""
    (before,) = node.inputs
    kind = node.stage.kind if isinstance(node.stage, Activation) else ""
    return kind in FUSED and isinstance(before.stage, _FUSING) and read[before] == 1


class _Joined:
    """Equal stages without weights that read the same are one; the converter would join them unasked."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Node] = {}

    def __call__(self, old: Node, node: Node) -> Node:
        fields = tuple(vars(node.stage).values())
        if any(isinstance(field, np.ndarray) for field in fields):
            return node
        return self._known.setdefault((type(node.stage), fields, node.inputs), node)


class _Clipped:
    """A ReLU6 that no operator before it can take on gets a convolution of one tap that does.

    TFLite Micro's own RELU6 clips int8 values and leaves them in the scale of its input, whatever its output's is.
    """

    def __init__(self, network: Network) -> None:
        self._readers = readers(network)

    def __call__(self, old: Node, node: Node) -> Node:
        if not (isinstance(node.stage, Activation) and node.stage.kind == "relu6") or is_fused(old, self._readers):
            return node
        (before,) = node.inputs
        row = nodes.reshape(node.name, before, before.shape if len(before.shape) == 2 else (1, *before.shape))
        clipped = nodes.activation(node.name, _copied(node.name, row), "relu6")
        return nodes.reshape(node.name, clipped, before.shape)


def _apart(old: Node, node: Node) -> Node:
    """Put a convolution of one tap between an LSTM and a concatenation.

    The int8 operands of a concatenation share one scale, and the converter gives it to the LSTM's output
    without telling the state that the LSTM carries from step to step: every step would then be wrong.
    """
    if not isinstance(node.stage, Concatenate):
        return node
    return replace(node, inputs=tuple(_insulated(before) for before in node.inputs))


def _insulated(node: Node) -> Node:
    source = node
    while isinstance(source.stage, Reshape | Slice | Pad | Pooling):  # these keep the scale of what they read
        source = source.inputs[0]
    return _copied(f"{node.name}_apart", node) if isinstance(source.stage, Lstm) else node


def _copied(name: str, x: Node) -> Node:
    """``x`` unchanged but for its scale."""
    channels = x.shape[-1]
    return one_tap(name, x, np.ones(channels), np.zeros(channels))


def _rebuilt(network: Network, change: Change) -> Network:
    new: dict[Node, Node] = {}
    for node in network.nodes:
        moved = node if isinstance(node.stage, Window) else replace(node, inputs=tuple(new[x] for x in node.inputs))
        new[node] = change(node, moved)
    return Network(new[network.window], new[network.output])
