"""Running images in QEMU: as a batch with files and an exit code, or as a board with a serial port."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from kd_edge.deploy.boards import Board, Qemu, all_boards
from kd_edge.errors import DeployError, MissingToolError

# One instruction advances the emulated clock by 2^10 ns, which is longer than a tick of any
# board's counter, so the counter gives the exact number of instructions.
_SHIFT: Final = 10
_QEMU: Final = "qemu-system-arm"


def find_qemu() -> str:
    """Path of the emulator.

    Raises:
        MissingToolError: if it is not installed.
    """
    path = shutil.which(_QEMU)
    if path is None:
        raise MissingToolError(
            f"Emulated boards run in {_QEMU}", found="it is not installed", remedy=f"apt install {_QEMU}"
        )
    return path


def qemu_version() -> str:
    """QEMU's version, such as ``7.2.22``.

    Raises:
        DeployError: if it is not installed or prints something else.
    """
    text = subprocess.run([find_qemu(), "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"version (\d+(?:\.\d+)*)", text)
    if match is None:
        raise DeployError(f"{_QEMU} prints its version", found=text[:80], remedy="install it again")
    return match[1]


def qemu_of(board: Board) -> Qemu:
    """How QEMU runs ``board``.

    Raises:
        DeployError: if it does not.
    """
    if not isinstance(board.emulator, Qemu):
        emulated = [other.name for other in all_boards() if isinstance(other.emulator, Qemu)]
        raise DeployError(
            "This is measured on a board that QEMU emulates",
            found=f"{board.name}, which it does not",
            remedy=f"choose one of {', '.join(emulated)}",
        )
    return board.emulator


def instructions(board: Board, ticks: int) -> int:
    """Instructions that pass in ``ticks`` of the board's counter while :func:`run_batch` runs it."""
    return round(ticks * 1_000_000_000 / (qemu_of(board).tick_hz << _SHIFT))


def batch_command(board: Board, elf: Path) -> list[str]:
    """How QEMU is started on an image that reads and writes the files of its working folder.

    Raises:
        DeployError: if QEMU is missing or does not know the board.
    """
    return [
        *(find_qemu(), "-M", qemu_of(board).machine, "-kernel", str(elf.resolve())),
        *("-display", "none", "-monitor", "none", "-serial", "null"),
        *("-semihosting-config", "enable=on,target=native", "-icount", f"shift={_SHIFT}"),
    ]


def run_batch(board: Board, elf: Path, folder: Path, *, timeout_s: float = 120.0) -> int:
    """Run an image, which reads and writes files in ``folder``, until it ends.

    Every instruction takes the same emulated time, so runs repeat exactly.

    Returns:
        The image's exit code.

    Raises:
        DeployError: if QEMU is missing or the image does not end within ``timeout_s``.
    """
    command = batch_command(board, elf)
    try:
        result = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DeployError(
            "A batch image ends by itself",
            found=f"{elf.name} on {board.name} still running after {timeout_s:g} s",
            remedy="give it fewer inputs or more time",
        ) from error
    if result.returncode < 0 or b"qemu-system-arm:" in result.stderr:
        raise DeployError(
            f"{_QEMU} runs {board.name}",
            found=result.stderr.decode(errors="replace")[:400],
            remedy="see `kd-edge doctor`",
        )
    return result.returncode
