"""A board emulated by QEMU: its serial port is a TCP port or a pseudo-terminal."""

from __future__ import annotations

import re
import select
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.qemu import find_qemu, qemu_of
from kd_edge.errors import DeployError

START_TIMEOUT_S: Final = 10.0
_TERMINAL: Final = re.compile(rb"redirected to (\S+)")


def start_qemu(
    board: Board, elf: Path, *, terminal: bool = False, tcp_port: int = 0, detached: bool = False
) -> tuple[subprocess.Popen[bytes], str]:
    """Start QEMU on ``elf``; see :func:`~kd_edge.deploy.emulators.emulated.start_emulator`."""
    emulator = qemu_of(board)
    port = tcp_port or _free_port()
    serial = "pty" if terminal else f"tcp:127.0.0.1:{port},server=on,wait=off,nodelay=on"
    command = [
        *(find_qemu(), "-M", emulator.machine, "-kernel", str(elf.resolve())),
        *("-display", "none", "-monitor", "none"),
        *(("-serial", "null") * emulator.serial),
        *("-serial", serial),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=detached,
    )
    return process, _terminal_path(process, board) if terminal else _listening(process, board, port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listening(process: subprocess.Popen[bytes], board: Board, port: int) -> str:
    """The port's URL, once QEMU listens: a trial connection is not possible, because QEMU accepts only one."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        if _is_taken(port):
            return f"socket://127.0.0.1:{port}"
        time.sleep(0.01)
    raise _not_started(process, board)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def _terminal_path(process: subprocess.Popen[bytes], board: Board) -> str:
    """The pseudo-terminal that QEMU says it has made."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 0.1)[0]:
            match = _TERMINAL.search(process.stdout.readline())
            if match is not None:
                return match[1].decode()
    raise _not_started(process, board)


def _not_started(process: subprocess.Popen[bytes], board: Board) -> DeployError:
    process.kill()
    assert process.stdout is not None
    return DeployError(
        f"QEMU runs {board.name}",
        found=process.stdout.read()[:400].decode(errors="replace") or "nothing said",
        remedy="see `kd-edge doctor`",
    )
