"""Place every buffer in one arena: buffers that are never in use at the same time share memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kd_edge.codegen.lowering import Buffer, Step, Value

_ALIGNMENT: Final = 8


@dataclass(frozen=True)
class Plan:
    """The sizes that follow from the plan.

    Attributes:
        arena_bytes: size of the arena.
        live_bytes: per step, bytes that hold something while it runs.
    """

    arena_bytes: int
    live_bytes: tuple[int, ...]


class _Group:
    """Buffers that start at one address, because each is written over the one before it."""

    def __init__(self, buffer: Buffer) -> None:
        self.buffers = [buffer]
        self.bytes_at: dict[int, int] = {}  # by moment

    def occupy(self, buffer: Buffer, first: int, last: int) -> None:
        for moment in range(first, last + 1):
            self.bytes_at[moment] = max(self.bytes_at.get(moment, 0), buffer.bytes)

    @property
    def peak(self) -> int:
        return max(self.bytes_at.values(), default=0)


def plan_memory(
    steps: Sequence[Step],
    entry: Value | None,
    result: Value,
    persistent: Sequence[Buffer] = (),
    reads: Sequence[tuple[int, Buffer]] = (),
) -> Plan:
    """Set ``place`` of every buffer.

    Args:
        steps: in order of execution.
        entry: the model's input, written before the first step, if the arena holds it.
        result: the model's output, read after the last one.
        persistent: buffers whose content is always needed.
        reads: what is read beside the steps: after which step, and which buffer.
    """
    lifetimes = _lifetimes(steps, entry, result, reads)
    lifetimes |= {buffer: (_after(-1), _after(len(steps))) for buffer in persistent}
    groups = _groups(steps, lifetimes)
    placed: list[tuple[_Group, int]] = []
    for group in sorted(groups, key=lambda item: -item.peak):
        address = _first_fit(group, placed)
        placed.append((group, address))
        for buffer in group.buffers:
            buffer.place = address
    arena = max((address + group.peak for group, address in placed), default=0)
    live = tuple(sum(group.bytes_at.get(_during(index), 0) for group in groups) for index in range(len(steps)))
    return Plan(_aligned(arena), live)


def _during(index: int) -> int:
    """The moment at which step ``index`` runs."""
    return 2 * index


def _after(index: int) -> int:
    """The moment between step ``index`` and the next one; -1 for the time before the first step."""
    return 2 * index + 1


def _lifetimes(
    steps: Sequence[Step], entry: Value | None, result: Value, reads: Sequence[tuple[int, Buffer]]
) -> dict[Buffer, tuple[int, int]]:
    """First and last moment at which each buffer holds something."""
    used = [(_after(-1), entry.buffer)] if entry else []
    for index, step in enumerate(steps):
        buffers = [*(value.buffer for value in step.inputs), step.output.buffer, *step.scratch]
        used += [(_during(index), buffer) for buffer in buffers]
    used += [(_after(index), buffer) for index, buffer in reads]
    used += [(_after(len(steps)), result.buffer)]
    lifetimes: dict[Buffer, tuple[int, int]] = {}
    for moment, buffer in used:
        first, last = lifetimes.get(buffer, (moment, moment))
        lifetimes[buffer] = (min(first, moment), max(last, moment))
    return lifetimes


def _groups(steps: Sequence[Step], lifetimes: dict[Buffer, tuple[int, int]]) -> list[_Group]:
    group_of = {buffer: _Group(buffer) for buffer in lifetimes}
    for buffer, (first, last) in lifetimes.items():
        group_of[buffer].occupy(buffer, first, last)
    for index, step in enumerate(steps):
        output = step.output
        for position in step.in_place:
            source = step.inputs[position]
            dies = lifetimes[source.buffer][1] == _during(index)
            fits = source.offset == 0 and output.offset == 0 and output.buffer.bytes <= source.buffer.bytes
            if dies and fits and not _is_read_otherwise(step, source):
                _merge(group_of, source.buffer, output.buffer)
                break
    return list(dict.fromkeys(group_of.values()))


def _is_read_otherwise(step: Step, source: Value) -> bool:
    """Whether the step also reads the memory of ``source`` in another order, or from another place.

    A broadcast operand is such a case: its elements are read again after others were written.
    """
    return any(
        value.buffer is source.buffer and (position not in step.in_place or value.offset != source.offset)
        for position, value in enumerate(step.inputs)
    )


def _merge(group_of: dict[Buffer, _Group], source: Buffer, output: Buffer) -> None:
    into, other = group_of[source], group_of[output]
    if into is other:
        return
    for moment, size in other.bytes_at.items():
        into.bytes_at[moment] = max(into.bytes_at.get(moment, 0), size)
    for buffer in other.buffers:
        into.buffers.append(buffer)
        group_of[buffer] = into


def _first_fit(group: _Group, placed: Sequence[tuple[_Group, int]]) -> int:
    """The lowest address at which ``group`` meets no group that is live with it."""
    ends = [address + size for other, address in placed for size in other.bytes_at.values()]
    for address in sorted({0, *map(_aligned, ends)}):
        if not any(_collide(group, address, other, place) for other, place in placed):
            return address
    raise AssertionError("an address behind every other group is always free")


def _collide(a: _Group, a_place: int, b: _Group, b_place: int) -> bool:
    shared = a.bytes_at.keys() & b.bytes_at.keys()
    return any(
        a_place < b_place + b.bytes_at[moment] and b_place < a_place + a.bytes_at[moment]
        for moment in shared
        if a.bytes_at[moment] and b.bytes_at[moment]
    )


def _aligned(address: int) -> int:
    return -(-address // _ALIGNMENT) * _ALIGNMENT
