"""Emulated boards that keep running after the command that started them: start, find and stop them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.emulated import start_emulator
from kd_edge.deploy.emulators.rp2040 import SimulatedRig
from kd_edge.files import write_bytes

_RECORD: Final = "emulator.json"
_STOP_TIMEOUT_S: Final = 5.0


class Background(Struct, frozen=True):
    """An emulated board that was left running.

    Attributes:
        board: its name.
        url: its serial port.
        pid: the emulator's process.
        image: a part of that process's command line.
    """

    board: str
    url: str
    pid: int
    image: str

    def runs(self) -> bool:
        """Whether the process still runs, and still is the emulator of that image."""
        listed = subprocess.run(
            ["ps", "-ww", "-p", str(self.pid), "-o", "args="], capture_output=True, text=True, check=False
        ).stdout
        return self.image in listed

    def stop(self) -> None:
        """End the process, if it still is the emulator, and return when its port is free."""
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        while self.runs() and time.monotonic() < deadline:
            os.kill(self.pid, signal.SIGKILL)  # it has nothing to save, and a sleeping QEMU may ignore a SIGTERM
            time.sleep(0.02)


def start_in_background(board: Board, elf: Path, rig: SimulatedRig | None = None) -> str:
    """Start ``elf`` on the emulated ``board``, in the place of an earlier start of the same file.

    Returns:
        The URL of the board's serial port.

    Raises:
        DeployError: as for :func:`~kd_edge.deploy.emulators.emulated.start_emulator`.
    """
    record = elf.with_name(_RECORD)
    earlier = _read(record)
    if earlier is not None:
        earlier.stop()
    process, url = start_emulator(board, elf, rig=rig, detached=True)
    write_bytes(record, msgspec.json.encode(Background(board.name, url, process.pid, str(elf.with_suffix("")))))
    return url


def in_background(images: Path) -> list[Background]:
    """Emulated boards that still run, of those that were started from the folders in ``images``."""
    found = (_read(record) for record in sorted(images.glob(f"*/{_RECORD}")))
    return [board for board in found if board is not None and board.runs()]


def _read(record: Path) -> Background | None:
    """The emulated board that was left running; None if there is none, or another version wrote the file."""
    try:
        return msgspec.json.decode(record.read_bytes(), type=Background)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
