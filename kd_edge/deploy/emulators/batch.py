"""Any C function on any core: outputs, instructions and stack, measured in the emulator."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.deploy.boards import Board, boards_with_core
from kd_edge.deploy.emulators.qemu import instructions, run_batch
from kd_edge.deploy.images.build import Component, Image, build_image
from kd_edge.deploy.toolchain import Toolchain, find_toolchain
from kd_edge.errors import BoardTooSmallError, DeployError
from kd_edge.files import firmware_root

# Exit codes of firmware/batch/main.c
_FAILURES: Final = {
    1: "it could not open its files",
    2: "it could not write its output",
    3: "the code under test returned an error",
}
_FAULT: Final = 4

SUBJECT: Final = "kd_batch_run"
"""The function that is measured."""

MODEL: Final = "model"
"""Name of the component that holds a generated network."""

STREAM: Final = "stream"
"""Name of the component that holds a generated network which takes one frame at a time."""

# The files under firmware/batch that adapt a generated network to the batch runner.
_ADAPTERS: Final = {MODEL: "model.c", STREAM: "stream.c"}


@dataclass(frozen=True, eq=False)
class CoreRun:
    """The results of a core for ``n`` inputs, and the cost of each.

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
        subject: sources that define the three functions of firmware/batch/kd_batch.h, or a :func:`model_component`.
        inputs: int8 ``(n, ...)``; the subject sees the bytes of one row at a time.
        output_bytes: bytes that the subject writes for one input.
        optimisation: the compiler's option.
        toolchain: the compiler; by default the best one installed.

    Raises:
        BoardTooSmallError: if it does not fit into any emulated board with this core.
        DeployError: if a tool is missing, the code does not compile, fails or faults.
    """
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        board, image = build_for_core(
            core, subject, inputs, output_bytes, folder, toolchain or find_toolchain(), optimisation
        )
        return run_image(board, image, inputs, output_bytes, folder)


def push_on_core(
    core: str,
    folder: Path,
    sequences: NDArray[np.int8],
    output_bytes: int,
    *,
    optimisation: str = "-O2",
    toolchain: Toolchain | None = None,
) -> tuple[NDArray[np.int8], CoreRun]:
    """Push sequences of frames, each from a reset on, into the streaming model in ``folder``.

    Args:
        core: as for :func:`run_on_core`.
        folder: holds ``kd_model.c`` and ``kd_model.h``.
        sequences: int8 ``(n, frames, features)``.
        output_bytes: bytes of one result.
        optimisation: as for :func:`run_on_core`.
        toolchain: as for :func:`run_on_core`.

    Returns:
        The results, int8 ``(n, results, output_bytes)``, and the run, whose every input is one frame.

    Raises:
        DeployError: as for :func:`run_on_core`.
    """
    rows, component = push_rows(sequences), stream_component(folder)
    run = run_on_core(core, component, rows, 1 + output_bytes, optimisation=optimisation, toolchain=toolchain)
    results = run.outputs[run.outputs[:, 0] != 0, 1:]
    return results.reshape(len(sequences), -1, output_bytes), run


def push_rows(sequences: NDArray[np.int8]) -> NDArray[np.int8]:
    """Inputs of a :func:`stream_component` for sequences of frames, int8 ``(n, frames, features)``.

    Returns:
        int8 ``(n * frames, 1 + features)``; the first byte is 1 where the model forgets first.
    """
    resets = np.zeros((*sequences.shape[:2], 1), np.int8)
    resets[:, 0] = 1
    return np.concatenate([resets, sequences], axis=2).reshape(-1, 1 + sequences.shape[2])


def build_for_core(
    core: str,
    subject: Component,
    inputs: NDArray[np.int8],
    output_bytes: int,
    folder: Path,
    toolchain: Toolchain,
    optimisation: str,
) -> tuple[Board, Image]:
    """:func:`build_batch` for the first of a core's emulated boards that the program fits.

    Raises:
        BoardTooSmallError: if it fits none.
        DeployError: if a tool is missing or the code does not compile.
    """
    *preferred, last = boards_with_core(core)
    for board in preferred:
        with suppress(BoardTooSmallError):
            return board, build_batch(board, subject, inputs, output_bytes, folder, toolchain, optimisation)
    return last, build_batch(last, subject, inputs, output_bytes, folder, toolchain, optimisation)


def build_batch(
    board: Board,
    subject: Component,
    inputs: NDArray[np.int8],
    output_bytes: int,
    folder: Path,
    toolchain: Toolchain,
    optimisation: str,
) -> Image:
    """Link ``subject`` with the batch runner for ``board``; a generated model gets its adapter."""
    runner = batch_runner(inputs, output_bytes, adapter=_ADAPTERS.get(subject.name))
    return build_image(board, [subject, runner], folder, toolchain, optimisation=optimisation, name="batch")


def batch_runner(inputs: NDArray[np.int8], output_bytes: int, *, adapter: str | None = None) -> Component:
    """The program that runs a subject, with its adapter under firmware/batch if it needs one."""
    home = firmware_root() / "batch"
    return Component(
        name="runner",
        sources=tuple(home / name for name in ("main.c", adapter) if name is not None),
        includes=(home,),
        defines=(f"KD_BATCH_INPUT_BYTES={inputs[0].size}", f"KD_BATCH_OUTPUT_BYTES={output_bytes}"),
    )


def network_memory() -> Component:
    """What the adapter ``runtime.c`` lets a runtime work in, which firmware has in its recogniser."""
    return Component("memory", (firmware_root() / "batch" / "network.c",))


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
    cost = np.dtype([("ticks", "<u4"), ("stack_bytes", "<u4")])
    data = (folder / "output.bin").read_bytes()
    nothing = np.frombuffer(data, cost, count=1)
    records = np.frombuffer(data, [("cost", cost), ("output", "i1", (output_bytes,))], offset=cost.itemsize)
    overhead = instructions(board, int(nothing["ticks"][0]))
    counts = [instructions(board, ticks) - overhead for ticks in records["cost"]["ticks"].tolist()]
    return CoreRun(
        image=replace(image, elf=Path(image.elf.name)),
        outputs=records["output"],
        instructions=np.array(counts, dtype=np.int64),
        stack_bytes=int(records["cost"]["stack_bytes"].max(initial=0)),
    )


def model_component(folder: Path) -> Component:
    """A generated model, ``kd_model.c`` and ``kd_model.h`` in ``folder``, as a subject for :func:`run_on_core`."""
    return _generated(MODEL, folder)


def stream_component(folder: Path) -> Component:
    """The same for a model that takes one frame at a time; see :func:`push_on_core`."""
    return _generated(STREAM, folder)


def _generated(name: str, folder: Path) -> Component:
    return Component(name, (folder / "kd_model.c",), (folder, firmware_root() / "runtime" / "c"))


def _explain(code: int, folder: Path) -> str:
    if code != _FAULT:
        return _FAILURES.get(code, f"exit code {code}")
    pc, status = np.fromfile(folder / "fault.bin", dtype="<u4")
    return f"a fault at address {pc:#010x}, status {status:#010x}"
