"""Sequences of items, and the views that move over them.

Everything is counted in frames from the start of a window.  An item of a sequence is made as soon
as the last frame that it depends on has arrived; operators whose inputs arrive at different times keep the earlier
items in views of their own.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass, replace

from kd_edge.codegen.graph import Tensor
from kd_edge.codegen.kinds import View
from kd_edge.codegen.lowering import Buffer, Builder, Value


@dataclass(frozen=True, eq=False)
class Slide:
    """A view that moves over a sequence.

    Attributes:
        before: index of the first step that may read the view.
        view: persistent buffer of ``length`` items.
        source: the newest item; None for the frame that the caller pushes.
        guard: number of the slide that must be complete for ``source`` to be new; None if it always is.
        item_bytes: size of an item.
        length: items in the view.
        stride: items from one complete view to the next.
        first: items of the sequence before the first view.
    """

    before: int
    view: Buffer
    source: Value | None
    guard: int | None
    item_bytes: int
    length: int
    stride: int
    first: int

    @property
    def always_completes(self) -> bool:
        """Whether each item completes the view."""
        return (self.length, self.stride, self.first) == (1, 1, 0)


@dataclass(frozen=True, eq=False)
class Sequence:
    """A tensor as a sequence of items.

    Attributes:
        tensor: as memory holds it, with ``batch`` items.
        axis: of ``tensor``, along which the items follow one another.
        count: items in a window.
        step: frames from one item to the next.
        reach: frames from the start of a window until its first item can be made.
        value: where the newest items are; None for the frame that the caller pushes.
        guard: number of the slide whose completion makes new items; None if every frame does.
        batch: items that are made at once.
    """

    tensor: Tensor
    axis: int
    count: int
    step: int
    reach: int
    value: Value | None
    guard: int | None = None
    batch: int = 1

    @property
    def item_bytes(self) -> int:
        """Size of an item."""
        return self.tensor.bytes // self.batch

    def of(self, count: int) -> Tensor:
        """The tensor with ``count`` items."""
        return retimed(self.tensor, self.axis, count)

    def ready(self, view: View) -> int:
        """Frames from the start of a window until its first ``view`` is complete."""
        return (view.first + view.length - 1) * self.step + self.reach


@dataclass(frozen=True, eq=False)
class Reading:
    """What a step reads of some sequences at once.

    Attributes:
        values: for each sequence, where the items are when the step runs.
        guard: number of the slide after which it runs; None for every frame.
        reach: frames from the start of a window until the first run.
    """

    values: tuple[Value, ...]
    guard: int | None
    reach: int


def retimed(tensor: Tensor, axis: int, count: int) -> Tensor:
    """``tensor`` with ``count`` items along ``axis``."""
    return replace(tensor, shape=(*tensor.shape[:axis], count, *tensor.shape[axis + 1 :]))


class Slides:
    """Collects slides while steps are added to ``builder``."""

    def __init__(self, builder: Builder) -> None:
        self.all: list[Slide] = []
        self._builder = builder

    def read(self, parts: Items[tuple[Sequence, View]]) -> Reading:
        """Bring ``parts`` together: views of different sequences for the same item of an output.

        The part that is complete last decides when the reader runs.  The others go on in the
        meantime, so their views hold some more items than the reader needs, the needed ones first.
        """
        reach = max(sequence.ready(view) for sequence, view in parts)
        last = next(i for i, (sequence, view) in enumerate(parts) if sequence.ready(view) == reach)
        values = []
        guard: int | None = None
        for position, (sequence, view) in enumerate(parts):
            ahead = reach - sequence.ready(view)
            made_just_now = _is_what_was_made(sequence, view) if position == last else _is_newest(view) and not ahead
            if sequence.value is not None and made_just_now:
                values.append(sequence.value)
                made = sequence.guard
            else:
                made = self._add(sequence, replace(view, length=view.length + ahead // sequence.step))
                values.append(Value(sequence.of(view.length), self.all[-1].view))
            guard = made if position == last else guard
        return Reading(tuple(values), guard, reach)

    def _add(self, sequence: Sequence, view: View) -> int | None:
        """A new slide; returns what must be complete for its view to be."""
        buffer = Buffer(view.length * sequence.item_bytes)
        self._builder.persistent.append(buffer)
        slide = Slide(
            before=len(self._builder.steps),
            view=buffer,
            source=sequence.value,
            guard=sequence.guard,
            item_bytes=sequence.item_bytes,
            length=view.length,
            stride=view.stride,
            first=view.first,
        )
        self.all.append(slide)
        return sequence.guard if slide.always_completes else len(self.all) - 1


def _is_what_was_made(sequence: Sequence, view: View) -> bool:
    """Whether each run of the sequence's step makes exactly one view."""
    return view.first == 0 and view.length == view.stride == sequence.batch


def _is_newest(view: View) -> bool:
    """Whether a view is a single item, of which there is a new one each time."""
    return view.length == view.stride == 1
