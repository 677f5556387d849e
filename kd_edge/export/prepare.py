"""Prepare a network for the converter and the kernels: constants folded, duplicates joined, scales kept apart."""

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
    GlobalPooling,
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
"""From a node of the old graph, and the same node with its new inputs, to its replacement."""


def prepare(network: Network) -> Network:
    """``network`` in the form that is lowered to operators; it computes the same."""
    prepared = _rebuilt(fold(network), _Joined())
    prepared = _rebuilt(prepared, _Clipped(prepared))
    return _rebuilt(prepared, _Apart(prepared))


def readers(network: Network) -> Counter[Node]:
    """How many nodes read each node."""
    return Counter(before for node in network.nodes for before in node.inputs)


def is_fused(node: Node, read: Counter[Node]) -> bool:
    """Whether the activation ``node`` becomes part of the operator before it."""
    if not isinstance(node.stage, Activation) or node.stage.kind not in FUSED:
        return False
    (before,) = node.inputs
    while isinstance(before.stage, Reshape) and read[before] == 1:  # the converter moves activations before reshapes
        before = before.inputs[0]
    pools = isinstance(before.stage, GlobalPooling) and before.stage.kind == "max"
    return read[before] == 1 and (pools or isinstance(before.stage, _FUSING))


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


class _Apart:
    """Puts a convolution of one tap before a concatenation where a common scale would do harm further up.

    The int8 operands of a concatenation share one scale, and the converter hands it up through everything that keeps
    the scale of what it reads.  It does not apply it to the state that an LSTM keeps from step to step, and where a
    pool or a slice has narrowed the range, others that read the same would get clipped values.
    """

    def __init__(self, network: Network) -> None:
        self._readers = readers(network)

    def __call__(self, old: Node, node: Node) -> Node:
        if not isinstance(node.stage, Concatenate):
            return node
        pairs = zip(old.inputs, node.inputs, strict=True)
        return replace(
            node,
            inputs=tuple(_copied(f"{new.name}_apart", new) if self._harmful(before) else new for before, new in pairs),
        )

    def _harmful(self, node: Node) -> bool:
        narrowed = shared = False
        while _keeps_scale(node):
            narrowed = narrowed or not isinstance(node.stage, Reshape | Pad)
            node = node.inputs[0]
            shared = shared or (narrowed and self._readers[node] > 1)
        return isinstance(node.stage, Lstm) or shared or (narrowed and isinstance(node.stage, Window))


def _keeps_scale(node: Node) -> bool:
    stage = node.stage
    return isinstance(stage, Reshape | Slice | Pad | Pooling) or (
        isinstance(stage, GlobalPooling) and stage.kind == "max"
    )


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
