"""Code on emulated cores computes what NumPy computes, and its cost is counted right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.deploy.boards import boards_with_core, load_board
from kd_edge.deploy.emulators.batch import build_batch, run_image, run_on_core
from kd_edge.deploy.emulators.qemu import qemu_of
from kd_edge.deploy.toolchain import CORES, Toolchain, find_toolchain
from kd_edge.errors import BoardTooSmallError, DeployError
from tests.deploy.conftest import needs_compiler, needs_qemu, subject

pytestmark = [needs_compiler, needs_qemu]

# A dense layer without bias: 5 outputs of 13 inputs, requantised by a float, rounded half to even.  The factor is no
# power of two: for those clang emits MVE's VCVT with fraction bits, which QEMU 7.2 scales twice.
DENSE = """
    for (int row = 0; row < 5; row++) {
        int32_t sum = 0;
        for (int column = 0; column < 13; column++) {
            sum += input[column] * (row * 7 - column * 3);
        }
        int8_t *out = &output[row];
        float real = (float)sum * 0.03f;
        float rounded = (real + 12582912.0f) - 12582912.0f; /* 1.5 * 2^23 */
        *out = (int8_t)(rounded < -128.0f ? -128 : rounded > 127.0f ? 127 : (int)rounded);
    }
"""
TWO_INSTRUCTIONS_A_ROUND = """
    uint32_t rounds = (uint32_t)(uint8_t)input[0] * 1000u + 1u;
    __asm__ volatile("1:\\n subs %0, %0, #1\\n bne 1b" : "+l"(rounds) : : "cc");
    output[0] = 0;
"""


def vectors(count: int, size: int) -> NDArray[np.int8]:
    return np.random.default_rng(0).integers(-128, 128, (count, size)).astype(np.int8)


def dense(inputs: NDArray[np.int8]) -> NDArray[np.int8]:
    weights = np.arange(5)[:, None] * 7 - np.arange(13) * 3
    real = (inputs.astype(np.int64) @ weights.T).astype(np.float32) * np.float32(0.03)
    return np.clip(np.rint(real), -128, 127).astype(np.int8)


@pytest.mark.parametrize("core", CORES)
def test_every_core_computes_the_same(core: str, tmp_path: Path, toolchain: Toolchain) -> None:
    component = subject(tmp_path, DENSE)
    inputs = vectors(20, 13)
    run = run_on_core(core, component, inputs, 5, toolchain=toolchain)
    assert np.array_equal(run.outputs, dense(inputs))
    assert 0 < run.image.components["subject"].text < 1500


@pytest.mark.parametrize("core", CORES)
def test_instructions_are_counted_exactly(core: str, tmp_path: Path) -> None:
    inputs = np.array([[0], [1], [10], [100]], dtype=np.int8)
    run = run_on_core(core, subject(tmp_path, TWO_INSTRUCTIONS_A_ROUND), inputs, 1)
    rounds = inputs[:, 0].astype(np.int64) * 1000 + 1
    assert np.array_equal(run.instructions - run.instructions[0], 2 * (rounds - 1))
    assert 2 < run.instructions[0] < 40


def test_counts_repeat(tmp_path: Path) -> None:
    component = subject(tmp_path, DENSE)
    runs = [run_on_core("m4", component, vectors(5, 13), 5) for _ in range(2)]
    assert np.array_equal(runs[0].instructions, runs[1].instructions)


def test_stack_high_water_follows_the_frame(tmp_path: Path) -> None:
    body = "volatile int8_t frame[{size}]; memset((void *)frame, input[0], {size}); output[0] = frame[{size} - 1];"
    small, large = (
        run_on_core("m4", subject(tmp_path, body.format(size=size)), vectors(2, 1), 1).stack_bytes
        for size in (64, 1064)
    )
    assert 900 <= large - small <= 1100


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return input[0] == output[0] ? -7 : -8;", "returned an error"),
        ("if (input[0] != output[0] - 1) { __builtin_trap(); }", "fault at address"),
        ("unknown(input, output);", "unknown"),
    ],
    ids=["error code", "fault", "does not compile"],
)
def test_what_goes_wrong_is_named(body: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=message):
        run_on_core("m0", subject(tmp_path, body), vectors(1, 4), 1)


@pytest.mark.parametrize("core", ["m4", "m33"])
def test_what_no_board_has_room_for_is_named(core: str, tmp_path: Path, toolchain: Toolchain) -> None:
    body = "static int8_t huge[5000000]; huge[input[0] + 128] = 1; output[0] = huge[input[1] + 128];"
    with pytest.raises(BoardTooSmallError, match="bytes of RAM too many"):
        run_on_core(core, subject(tmp_path, body), vectors(1, 4), 1, toolchain=toolchain)


def test_what_is_too_large_for_an_m0_runs_on_a_larger_board(tmp_path: Path) -> None:
    """The same code on both boards costs the same, and computes the same."""
    body = "static int8_t room[{bytes}]; memset(room, input[0], {bytes}); output[0] = room[input[1] & 127];"
    inputs = vectors(3, 4)
    runs = []
    for board in boards_with_core("m0"):
        image = build_batch(board, subject(tmp_path, DENSE), vectors(3, 13), 5, tmp_path, find_toolchain(), "-O2")
        runs.append(run_image(board, image, vectors(3, 13), 5, tmp_path))
    small, large = runs
    assert np.array_equal(small.instructions, large.instructions)
    assert np.array_equal(small.outputs, large.outputs)
    assert (small.image.board, large.image.board) == ("microbit", "mps2-an385 as Cortex-M0")

    fitting = run_on_core("m0", subject(tmp_path, body.format(bytes=8000)), inputs, 1)
    too_large = run_on_core("m0", subject(tmp_path, body.format(bytes=80000)), inputs, 1)
    assert fitting.image.board == small.image.board
    assert too_large.image.board == large.image.board
    assert np.array_equal(fitting.outputs, too_large.outputs)


def test_an_unknown_core_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="m0, m3, m4"):
        run_on_core("m1", subject(tmp_path, ""), vectors(1, 4), 1)


def test_a_board_that_qemu_does_not_have_is_answered_with_those_it_has() -> None:
    with pytest.raises(DeployError, match=r"board that QEMU emulates\. Found: pico.*choose one of.*mps2-an386"):
        qemu_of(load_board("pico"))
