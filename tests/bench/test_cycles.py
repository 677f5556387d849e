"""The cycle estimate against sums by hand from Arm's tables."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.bench.engine.cycles import TABLES, estimate_cycles
from kd_edge.bench.engine.disassembly import Instruction
from kd_edge.deploy.emulators.trace import Trace


def cycles(core: str, *lines: str, order: list[int] | None = None) -> int:
    """Estimate for instructions of two bytes each, executed in ``order`` (default: once, in a row)."""
    program = {}
    for number, line in enumerate(lines):
        mnemonic, _, operands = line.partition(" ")
        program[2 * number] = Instruction(2, mnemonic, operands)
    executed = np.array([2 * number for number in (order or range(len(lines)))], np.uint32)
    return estimate_cycles(Trace(executed, []), program, TABLES[core])


@pytest.mark.parametrize(
    ("core", "lines", "expected"),
    [
        ("m4", ["adds r0, r0, #1", "mul r1, r0, r0"], 1 + 1),
        ("m4", ["ldr r0, [r1]", "adds r0, r0, #1"], 2 + 1),
        ("m4", ["ldr r0, [r1]", "ldr r2, [r1, #4]", "ldrb r3, [r1, #8]"], 2 + 1 + 1),
        ("m0", ["ldr r0, [r1]", "ldr r2, [r1, #4]", "str r2, [r1]"], 2 + 2 + 2),
        ("m4", ["push {r4, r5, r6, lr}"], 1 + 4),
        ("m4", ["ldmia r0!, {r4-r7, r9}"], 1 + 5),
        ("m4", ["ldrd r0, r1, [r2]"], 1 + 2),
        ("m4", ["vpush {d8-d9}"], 1 + 4),
        ("m3", ["mla r0, r1, r2, r3", "smull r0, r1, r2, r3"], 2 + 5),
        ("m4", ["smlad r0, r1, r2, r3", "smull r0, r1, r2, r3"], 1 + 1),
        ("m4", ["vdiv s0, s1, s2", "sdiv r0, r1, r2"], 14 + 12),
        ("m55", ["vldrw q0, [r0], #16", "vmladava r0, q0, q1"], 2 + 1),
        ("m55", ["vmladava r0, q0, q1", "vmladava r2, q0, q2"], 2 + 2),
    ],
)
def test_straight_code(core: str, lines: list[str], expected: int) -> None:
    assert cycles(core, *lines) == expected


def test_a_taken_branch_refills_the_pipeline() -> None:
    loop = ["subs r0, r0, #1", "bne 0", "bx lr"]
    assert cycles("m4", *loop, order=[0, 1, 0, 1, 0, 1, 2]) == 7 + 2 * 2
    assert cycles("m7", *loop, order=[0, 1, 0, 1, 0, 1, 2]) == 7 + 2 * 1


def test_a_hardware_loop_does_not() -> None:
    assert cycles("m55", "adds r0, r0, #1", "le lr, 0", order=[0, 1, 0, 1]) == 4
