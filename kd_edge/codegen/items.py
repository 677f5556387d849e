"""Which operators work item by item on sequences, and which items each of them reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kd_edge.codegen.graph import Graph, Operator
from kd_edge.codegen.kinds import ITEM, View
from kd_edge.codegen.ops import kind_of
from kd_edge.codegen.ops.lstm import LSTM, TIME_AXIS
from kd_edge.codegen.slides import Sequence, retimed


@dataclass(frozen=True)
class Part:
    """One input that is a sequence: its position, and what an item of the output needs of it."""

    position: int
    sequence: Sequence
    view: View


@dataclass(frozen=True)
class ItemWork:
    """An operator that makes items of a sequence.

    Attributes:
        parts: its inputs.
        axis: time axis of its output.
        count: items in a window.
        batch: items that it makes in one run.
    """

    operator: Operator
    parts: tuple[Part, ...]
    axis: int
    count: int
    batch: int

    @property
    def step(self) -> int:
        """Frames from one item to the next."""
        return self.parts[0].sequence.step * self.parts[0].view.stride

    @property
    def reach(self) -> int:
        """Frames from the start of a window until the first item can be made."""
        return max(part.sequence.ready(part.view) for part in self.parts)

    def run_views(self) -> list[tuple[Sequence, View]]:
        """What one run reads, which makes ``batch`` items."""
        return [(part.sequence, _for_several(part.view, self.batch)) for part in self.parts]

    def of_one_run(self) -> Operator:
        """The operator as it is in one run."""
        turn = kind_of(self.operator).of_one_item
        operator = turn(self.operator, self.parts[0].sequence.axis) if turn else self.operator
        inputs = list(operator.inputs)
        for part, (sequence, view) in zip(self.parts, self.run_views(), strict=True):
            inputs[part.position] = retimed(operator.input(part.position), sequence.axis, view.length)
        output = retimed(operator.output, self.axis, self.batch)
        return replace(operator, inputs=tuple(inputs), outputs=(output,))


def item_work(
    operator: Operator, graph: Graph, sequences: Mapping[int, Sequence], *, stateful: bool
) -> ItemWork | None:
    """How ``operator`` makes items, or None if it sees whole windows.

    Args:
        operator: the operator.
        graph: what it belongs to.
        sequences: the tensors that are sequences, by their index.
        stateful: whether an LSTM takes one step per item.

    Raises:
        CodegenError: it needs frames outside the window.
    """
    parts = []
    for position, tensor in enumerate(operator.inputs):
        if tensor is None or tensor.data is not None or tensor.is_variable:
            continue
        sequence = sequences.get(tensor.index)
        if sequence is None:
            return None
        lstm = stateful and operator.kind == LSTM and sequence.axis == TIME_AXIS
        view = ITEM if lstm else kind_of(operator).view(operator, position, sequence.axis)
        if view is None:
            return None
        parts.append(Part(position, sequence, view))
    counts = {part.view.fits(part.sequence.count) for part in parts}
    steps = {part.sequence.step * part.view.stride for part in parts}
    axes = {len(operator.input(part.position).shape) - part.sequence.axis for part in parts}
    if len(counts) != 1 or len(steps) != 1 or min(counts) < 1:
        return None
    count = min(counts)
    axis = time_axis(operator.output.shape, count)
    if axis is None or (len(parts) > 1 and axes != {len(operator.output.shape) - axis}):
        return None
    return ItemWork(operator, tuple(parts), axis, count, _batch(operator, graph, parts, axis, count))


def time_axis(shape: tuple[int, ...], count: int) -> int | None:
    """The axis of ``count`` items that follow one another in memory; None if there is none.

    Nothing but axes of length 1 comes before it.
    """
    axis = next((axis for axis, size in enumerate(shape) if size != 1), len(shape))
    if count == 1:
        return axis - 1 if axis else None
    return axis if axis < len(shape) and shape[axis] == count else None


def _batch(operator: Operator, graph: Graph, parts: list[Part], axis: int, count: int) -> int:
    """How many items are worth making at once: as many as the only reader takes, if it takes each of them once."""
    kind = kind_of(operator)
    if len(parts) != 1 or kind.of_one_item is not None:
        return 1
    if parts[0].sequence.batch > 1:
        return parts[0].sequence.batch if kind.any_count else 1
    if kind.any_count and parts[0].view == ITEM:
        return 1
    reader = graph.only_consumer(operator.output)
    while reader is not None:
        kind = kind_of(reader)
        view = kind.view(reader, 0, axis) if _reads_one(reader) else None
        inside = None if view is None else time_axis(reader.output.shape, view.fits(count))
        if view is None or inside is None:
            return 1
        if not (kind.any_count and view == ITEM):
            return view.length if view.first == 0 and 1 < view.length == view.stride <= count else 1
        axis, reader = inside, graph.only_consumer(reader.output)
    return 1


def _reads_one(operator: Operator) -> bool:
    return sum(tensor is not None and tensor.data is None for tensor in operator.inputs) == 1


def _for_several(view: View, batch: int) -> View:
    """The view that ``batch`` neighbouring items of the output need."""
    return replace(view, length=view.length + (batch - 1) * view.stride, stride=batch * view.stride)
