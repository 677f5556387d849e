"""An estimate of cycles from executed instructions: one cost table for each core.

The tables follow the timing sections of Arm's Technical Reference Manuals (Cortex-M0 DDI 0432,
Cortex-M3 DDI 0337, Cortex-M4 DDI 0439) for memory without wait states.  Arm publishes none for
the Cortex-M7, M33 and M55: the M7's is that of a single-issue core whose branches are predicted,
an upper bound; the M33's is the M4's; the M55's adds two beats for an MVE instruction, of which
one is hidden where a load or store and an arithmetic instruction follow each other.

Instructions are what is compared with other runtimes.  The estimate exists because an instruction
that loads eight words takes longer than one that adds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.engine.disassembly import Instruction
from kd_edge.deploy.emulators.trace import Trace

_VECTOR: Final = re.compile(r"\bq[0-7]\b")


@dataclass(frozen=True)
class CycleTable:
    """Cycles of a core's instructions; an instruction without an entry takes 1.

    Attributes:
        load: one register from memory; a load right after another load or store takes ``next_load``.
        next_load: see ``load``.
        store: one register to memory.
        accumulate: 32-bit multiply with accumulate.
        long_multiply: 32 by 32 to 64 bits, with or without accumulate.
        divide: integer division, the worst case.
        float_accumulate: floating-point multiply with accumulate.
        float_divide: floating-point division or square root.
        taken: added to every branch that is taken.
        vector: an MVE instruction.
    """

    load: int = 2
    next_load: int = 1
    store: int = 1
    accumulate: int = 1
    long_multiply: int = 1
    divide: int = 12
    float_accumulate: int = 3
    float_divide: int = 14
    taken: int = 2
    vector: int = 2


TABLES: Final = {
    "m0": CycleTable(next_load=2, store=2),
    "m3": CycleTable(accumulate=2, long_multiply=5),
    "m4": CycleTable(),
    "m7": CycleTable(load=1, taken=1),
    "m33": CycleTable(),
    "m55": CycleTable(),
}


def estimate_cycles(trace: Trace, program: Mapping[int, Instruction], table: CycleTable) -> int:
    """Cycles of a traced run by ``table``."""
    unique, index = np.unique(trace.addresses, return_inverse=True)
    instructions = [program[address] for address in unique.tolist()]
    cost = np.array([_cost(instruction, table) for instruction in instructions])
    total = int(cost[index].sum())
    after = unique + np.array([instruction.size for instruction in instructions], np.uint32)
    jumps = trace.addresses[1:] != after[index[:-1]]
    loops = np.array([instruction.mnemonic in ("le", "letp") for instruction in instructions])
    total += table.taken * int(np.count_nonzero(jumps & ~loops[index[:-1]]))
    loads, memory = (_marks(instructions, kinds) for kinds in (("load",), ("load", "store")))
    total -= (table.load - table.next_load) * _pairs(memory[index], loads[index])
    vector_memory, vector_sums = (_marks(instructions, (kind,)) for kind in ("vector memory", "vector"))
    hidden = _pairs(vector_memory[index], vector_sums[index]) + _pairs(vector_sums[index], vector_memory[index])
    return total - hidden


def _pairs(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> int:
    """How often an instruction of the second kind follows one of the first."""
    return int(np.count_nonzero(first[:-1] & second[1:]))


def _marks(instructions: list[Instruction], kinds: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([_kind(instruction) in kinds for instruction in instructions])


def _kind(instruction: Instruction) -> str:
    """Kinds of instructions by cost: the first pattern that matches decides."""
    kind = next((kind for pattern, kind in _KINDS if re.match(pattern, instruction.mnemonic)), "other")
    if _VECTOR.search(instruction.operands) is None:
        return kind
    return "vector memory" if kind in ("load", "store") else "vector"


_KINDS: Final = (
    (r"v?(push|pop|ldm|stm)|ldrd|strd", "multiple"),
    (r"v?ldr|vld", "load"),
    (r"v?str|vst", "store"),
    (r"[su]div", "divide"),
    (r"[su]m(ull|lal|lald|lsld|aal)", "long multiply"),
    (r"ml[as]|smla|smml|smlsd", "accumulate"),
    (r"v(div|sqrt)", "float divide"),
    (r"vf?n?m[ls][as]|vfma|vfms", "float accumulate"),
)


def _cost(instruction: Instruction, table: CycleTable) -> int:
    kind = _kind(instruction)
    if kind == "multiple":
        return 1 + instruction.words_moved
    if kind.startswith("vector"):
        return table.vector
    return {
        "load": table.load,
        "store": table.store,
        "divide": table.divide,
        "long multiply": table.long_multiply,
        "accumulate": table.accumulate,
        "float divide": table.float_divide,
        "float accumulate": table.float_accumulate,
    }.get(kind, 1)
