"""Any C function on any core: outputs, instructions and stack, measured in the emulator."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.deploy.boards import Board, emulated_board
from kd_edge.deploy.build import Component, Image, build_image
from kd_edge.deploy.emulate import instructions, run_batch
from kd_edge.deploy.toolchain import Toolchain, find_toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root

# Exit codes of firmware/batch/main.c
_FAILURES: Final = {
    1: "it could not open its files",
    2: "it could not write its output",
    3: "the code under test returned an error",
}
_FAULT: Final = 4


@dataclass(frozen=True, eq=False)
class CoreRun:
    """What a core made of ``n`` inputs, and what each cost.

    Attributes:
        image: the program that ran, with its sizes by component (the ELF file itself is gone).
        outputs: int8 ``(n, output_bytes)``.
        instructions: int64 ``(n,)``, of the call alone.
        stack_bytes: most bytes of stack below the call, over all inputs.
    """

    image: Image
    outputs: NDArray[np.int8]
    instructions: NDArray[np.int64]
    stack_bytes: int


def run_on_core(
    core: str,
    subject: Component,
    inputs: NDArray[np.int8],
    output_bytes: int,
    *,
    optimisation: str = "-O2",
    toolchain: Toolchain | None = None,
) -> CoreRun:
    """Build ``subject`` for ``core`` and run it on every input.

    Args:
        core: ``m0``, ``m3``, ``m4``, ``m7``, ``m33`` or ``m55``.
        subject: sources that define ``kd_batch_run()`` of firmware/batch/batch.h.
        inputs: int8 ``(n, ...)``; the subject sees the bytes of one row at a time.
        output_bytes: bytes that the subject writes for one input.
        optimisation: the compiler's option.
        toolchain: the compiler; by default the best one installed.

    Raises:
        DeployError: if a tool is missing, the code does not compile or fit, fails or faults.
    """
    board = emulated_board(core)
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        image = build_batch(board, subject, inputs, output_bytes, folder, toolchain or find_toolchain(), optimisation)
        run = run_image(board, image, inputs, output_bytes, folder)
    return run


def build_batch(
    board: Board,
    subject: Component,
    inputs: NDArray[np.int8],
    output_bytes: int,
    folder: Path,
    toolchain: Toolchain,
    optimisation: str,
) -> Image:
    """Link ``subject`` with the batch runner for ``board``."""
    home = firmware_root() / "batch"
    runner = Component(
        name="runner",
        sources=(home / "main.c",),
        includes=(home,),
        defines=(f"KD_BATCH_INPUT_BYTES={inputs[0].size}", f"KD_BATCH_OUTPUT_BYTES={output_bytes}"),
    )
    return build_image(board, [subject, runner], folder, toolchain, optimisation=optimisation, name="batch")


def run_image(board: Board, image: Image, inputs: NDArray[np.int8], output_bytes: int, folder: Path) -> CoreRun:
    """Run a batch image on ``inputs`` and read what it wrote."""
    (folder / "input.bin").write_bytes(np.ascontiguousarray(inputs).tobytes())
    code = run_batch(board, image.elf, folder)
    if code != 0:
        raise DeployError(
            f"The code under test runs on {board.name}",
            found=_explain(code, folder),
            remedy="debug it on the host first, where the sanitizers see more",
        )
    records = np.fromfile(folder / "output.bin", dtype=_record(output_bytes))
    counts = np.array([instructions(board, int(ticks)) for ticks in records["ticks"]], dtype=np.int64)
    return CoreRun(
        image=replace(image, elf=Path(image.elf.name)),
        outputs=records["output"][1:, :output_bytes],
        instructions=counts[1:] - counts[0],
        stack_bytes=int(records["stack_bytes"][1:].max(initial=0)),
    )


def _record(output_bytes: int) -> np.dtype[Any]:
    """The layout of ``struct record`` in firmware/batch/main.c."""
    padded = (output_bytes + 3) // 4 * 4
    return np.dtype([("ticks", "<u4"), ("stack_bytes", "<u4"), ("output", "i1", (padded,))])


def _explain(code: int, folder: Path) -> str:
    if code != _FAULT:
        return _FAILURES.get(code, f"exit code {code}")
    pc, status = np.fromfile(folder / "fault.bin", dtype="<u4")
    return f"a fault at address {pc:#010x}, status {status:#010x}"
