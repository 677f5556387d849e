"""The same network, one frame at a time.

Operators that look at a few neighbouring frames (convolutions and pools with valid padding,
lookups, sums of branches) run once for each item that they make, on views that slide.  What looks
at the whole sequence (LSTM, mean, flattened dense) runs at every hop over the items that were
kept, so that a result equals the window's bit for bit; a stateful network instead lets each LSTM
take one step per item and keep its state.

Where a pool reads each item once, the layer before it need not run for every single item: it makes all items of one
pool in one run, which costs less.
"""

from __future__ import annotations

import math
from collections.abc import Sequence as Items
from dataclasses import replace

import numpy as np

from kd_edge.codegen.graph import Graph, Operator
from kd_edge.codegen.items import ItemWork, item_work, time_axis
from kd_edge.codegen.kinds import ITEM, Lowering, View
from kd_edge.codegen.lowering import Builder, Value
from kd_edge.codegen.ops import kind_of
from kd_edge.codegen.ops.lstm import (
    LSTM,
    TIME_AXIS,
    lower_lstm_over,
    lower_lstm_projection,
    lower_lstm_step,
    projected_bytes,
)
from kd_edge.codegen.ops.slices import selects_last_row
from kd_edge.codegen.slides import Sequence, Slides, retimed
from kd_edge.codegen.stream_network import StreamingNetwork, StreamOptions
from kd_edge.contract import MAX_FRAMES
from kd_edge.errors import CodegenError


def lower_stream(graph: Graph, builder: Builder, options: StreamOptions) -> StreamingNetwork:
    """Lower ``graph`` for :func:`kd_model_push`.

    Raises:
        CodegenError: padding, an operator or a hop that streaming cannot honour.
    """
    return _Streaming(graph, builder, options).network()


