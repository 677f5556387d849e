"""Constants that multiply and add, such as BatchNormalization, folded into the weights beside them.

The graph is rebuilt from the window on.  What precedes a reader is a node and, where
something is still to be folded, the affine function that follows it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from kd_edge.network import nodes
from kd_edge.network.stages import (
    Affine,
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
)


def fold(network: Network) -> Network:
    """The same function without affine stages: each is folded into weights, or becomes a convolution of one tap."""
    folding = _Folding(network)
    for node in network.nodes[1:]:
        folding.take(node)
    output = folding.settled(network.output)
    return Network(network.window, output)


class _Folding:
    """The rebuilt graph: for every node of the old one, its new node and what is still to be folded."""

    def __init__(self, network: Network) -> None:
        self._readers = Counter(before for node in network.nodes for before in node.inputs)
        self._readers[network.output] += 1
        self._new: dict[Node, tuple[Node, Affine | None]] = {network.window: (network.window, None)}
        self._settled: dict[Node, Node] = {}

    def take(self, node: Node) -> None:
        """Rebuild ``node``, whose inputs have been rebuilt."""
        if isinstance(node.stage, Affine):
            self._new[node] = self._affine(node, node.stage)
            return
        moved = self._moved(node)
        if moved is not None:
            self._new[node] = moved
            return
        self._new[node] = replace(node, inputs=tuple(map(self.settled, node.inputs))), None

    def settled(self, node: Node) -> Node:
        """The new node for ``node`` with nothing left to fold."""
        if node not in self._settled:
            new, pending = self._new[node]
            self._settled[node] = new if pending is None else _as_convolution(node.name, new, pending)
        return self._settled[node]

    def _affine(self, node: Node, stage: Affine) -> tuple[Node, Affine | None]:
        (before,) = node.inputs
        new, pending = self._new[before]
        if pending is not None:
            return new, Affine(pending.scale * stage.scale, pending.offset * stage.scale + stage.offset)
        channels = new.shape[-1]
        constants = _per_channel(stage, new.shape)
        if isinstance(new.stage, Convolution | Dense) and self._readers[before] == 1 and constants is not None:
            scale, offset = constants
            kernel = new.stage.kernel
            factor = scale.reshape(kernel.shape[1:]) if _is_depthwise(new) else scale
            bias = (new.stage.bias * scale + offset).astype(np.float32)
            assert len(bias) == channels
            return replace(new, stage=replace(new.stage, kernel=(kernel * factor).astype(np.float32), bias=bias)), None
        return new, stage

    def _moved(self, node: Node) -> tuple[Node, Affine | None] | None:
        """``node`` with what is pending before it folded in or moved behind it; None if it cannot be."""
        if not any(self._new[before][1] for before in node.inputs):
            return None
        if isinstance(node.stage, Concatenate):
            return self._joined(node, node.stage.axis)
        new, pending = self._new[node.inputs[0]]
        if len(node.inputs) != 1 or pending is None:
            return None
        after = _behind(node, pending, new.shape)
        if after is not None:
            return replace(node, inputs=(new,)), after
        folded = _folded_in(node, pending, new.shape)
        return None if folded is None else (replace(folded, inputs=(new,)), None)

    def _joined(self, node: Node, axis: int) -> tuple[Node, Affine]:
        parts = [self._new[before] for before in node.inputs]
        whole = [
            [np.broadcast_to(getattr(pending, field) if pending else default, new.shape) for new, pending in parts]
            for field, default in (("scale", 1.0), ("offset", 0.0))
        ]
        scale, offset = (np.concatenate(constants, axis=axis) for constants in whole)
        return replace(node, inputs=tuple(new for new, _ in parts)), Affine(scale, offset)


def _is_depthwise(node: Node) -> bool:
    return isinstance(node.stage, Convolution) and node.stage.depthwise


def _per_channel(affine: Affine, shape: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Scale and offset ``(channels,)``, None if they differ from step to step."""
    constants = [np.broadcast_to(value, shape).reshape(-1, shape[-1]) for value in (affine.scale, affine.offset)]
    if any((value != value[0]).any() for value in constants):
        return None
    return constants[0][0], constants[1][0]


def _behind(node: Node, affine: Affine, shape: tuple[int, ...]) -> Affine | None:
    """What has to follow ``node`` if ``affine`` no longer precedes it; None if they cannot change places."""
    stage, constants = node.stage, _per_channel(affine, shape)
    whole = [np.broadcast_to(value, shape) for value in (affine.scale, affine.offset)]
    match stage:
        case Reshape(target):
            return Affine(*(value.reshape(target) for value in whole))
        case Slice(begin, end, stride):
            cut = tuple(map(slice, begin, end, stride))
            return Affine(*(value[cut] for value in whole))
        case Pooling(kind) | GlobalPooling(kind) if constants and (kind == "average" or (constants[0] > 0).all()):
            return Affine(*constants)
        case Pad() if constants and not constants[1].any():
            return Affine(*constants)
    return None


def _folded_in(node: Node, affine: Affine, shape: tuple[int, ...]) -> Node | None:
    """``affine`` then ``node`` as one node; None if that is not exact."""
    constants, stage = _per_channel(affine, shape), node.stage
    if constants is None or not isinstance(stage, Dense | Lstm | Convolution):
        return None
    scale, offset = constants
    if isinstance(stage, Convolution) and stage.padding != "valid" and offset.any():
        return None  # the padding is zeros, and they would be shifted as well
    kernel = stage.kernel.astype(np.float64)
    if not isinstance(stage, Convolution):
        shift = offset @ kernel
    elif stage.depthwise:
        shift = (offset[:, None] * kernel.sum(axis=0)).ravel()
    else:
        shift = np.einsum("i,kio->o", offset, kernel)
    scaled = (kernel * scale[:, None]).astype(np.float32)
    return replace(node, stage=replace(stage, kernel=scaled, bias=(stage.bias + shift).astype(np.float32)))


def one_tap(name: str, x: Node, scale: NDArray[np.float64], offset: NDArray[np.float64]) -> Node:
    """``x * scale + offset`` as a depthwise convolution of one tap, which every target has.

    Args:
        name: of the new node.
        x: a sequence, or a vector, which stands for one step while it is convolved.
        scale: float64 ``(channels,)``.
        offset: float64 ``(channels,)``.
    """
    stage = Convolution(scale.astype(np.float32)[None, :, None], offset.astype(np.float32), depthwise=True)
    sequence = nodes.reshape(name, x, x.shape if len(x.shape) == 2 else (1, *x.shape))
    return nodes.reshape(name, nodes.convolution(name, sequence, stage), x.shape)


def _as_convolution(name: str, x: Node, affine: Affine) -> Node:
    """``affine`` after ``x``; where its constants differ from step to step, every value is a channel."""
    constants = _per_channel(affine, x.shape)
    if constants is not None:
        return one_tap(name, x, *constants)
    row = nodes.reshape(name, x, (prod(x.shape),))
    whole = (np.broadcast_to(value, x.shape).ravel() for value in (affine.scale, affine.offset))
    return nodes.reshape(name, one_tap(name, row, *whole), x.shape)
