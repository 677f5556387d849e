"""The properties of a kind of operator: one :class:`Kind` each, in the file that lowers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kd_edge.codegen.graph import Operator
from kd_edge.codegen.lowering import Builder

Lowering = Callable[[Operator, Builder], None]


@dataclass(frozen=True)
class View:
    """The part of a sequence that an operator reads for each item that it makes.

    Item ``k`` of its output comes from the items ``first + k * stride`` to
    ``first + k * stride + length - 1`` of its input; it makes ``count`` of them, or as many as fit.
    """

    length: int = 1
    stride: int = 1
    first: int = 0
    count: int | None = None

    def fits(self, items: int) -> int:
        """How many items of the output come from ``items`` of the input."""
        return (items - self.first - self.length) // self.stride + 1 if self.count is None else self.count


ITEM: Final = View()

ViewOf = Callable[[Operator, int, int], View | None]
"""From operator, position of an input and that input's time axis to the view; None: all of the sequence at once."""


def item_by_item(operator: Operator, position: int, axis: int) -> View | None:
    """Each output item is computed from one input item of any shape."""
    return ITEM


def whole_sequence(operator: Operator, position: int, axis: int) -> View | None:
    """Every item may depend on the whole window."""
    return None


@dataclass(frozen=True)
class Kind:
    """A kind of operator.

    Attributes:
        lower: turns one operator into a step, or into a view of its input's memory.
        view: how it slides over a sequence when frames come one at a time.
        of_one_item: the operator as it acts on a single item, from the time axis of its input, where that is not
            the operator as it stands.
        any_count: takes any number of neighbouring items in one run, as lookup tables and renamed memory do.
        renames: gives memory another shape and moves no byte.
    """

    lower: Lowering
    view: ViewOf = whole_sequence
    of_one_item: Callable[[Operator, int], Operator] | None = None
    any_count: bool = False
    renames: bool = False
