"""A trace sees every instruction, and gives it to the function that it belongs to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.deploy.boards import board_with_core
from kd_edge.deploy.emulators.batch import build_batch, run_image
from kd_edge.deploy.emulators.trace import Trace, _executed, trace_batch
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError
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
    board = board_with_core(core)
    inputs = np.zeros((2, 1), np.int8)
    image = build_batch(board, component, inputs, 1, tmp_path, find_toolchain(), "-O1")
    run = run_image(board, image, inputs, 1, tmp_path)
    trace = trace_batch(board, image.elf, tmp_path)
    assert trace.instructions == run.instructions[0]
    functions = trace.by_function()
    assert 9000 <= functions["spin"] <= 9010
    assert sum(functions.values()) == len(trace.addresses)
    phases = trace.by_phase(["kd_first", "kd_second"])
    assert 2000 <= phases["kd_first"] <= 2012
    assert 7000 <= phases["kd_second"] <= 7030
    assert sum(phases.values()) == len(trace.addresses)


@needs_compiler
@needs_qemu
@pytest.mark.parametrize("core", ["m4", "m33"])  # the M0's timer rounds whenever it is read
def test_blocks_that_are_left_early_count_as_far_as_they_ran(core: str, tmp_path: Path) -> None:
    """A block that touches a device is begun, given up and begun again; time slices end in the middle of others."""
    component = subject(tmp_path, "kd_polls(20000); output[0] = input[0];")
    polls = """
#include "kd_board.h"
void kd_polls(uint32_t rounds);
void kd_polls(uint32_t rounds)
{
    volatile uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        sum = sum + 3u * i;
        sum = sum + kd_board_ticks();
        sum = sum ^ i;
    }
}
"""
    component.sources[0].write_text(polls + component.sources[0].read_text())
    board = board_with_core(core)
    inputs = np.zeros((1, 1), np.int8)
    image = build_batch(board, component, inputs, 1, tmp_path, find_toolchain(), "-O2")
    run = run_image(board, image, inputs, 1, tmp_path)
    assert run.instructions[0] > 200_000
    assert trace_batch(board, image.elf, tmp_path).instructions == run.instructions[0]


def test_a_listing_is_cut_into_instructions_by_its_bytes() -> None:
    """Lines as QEMU 7.2 prints them; its disassembler takes an MVE instruction for two others."""
    log = b"""IN: op03
0x000006be:  eefd       .byte    0xfd, 0xee
0x000006c0:  2a10       cmp      r2, #0x10
0x000006c2:  f64f 7380  movw     r3, #0xff80
0x000006c6:  d1f5       bne      #0x6be

Trace 0: 0x7f1d4400cdc0 [00800442/000006be/00000050/ff020200] op03
Trace 0: 0x7f1d4400cdc0 [00800442/000006be/00000050/ff020200] op03
Stopped execution of TB chain before 0x7f1d4400cdc0 [000006be] op03
Trace 0: 0x7f1d4400cdc0 [00800442/00000000000006be/00000050/ff020200] op03
cpu_io_recompile: rewound execution of TB to 000006c2
"""
    blocks = [block.tolist() for block in _executed(log.splitlines(keepends=True))]
    assert blocks == [[0x6BE, 0x6C2, 0x6C6], [0x6BE]]


@pytest.mark.parametrize(
    "log",
    [
        b"Trace 0: 0x7f1d44 [00800442/000006be/00000050/ff020200] op03\n",
        b"IN: op03\n0x000006b0:  d1f5       bne      #0x6be\n\nTrace 0: 0x7f1d44 [00800442/000006be/0/0] op03\n",
    ],
)
def test_a_block_that_was_not_listed_is_an_error(log: bytes) -> None:
    with pytest.raises(DeployError, match="lists each block"):
        list(_executed(log.splitlines(keepends=True)))


def test_code_without_a_symbol_is_not_given_to_a_neighbour() -> None:
    trace = Trace(np.array([4, 4, 8], np.uint32), [])
    assert trace.by_function() == {"?": 3}
    assert trace.by_phase([]) == {"": 3}
