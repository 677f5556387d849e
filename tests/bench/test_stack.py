"""The bound on stack against the compiler's own figures, and what shows none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kd_edge.bench.engine.disassembly import Instruction, can_disassemble, disassemble
from kd_edge.bench.engine.stack import stack_bound
from kd_edge.deploy.toolchain import CORES, available_toolchains

# The deepest path is not the one with the widest function in it.
SOURCE = """
#include <stdint.h>
__attribute__((noinline)) static int32_t leaf(int32_t a)
{
    volatile int32_t room[40];
    room[0] = a;
    return room[a];
}
__attribute__((noinline)) static int32_t shallow(int32_t a) { return leaf(a) + 1; }
__attribute__((noinline)) static int32_t deep(int32_t a, int32_t b, int32_t c, int32_t d, float e)
{
    volatile int32_t room[60];
    room[a] = a + b + c + d + (int32_t)(e * 3.0f);
    return a > 0 ? shallow(room[b]) + room[c] : leaf(room[d]);
}
__attribute__((noinline)) static int32_t wide(int32_t a)
{
    volatile int32_t room[90];
    room[0] = a;
    return room[a];
}
int32_t entry(int32_t a);
int32_t entry(int32_t a) { return a > 7 ? deep(a, a + 1, a + 2, a + 3, (float)a) : wide(a) + leaf(a); }
"""
DEEPEST = ("entry", "deep", "shallow", "leaf")


@pytest.mark.skipif("gcc" not in available_toolchains() or not can_disassemble(), reason="needs arm-none-eabi-gcc")
@pytest.mark.parametrize("optimisation", ["-O2", "-Os"])
@pytest.mark.parametrize("core", ["m4", "m55"])
def test_the_bound_is_the_compilers_own_sum(core: str, optimisation: str, tmp_path: Path) -> None:
    source, target = tmp_path / "stack.c", tmp_path / "stack.o"
    source.write_text(SOURCE)
    (gcc,) = available_toolchains()["gcc"].command
    command = [gcc, *CORES[core].gcc, "-mthumb", optimisation, "-fstack-usage", "-fno-optimize-sibling-calls"]
    subprocess.run([*command, "-c", source, "-o", target], check=True)
    lines = [line.split("\t") for line in target.with_suffix(".su").read_text().splitlines()]
    used = {place.rsplit(":", 1)[1]: int(size) for place, size, _ in lines}
    assert stack_bound(disassemble(target), "entry") == sum(used[name] for name in DEEPEST)


def bound(*lines: str) -> int | None:
    """Bound of ``f``, for lines ``function: mnemonic operands`` of two bytes each."""
    program = {}
    for number, line in enumerate(lines):
        function, text = line.split(": ")
        mnemonic, _, operands = text.partition(" ")
        program[2 * number] = Instruction(2, mnemonic, operands, function)
    return stack_bound(program, "f")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["f: push {r4, r5, r6, lr}", "f: sub sp, #20", "f: add sp, #20", "f: pop {r4, r5, r6, pc}"], 36),
        (["f: stmdb sp!, {r4, r5, lr}", "f: vpush {d8-d9}", "f: sub sp, sp, #588 @ 0x24c"], 12 + 16 + 588),
        (["f: str r0, [sp, #-8]!", "f: str r1, [sp, #4]", "f: vstmia sp, {d0-d3}", "f: add r1, sp, #8"], 8),
        (["f: push {lr}", "f: bl 4 <g>", "g: push {r4}", "g: bx lr"], 8),
        (["f: push {lr}", "f: bl 2 <f+0x2>", "f: bne 0 <f>"], 4),
        (["f: bl 0 <f>"], None),
        (["f: bl 2 <g>", "g: b 0 <f>"], None),
        (["f: blx r3"], None),
        (["f: bx r3"], None),
        (["f: mov sp, r7"], None),
        (["f: add sp, r4"], None),
        (["g: bx lr"], None),
    ],
)
def test_by_hand(lines: list[str], expected: int | None) -> None:
    assert bound(*lines) == expected
