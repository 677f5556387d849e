"""The stages that a network is made of, and the graph that they form.

Shapes are those of one window, without a batch: ``(steps, channels)`` for a sequence,
``(values,)`` for a vector.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Shape = tuple[int, ...]
Padding = Literal["valid", "same", "causal"]
PoolKind = Literal["average", "max"]

ACTIVATIONS = ("relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax")


@dataclass(frozen=True, eq=False)
class Window:
    """The input: one window of frames."""


@dataclass(frozen=True, eq=False)
class Convolution:
    """A 1-D convolution; ``kernel`` is ``(taps, inputs, outputs)``, depthwise ``(taps, inputs, multiplier)``."""

    kernel: Array
    bias: Array
    stride: int = 1
    dilation: int = 1
    padding: Padding = "valid"
    depthwise: bool = False


@dataclass(frozen=True, eq=False)
class Pooling:
    """The mean or maximum of every ``size`` steps; padding counts for neither."""

    kind: PoolKind
    size: int
    stride: int
    padding: Padding


@dataclass(frozen=True, eq=False)
class GlobalPooling:
    """The mean or maximum over all steps, as a vector."""

    kind: PoolKind


@dataclass(frozen=True, eq=False)
class Lstm:
    """An LSTM with Keras's gate order (input, forget, cell, output) and default activations."""

    kernel: Array
    recurrent_kernel: Array
    bias: Array
    return_sequences: bool


@dataclass(frozen=True, eq=False)
class Dense:
    """A matrix ``(inputs, outputs)`` and a bias, on a vector."""

    kernel: Array
    bias: Array


@dataclass(frozen=True, eq=False)
class Activation:
    """One of ``ACTIVATIONS``; ``slope`` is that of a leaky ReLU below zero."""

    kind: str
    slope: float = 0.0


@dataclass(frozen=True, eq=False)
class Affine:
    """``x * scale + offset``; both broadcast to the shape of ``x``."""

    scale: NDArray[np.float64]
    offset: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reshape:
    """The same values in the same order, in another shape."""

    shape: Shape


@dataclass(frozen=True, eq=False)
class Slice:
    """From ``begin`` to ``end``, exclusive, in steps of ``stride``, along each axis."""

    begin: tuple[int, ...]
    end: tuple[int, ...]
    stride: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Pad:
    """Zeros before the first and after the last step."""

    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Concatenate:
    """Its inputs side by side along ``axis`` of one window."""

    axis: int


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """Two inputs, element by element; an axis of length 1 is broadcast."""

    kind: Literal["add", "subtract", "multiply"]


Stage = (
    Window
    | Convolution
    | Pooling
    | GlobalPooling
    | Lstm
    | Dense
    | Activation
    | Affine
    | Reshape
    | Slice
    | Pad
    | Concatenate
    | Arithmetic
)


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """One stage where it stands in a graph.

    Its text does not show its inputs: with theirs, it would double at every residual block, and TensorFlow
    writes out what hangs on a module that it saves.

    Attributes:
        name: of the Keras layer or operation that it comes from.
        shape: of what it gives for one window.
        inputs: what it reads.
    """

    name: str
    stage: Stage
    shape: Shape
    inputs: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class Network:
    """A graph from one window ``(window_size, features)`` to one score per class ``(classes,)``.

    Attributes:
        nodes: every node, each after those that it reads; the first is the window, the last gives the scores.
    """

    window: Node
    output: Node
    nodes: tuple[Node, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", _in_order(self.window, self.output))

    @property
    def window_size(self) -> int:
        """Frames of a window."""
        return self.window.shape[0]

    @property
    def feature_count(self) -> int:
        """Features of a frame."""
        return self.window.shape[1]

    @property
    def classes(self) -> int:
        """Scores."""
        return self.output.shape[0]

    @property
    def gives_probabilities(self) -> bool:
        """Whether the last thing computed is a softmax."""
        stage = self.output.stage
        return isinstance(stage, Activation) and stage.kind == "softmax"


def _in_order(window: Node, output: Node) -> tuple[Node, ...]:
    """Nodes that ``output`` depends on, each after its inputs, without recursion: networks may be deep."""
    found: dict[Node, None] = {window: None}
    waiting = [output]
    while waiting:
        node = waiting[-1]
        missing = [before for before in node.inputs if before not in found]
        if missing:
            waiting += reversed(missing)
        else:
            found.setdefault(node)
            waiting.pop()
    return tuple(found)