class _Streaming:
    """The network so far: which tensors are sequences, and which operators see whole windows."""

    def __init__(self, graph: Graph, builder: Builder, options: StreamOptions) -> None:
        frame = graph.input
        if (
            len(frame.shape) not in (3, 4)
            or min(frame.shape) < 1
            or frame.shape[0] != 1
            or frame.dtype != np.dtype("i1")
        ):
            raise CodegenError(
                "A streaming model takes an int8 window (1, frames, features) or (1, frames, height, width)",
                found=f"{frame.dtype} {frame.shape}",
                remedy="generate it without --stream",
            )
        axis = next((axis for axis in range(1, len(frame.shape) - 1) if frame.shape[axis] > 1), 1)
        self.graph, self.builder, self.options = graph, builder, options
        self.slides = Slides(builder)
        self.guards: list[int | None] = []
        self.steps: list[int] = []  # frames from one run of each step to the next
        one = retimed(frame, axis, 1)
        self.frame_size = one.size
        self.sequences = {frame.index: Sequence(one, axis, frame.shape[axis], 1, 1, None)}

    def network(self) -> StreamingNetwork:
        """Lower everything: first what works item by item, then what sees whole windows."""
        rest = [operator for operator in self.graph.operators if not self._lower_items(operator)]
        kept = self._kept(rest)
        hop = self._hop([self.sequences[index] for index in kept])
        projected = {} if self.options.stateful else self._project(rest)
        sequences = {index: projected.get(index, self.sequences[index]) for index in kept}
        windows = [(sequence, View(sequence.count, hop // sequence.step)) for sequence in sequences.values()]
        reading = self.slides.read(windows)
        for index, value in zip(sequences, reading.values, strict=True):
            self.builder.values[index] = value
        for operator in rest:
            over = operator.kind == LSTM and operator.input(0).index in projected
            self._lower(operator, lower_lstm_over if over else kind_of(operator).lower, reading.guard, hop)
        return StreamingNetwork(
            slides=tuple(self.slides.all),
            guards=tuple(self.guards),
            runs=tuple(hop // step for step in self.steps),
            result=self.builder.values[self.graph.output.index],
            guard=reading.guard,
            first=reading.reach,
            hop=hop,
            frame_size=self.frame_size,
            stateful=self.options.stateful,
        )

    def _lower_items(self, operator: Operator) -> bool:
        """Lower ``operator`` if it works item by item; False: it sees whole windows."""
        stateful = self.options.stateful
        if stateful and self._takes_newest(operator):
            return True
        work = item_work(operator, self.graph, self.sequences, stateful=stateful)
        if work is None:
            if stateful:
                self._require_last_step(operator)
            return False
        if kind_of(operator).renames and work.parts[0].sequence.value is None:
            self._rename_frame(operator, work)
            return True
        reading = self.slides.read(work.run_views())
        for part, value in zip(work.parts, reading.values, strict=True):
            self.builder.values[operator.input(part.position).index] = value
        steps_lstm = stateful and operator.kind == LSTM
        lowering = lower_lstm_step if steps_lstm else kind_of(operator).lower
        self._lower(work.of_one_run(), lowering, reading.guard, work.step * work.batch)
        value = self.builder.values[operator.output.index]
        self.sequences[operator.output.index] = Sequence(
            value.tensor, work.axis, work.count, work.step, work.reach, value, reading.guard, work.batch
        )
        return True

    def _rename_frame(self, operator: Operator, work: ItemWork) -> None:
        """The frame that the caller pushes under another shape, once the operator turns out to be whole."""
        one, sequence = work.of_one_run(), work.parts[0].sequence
        elsewhere = Builder(self.graph)
        elsewhere.new_value(one.input(0))
        kind_of(operator).lower(one, elsewhere)
        self.sequences[operator.output.index] = replace(sequence, tensor=one.output, axis=work.axis)

    def _lower(self, operator: Operator, lowering: Lowering, guard: int | None, step: int) -> None:
        """Lower ``operator`` to steps that run after ``guard``, every ``step`` frames."""
        lowering(operator, self.builder)
        new = len(self.builder.steps) - len(self.guards)
        self.guards += [guard] * new
        self.steps += [step] * new

    def _takes_newest(self, operator: Operator) -> bool:
        """Let the last row of a sequence be its newest item, as it is for a network without windows."""
        sequence = self.sequences.get(operator.input(0).index)
        if sequence is None or sequence.value is None or not selects_last_row(operator):
            return False
        output, value = operator.output, sequence.value
        axis = time_axis(output.shape, 1)
        assert axis is not None, "one row has an axis of length 1"
        self.sequences[output.index] = replace(
            sequence, tensor=output, axis=axis, count=1, value=Value(output, value.buffer, value.offset)
        )
        return True

    def _require_last_step(self, operator: Operator) -> None:
        """Refuse an operator over a window, which a stateful network does not have."""
        inputs = [self.sequences.get(tensor.index) for tensor in operator.inputs if tensor is not None]
        if any(sequence is not None and sequence.count > 1 for sequence in inputs):
            raise operator.unsupported(
                "a stateful network returns only the last step of its LSTM",
                "an operator over the whole sequence",
                "use LSTM(..., return_sequences=False) before it, or generate without --stateful",
            )

    def _kept(self, rest: Items[Operator]) -> list[int]:
        """The sequences of which operators over whole windows, or the caller, want every item."""
        read = [tensor for operator in rest for tensor in operator.inputs if tensor is not None]
        kept = list(dict.fromkeys(t.index for t in (*read, self.graph.output) if t.index in self.sequences))
        output = self.sequences.get(self.graph.output.index)
        if not kept or (self.options.stateful and output is not None and output.count > 1):
            raise CodegenError(
                "A streaming network gives one result for a window, and it depends on the frames",
                found=f"output {self.graph.output.label}, {self.graph.output.shape}",
                remedy="end the network in one row of scores, or generate it without --stream",
            )
        return kept

    def _hop(self, kept: Items[Sequence]) -> int:
        """Frames from one result to the next, for which every window sees the same items."""
        least = math.lcm(*(sequence.step for sequence in kept))
        hop = least if self.options.hop is None else self.options.hop
        if hop < 1 or hop % least:
            raise CodegenError(
                f"The hop is a multiple of the network's total stride of {least} frames",
                found=hop,
                remedy=f"use a hop of {max(hop // least, 1) * least}",
            )
        if hop > MAX_FRAMES:
            raise CodegenError(
                f"A result comes at least every {MAX_FRAMES:,} frames",
                found=f"a hop of {hop:,}",
                remedy="use a smaller hop",
            )
        return hop

    def _project(self, rest: Items[Operator]) -> dict[int, Sequence]:
        """If an LSTM is the only reader of a sequence, store the projected input of its gates instead of each item."""
        projected: dict[int, Sequence] = {}
        memory = self.options.projection_bytes
        for operator in rest:
            source = operator.input(0) if operator.kind == LSTM else None
            sequence = self.sequences.get(source.index) if source else None
            if source is None or sequence is None or self.graph.only_consumer(source) is not operator:
                continue
            if sequence.axis != TIME_AXIS:
                continue  # frames are its features
            if projected_bytes(operator) > memory:
                continue
            memory -= projected_bytes(operator)
            reading = self.slides.read([(sequence, ITEM)])
            self.builder.values[source.index] = reading.values[0]
            one = replace(
                operator,
                inputs=(retimed(source, sequence.axis, 1), *operator.inputs[1:]),
                outputs=(retimed(operator.output, 1, 1),),
            )
            self._lower(one, lower_lstm_projection, reading.guard, sequence.step)
            value = self.builder.values[operator.output.index]
            projected[source.index] = replace(sequence, tensor=value.tensor, axis=1, value=value, guard=reading.guard)
        return projected
