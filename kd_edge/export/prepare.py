"""A network as the converter treats it well: folded, nothing computed twice, LSTMs kept apart from concatenations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kd_edge.network.folding import fold, one_tap
from kd_edge.network.stages import Concatenate, Lstm, Network, Node, Pad, Pooling, Reshape, Slice, Window


def prepare(network: Network) -> Network:
    """``network`` in the form that is lowered to operators; it computes the same."""
    return _rebuilt(_rebuilt(fold(network), _Joined()), _apart)


class _Joined:
    """Equal stages without weights that read the same are one; the converter would join them unasked."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Node] = {}

    def __call__(self, node: Node) -> Node:
        fields = tuple(vars(node.stage).values())
        if any(isinstance(field, np.ndarray) for field in fields):
            return node
        return self._known.setdefault((type(node.stage), fields, node.inputs), node)


def _apart(node: Node) -> Node:
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
    if not isinstance(source.stage, Lstm):
        return node
    channels = node.shape[-1]
    return one_tap(f"{node.name}_apart", node, np.ones(channels), np.zeros(channels))


def _rebuilt(network: Network, change: Callable[[Node], Node]) -> Network:
    """The graph with every node ``changed``, its inputs before it."""
    new: dict[Node, Node] = {}
    for node in network.nodes:
        moved = node if isinstance(node.stage, Window) else replace(node, inputs=tuple(new[x] for x in node.inputs))
        new[node] = change(moved)
    return Network(new[network.window], new[network.output])
