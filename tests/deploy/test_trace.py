"""A trace sees every instruction, and gives it to the function that it belongs to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.deploy.batch import build_batch, run_image
from kd_edge.deploy.boards import emulated_board
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.deploy.trace import Trace, trace_batch
from tests.deploy.conftest import needs_compiler, needs_qemu, subject

FUNCTIONS = """
__attribute__((noinline)) void spin(uint32_t rounds);
__attribute__((noinline)) void kd_first(void);
__attribute__((noinline)) void kd_second(void);
void spin(uint32_t rounds)
{
    __asm__ volatile("1:\\n subs %0, %0, #1\\n bne 1b" : "+l"(rounds) : : "cc");
}
void kd_first(void) { spin(1000); }
void kd_second(void) { spin(3000); spin(500); }
"""


@needs_compiler
@needs_qemu
@pytest.mark.parametrize("core", ["m0", "m4", "m55"])
def test_a_trace_adds_up(core: str, tmp_path: Path) -> None:
    component = subject(tmp_path, "kd_first(); kd_second(); output[0] = input[0];")
    component.sources[0].write_text(
        component.sources[0].read_text().replace("static int8_t input", FUNCTIONS + "static int8_t input")
    )
    board = emulated_board(core)
    inputs = np.zeros((2, 1), np.int8)
    image = build_batch(board, component, inputs, 1, tmp_path, find_toolchain(), "-O1")
    run = run_image(board, image, inputs, 1, tmp_path)
    trace = trace_batch(board, image.elf, tmp_path)

    # The untraced count starts at the call and is freed of the cost of an empty function.
    assert abs(len(trace.addresses) - run.instructions[0]) <= 4
    functions = trace.by_function()
    assert 9000 <= functions["spin"] <= 9010
    assert sum(functions.values()) == len(trace.addresses)
    phases = trace.by_phase(["kd_first", "kd_second"])
    assert 2000 <= phases["kd_first"] <= 2012
    assert 7000 <= phases["kd_second"] <= 7030
    assert sum(phases.values()) == len(trace.addresses)


def test_code_without_a_symbol_is_not_given_to_a_neighbour() -> None:
    trace = Trace(np.array([4, 4, 8], np.uint32), [])
    assert trace.by_function() == {"?": 3}
    assert trace.by_phase([]) == {"": 3}
