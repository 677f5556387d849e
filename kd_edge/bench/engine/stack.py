"""An upper bound on the stack that a call uses: over all paths through the machine code, also unused ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kd_edge.bench.engine.disassembly import Instruction

_WORD_BYTES: Final = 4
_TARGET: Final = re.compile(r"(?:\w+, )*([0-9a-f]+) <[^>]+>$")
_WRITE_BACK: Final = re.compile(r"\[sp, #-(\d+)\]!$")
_MOVED_BY: Final = re.compile(r"sp, (?:sp, )?#(\d+)")


@dataclass
class _Function:
    """A function's start, the stack bytes that it uses itself, and the functions that it calls or jumps to.

    ``frame`` is None where the code does not show it.
    """

    address: int
    frame: int | None = 0
    callees: set[str] = field(default_factory=set)


def stack_bound(program: Mapping[int, Instruction], entry: str) -> int | None:
    """Bytes of stack that a call of the function ``entry`` takes at most.

    A function counts with everything that it pushes or reserves anywhere in it.

    Args:
        program: instructions by rising address.
        entry: a function in it.

    Returns:
        The bound; None if the code shows none: for a recursion, a jump by a register, or a stack
        pointer that is set from one.
    """
    functions: dict[str, _Function] = {}
    for address, instruction in program.items():
        function = functions.setdefault(instruction.function, _Function(address))
        growth = _growth(instruction)
        function.frame = None if growth is None or function.frame is None else function.frame + growth
        if found := _TARGET.match(instruction.operands):
            target = int(found[1], 16)
            callee = program.get(target)  # None for padding between functions that looks like a jump
            # A Cortex-M0 also jumps far within a function by the instruction for calls.
            is_recursion = instruction.mnemonic == "bl" and target == function.address
            if callee is not None and (callee.function != instruction.function or is_recursion):
                function.callees.add(callee.function)
    return _depth(entry, functions, frozenset())


def _depth(name: str, functions: Mapping[str, _Function], callers: frozenset[str]) -> int | None:
    function = functions.get(name)
    if function is None or function.frame is None or name in callers:
        return None
    depths = [_depth(callee, functions, callers | {name}) for callee in function.callees]
    known = [depth for depth in depths if depth is not None]
    return function.frame + max(known, default=0) if len(known) == len(depths) else None


def _growth(instruction: Instruction) -> int | None:
    """Bytes by which an instruction lowers the stack pointer; None if it sets it, or jumps, by a register."""
    mnemonic, operands = instruction.mnemonic, instruction.operands
    if mnemonic == "blx" or (mnemonic == "bx" and operands != "lr"):
        return None
    if mnemonic.endswith("push") or (mnemonic.endswith("stmdb") and operands.startswith("sp!")):
        return _WORD_BYTES * instruction.words_moved
    if written_back := _WRITE_BACK.search(operands):
        return int(written_back[1])
    if not operands.startswith("sp, ") or "{" in operands:
        return 0
    moved = _MOVED_BY.match(operands)
    if moved is None:
        return None
    return int(moved[1]) if mnemonic.startswith("sub") else 0
