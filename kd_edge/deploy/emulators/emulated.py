"""A board that an emulator runs; with every emulator, the board's serial port has a URL.

That of a board whose own USB is emulated is the USB: it is plugged into an emulated computer, and whoever connects to
the URL has its port open there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kd_edge.deploy.boards import Board, Rp2040js
from kd_edge.deploy.emulators.qemu_board import start_qemu
from kd_edge.deploy.emulators.rp2040 import SimulatedRig, start_pico
from kd_edge.errors import DeployError


@contextmanager
def emulated_board(
    board: Board,
    elf: Path,
    *,
    rig: SimulatedRig | None = None,
    terminal: bool = False,
    tcp_port: int = 0,
    uart: bool = False,
) -> Iterator[str]:
    """Run ``elf`` until the block ends; yields the URL of the board's serial port.

    Arguments and errors are those of :func:`start_emulator`.
    """
    process, url = start_emulator(board, elf, rig=rig, terminal=terminal, tcp_port=tcp_port, uart=uart)
    with process:
        try:
            yield url
        finally:
            process.kill()


def start_emulator(
    board: Board,
    elf: Path,
    *,
    rig: SimulatedRig | None = None,
    terminal: bool = False,
    tcp_port: int = 0,
    detached: bool = False,
    uart: bool = False,
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the board's emulator on ``elf``; returns its process and the URL of the board's serial port.

    Args:
        board: what to emulate.
        elf: the image.
        rig: the simulated sensors of a board that has sensors; None connects none.
        terminal: make a pseudo-terminal, which programs open like a serial device, instead of a TCP port.
        tcp_port: the TCP port on this machine; 0 picks a free one.
        detached: keep the emulator running after this process ends.
        uart: the port is the board's UART even if its own USB is emulated as well.

    Raises:
        DeployError: if the board has no emulator, or the emulator is missing, does not start, or lacks a
        requested feature.
    """
    if rig is not None and not board.sensors:
        raise DeployError(
            "An emulated board has sensors", found=board.name, remedy="leave --data out, or take the board pico"
        )
    if not isinstance(board.emulator, Rp2040js):
        return start_qemu(board, elf, terminal=terminal, tcp_port=tcp_port, detached=detached)
    if terminal:
        raise DeployError(
            "rp2040js makes a TCP port", found="a pseudo-terminal asked for", remedy="open the socket:// URL instead"
        )
    return start_pico(elf, rig or SimulatedRig(None, None), tcp_port=tcp_port, detached=detached, usb=not uart)
