"""Multiply-accumulates of a network: the work of one inference on any target."""

from __future__ import annotations

from math import prod

from kd_edge.network.stages import Convolution, Dense, Lstm, Network, Node


def macs(network: Network) -> int:
    """Multiply-accumulates for one window.

    Convolutions count at every output position, an LSTM its four gates at every
    step, a dense layer its matrix; pooling, biases, activations, sums and products of
    activations count nothing.  Constants that are folded cost nothing either.
    """
    return sum(_node_macs(node) for node in network.nodes)


def _node_macs(node: Node) -> int:
    match node.stage:
        case Convolution(kernel):
            return node.shape[0] * prod(kernel.shape)
        case Lstm(kernel, recurrent_kernel):
            return node.inputs[0].shape[0] * (prod(kernel.shape) + prod(recurrent_kernel.shape))
        case Dense(kernel):
            return prod(kernel.shape)
        case _:
            return 0
