"""The same network, one frame at a time.

Layers that look at a few neighbouring frames (convolutions and pools with valid padding,
lookups) run once for each frame that completes their view, on a view that slides.  What looks
at the whole sequence (LSTM, mean, flattened dense) runs at every hop over the features that were
kept, so that a result equals the window's bit for bit; a stateful network instead lets each LSTM
take one step per feature and carry its state on.

A pool that takes each item once leaves the layer before it no reason to run for every single one:
that layer gives all items of a pool in one run, which costs less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kd_edge.codegen.graph import Graph, Operator, Tensor
from kd_edge.codegen.lowering import Buffer, Builder, Value
from kd_edge.codegen.ops import lower_operator
from kd_edge.codegen.ops.copies import selects_last_row
from kd_edge.codegen.ops.lstm import (
    lower_lstm_over,
    lower_lstm_projection,
    lower_lstm_step,
    projected_bytes,
)
from kd_edge.codegen.schema import Padding
from kd_edge.errors import CodegenError

_VIEWS: Final = {"RESHAPE", "EXPAND_DIMS", "SQUEEZE"}
_LOOKUPS: Final = {"LOGISTIC", "TANH", "RELU", "RELU6", "QUANTIZE"}
# Options table: stride, filter and dilation of (height, width); None where the weights tell or there is none.
_SLIDING: Final = {
    "CONV_2D": ((2, 1), None, (5, 4)),
    "DEPTHWISE_CONV_2D": ((2, 1), None, (6, 5)),
    "AVERAGE_POOL_2D": ((2, 1), (4, 3), None),
    "MAX_POOL_2D": ((2, 1), (4, 3), None),
}
_POOLS: Final = {"AVERAGE_POOL_2D", "MAX_POOL_2D"}
_LSTM: Final = "UNIDIRECTIONAL_SEQUENCE_LSTM"


@dataclass(frozen=True)
class StreamOptions:
    """What streaming code to generate.

    Attributes:
        hop: frames from one result to the next; None for the least that the network's strides allow.
        stateful: carry the LSTM's state from feature to feature instead of equalling the window.
        projection_bytes: memory that may go into remembering, instead of the features, what the
            first LSTM makes of them; that half of its work is then done once.
    """

    hop: int | None = None
    stateful: bool = False
    projection_bytes: int = 4096


@dataclass(frozen=True, eq=False)
class Slide:
    """A view that moves over a sequence of items.

    Attributes:
        before: index of the first step that reads the view.
        view: persistent buffer of ``length`` items.
        source: the item; None for the frame that the caller pushes.
        item_bytes: size of an item.
        length: items in the view.
        stride: items from one complete view to the next.
    """

    before: int
    view: Buffer
    source: Value | None
    item_bytes: int
    length: int
    stride: int


@dataclass(frozen=True, eq=False)
class StreamingNetwork:
    """A lowered streaming network.

    Attributes:
        slides: in the order of the steps.
        first: frames until the first result.
        hop: frames between results.
        frame_size: values in a frame.
    """

    slides: tuple[Slide, ...]
    first: int
    hop: int
    frame_size: int

    def runs(self, index: int) -> int:
        """How often step number ``index`` runs from one result to the next."""
        return math.prod(slide.stride for slide in self.slides if slide.before > index)


@dataclass(frozen=True)
class _View:
    """What a sliding operator sees: along which axis of its input, how many items, how far from view to view."""

    axis: int
    length: int
    stride: int


class _Chain:
    """The network so far: which value holds the newest items, and how items relate to frames."""

    def __init__(self, graph: Graph, builder: Builder) -> None:
        shape = graph.input.shape
        if len(shape) != 3 or shape[0] != 1 or graph.input.dtype != np.dtype("i1"):
            raise CodegenError(
                "A streaming model takes an int8 window (1, frames, features)",
                found=f"{graph.input.dtype} {shape}",
                remedy="generate it without --stream",
            )
        self.builder = builder
        self.items, self.item_size = shape[1], shape[2]
        self.source: Value | None = None
        self.batch = 1  # items in the source
        self.reach = 1  # frames that the source depends on
        self.step = 1  # frames between sources
        self.slides: list[Slide] = []

    def slide(self, length: int, stride: int) -> Buffer:
        """A view of ``length`` items that moves by ``stride``."""
        view = Buffer(length * self.item_size)
        self.builder.persistent.append(view)
        self.slides.append(Slide(len(self.builder.steps), view, self.source, self.item_size, length, stride))
        self.reach += (length - 1) * self.step
        self.step *= stride
        return view

    def run(
        self,
        operator: Operator,
        axis: int,
        length: int,
        buffer: Buffer,
        lowering: Callable[[Operator, Builder], None] = lower_operator,
        batch: int = 1,
    ) -> None:
        """Lower ``operator`` for ``length`` items in ``buffer`` and ``batch`` items out."""
        source, output = operator.input(0), operator.output
        shortened = _retimed(source, axis, length)
        result = _retimed(output, axis, batch)
        inputs = (shortened, *operator.inputs[1:])
        self.builder.values[source.index] = Value(shortened, buffer)
        lowering(replace(operator, inputs=inputs, outputs=(result,)), self.builder)
        self.source = self.builder.values[result.index]
        self.item_size = self.source.tensor.bytes // batch
        self.batch = batch


def lower_stream(graph: Graph, builder: Builder, mode: StreamOptions) -> StreamingNetwork:
    """Lower ``graph`` for :func:`kd_model_push`.

    Raises:
        CodegenError: padding, an operator or a hop that streaming cannot honour.
    """
    chain = _Chain(graph, builder)
    rest = _lower_frames(chain, graph.operators, mode)
    kept = chain.items if rest and not mode.stateful else 1
    hop = chain.step if mode.hop is None else mode.hop
    if hop < 1 or hop % chain.step:
        raise CodegenError(
            f"The hop is a multiple of the network's total stride of {chain.step} frames",
            found=hop,
            remedy=f"use a hop of {max(hop // chain.step, 1) * chain.step}",
        )
    projects = bool(rest) and rest[0].kind == _LSTM and projected_bytes(rest[0]) <= mode.projection_bytes
    if projects:
        newest = chain.source.buffer if chain.source else chain.slide(1, 1)
        chain.run(rest[0], 1, 1, newest, lower_lstm_projection)
    features = chain.slide(kept, hop // chain.step)
    if rest:
        entry = rest[0].input(0)
        builder.values[entry.index] = Value(entry, features)
        for operator in rest:
            (lower_lstm_over if projects and operator is rest[0] else lower_operator)(operator, builder)
    else:
        builder.values[graph.output.index] = Value(graph.output, features)
    return StreamingNetwork(tuple(chain.slides), chain.reach, hop, graph.input.shape[2])


def _lower_frames(chain: _Chain, operators: Sequence[Operator], mode: StreamOptions) -> Sequence[Operator]:
    """Lower what works item by item; returns the operators that see the whole sequence."""
    for index, operator in enumerate(operators):
        following = operators[index + 1 :]
        if operator.kind in _VIEWS:
            continue
        if operator.kind in _SLIDING and _time_axis(operator, chain.items) is not None:
            _slide_over(chain, operator, following)
        elif operator.kind in _LOOKUPS:
            buffer = chain.source.buffer if chain.source else chain.slide(1, 1)
            axis = _axis_of(operator.input(0), chain.items)
            chain.run(operator, axis, chain.batch, buffer, batch=chain.batch)
        elif operator.kind == _LSTM and mode.stateful:
            buffer = chain.source.buffer if chain.source else chain.slide(1, 1)
            chain.run(operator, 1, 1, buffer, lower_lstm_step)
        elif mode.stateful and selects_last_row(operator):
            return following
        elif mode.stateful:
            raise operator.unsupported(
                "a stateful network keeps the last step of its LSTM only",
                "an operator over the whole sequence",
                "use LSTM(..., return_sequences=False) before it, or generate without --stateful",
            )
        else:
            return operators[index:]
    return ()


def _slide_over(chain: _Chain, operator: Operator, following: Sequence[Operator]) -> None:
    view = _view(operator, chain.items)
    if operator.option(0, "<b") != Padding.VALID:
        raise operator.unsupported(
            "streaming wants valid padding, because frames beyond the window's edge exist",
            "SAME",
            "train the model with padding='valid'",
        )
    if not 0 < view.length <= chain.items or view.stride < 1:
        raise operator.unsupported("its filter fits into its input", f"{view.length} items", "use a longer window")
    chain.items = (chain.items - view.length) // view.stride + 1
    if chain.source and view.length == view.stride == chain.batch:
        chain.run(operator, view.axis, view.length, chain.source.buffer)
        return
    batch = _pooled_next(following, chain.items)
    length = view.length + (batch - 1) * view.stride
    chain.run(operator, view.axis, length, chain.slide(length, batch * view.stride), batch=batch)


def _view(operator: Operator, items: int) -> _View:
    axis = _time_axis(operator, items)
    assert axis is not None
    strides, filters, dilations = _SLIDING[operator.kind]
    taps = operator.option(filters[axis - 1]) if filters else operator.input(1).shape[axis]
    dilation = operator.option(dilations[axis - 1], default=1) if dilations else 1
    return _View(axis, (taps - 1) * dilation + 1, operator.option(strides[axis - 1]))


def _pooled_next(following: Sequence[Operator], items: int) -> int:
    """How many of ``items`` a pool takes at a time, each item once, if a pool is what follows; else 1."""
    for operator in following:
        if operator.kind in _POOLS and _time_axis(operator, items) is not None:
            view = _view(operator, items)
            return view.length if 0 < view.length == view.stride <= items else 1
        if operator.kind not in _VIEWS | _LOOKUPS:
            break
    return 1


def _time_axis(operator: Operator, items: int) -> int | None:
    """The axis along which ``operator`` slides, if it is one axis of ``items`` and the other has length 1."""
    shape = operator.input(0).shape
    if len(shape) != 4 or sorted(shape[1:3]) != sorted((1, items)):
        return None
    return 2 if shape[1] == 1 else 1


def _axis_of(tensor: Tensor, items: int) -> int:
    """The axis of ``items``, before the features."""
    axes = [axis for axis, size in enumerate(tensor.shape[:-1]) if size == items]
    if not axes:
        raise CodegenError(
            f"Tensor {tensor.label} is a sequence of {items} items", found=tensor.shape, remedy="do not stream it"
        )
    return axes[-1]


def _retimed(tensor: Tensor, axis: int, items: int) -> Tensor:
    shape = (*tensor.shape[:axis], items, *tensor.shape[axis + 1 :])
    return replace(tensor, shape=shape)
