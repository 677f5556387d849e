"""Into a board's boot loader without a button: its firmware starts it when it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import serial

from kd_edge.deploy.boards import Board
from kd_edge.deploy.device import Device
from kd_edge.errors import DeployError, StreamError
from kd_edge.link.protocol import CommandCode
from kd_edge.link.usb_ports import own_port, resolve_port

TOUCH_BAUD: Final = 1200
"""A serial port over USB that is opened at this rate and closed asks many boards for their boot loader."""

APPEARANCE_S: Final = 10.0
"""How long a boot loader, or the firmware after it, may take until this machine shows it."""

_BOOT_LOADER: Final = b"\1"
_LOOK_S: Final = 0.1


def enter_boot_loader(board: Board, port: str | None, is_there: Callable[[], bool]) -> bool:
    """Ask the firmware that runs on ``board`` for the boot loader, and wait until that has appeared.

    Kd-edge's firmware is asked by the protocol, if it says that it runs on ``board``; whatever does not answer, by
    opening its port at 1200 baud.

    Args:
        board: which one.
        port: where it is; None: on its own USB, if it is found there.
        is_there: whether the boot loader has appeared.

    Returns:
        Whether it has; if not, somebody has to press the board's button.

    Raises:
        StreamError: no port is named, and several boards of this kind are plugged in.
    """
    path = port or own_port(board.name)
    if path is None or is_there():
        return is_there()
    found = _name_of(path)
    if found == board.name:
        _ask(path)
    elif found is None:
        _touch(path)
    else:
        return False
    return await_appearance(is_there)


def await_appearance(is_there: Callable[[], bool]) -> bool:
    """Whether something appears within :data:`APPEARANCE_S`."""
    deadline = time.monotonic() + APPEARANCE_S
    while not is_there():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_S)
    return True


def _name_of(path: str) -> str | None:
    """The name of the board with kd-edge's firmware at ``path``; None if there is none."""
    try:
        with Device(path) as device:
            return device.info(attempts=2).board
    except (DeployError, StreamError):
        return None


def _ask(path: str) -> None:
    """Let kd-edge's firmware start the boot loader, if its board has one that can be started."""
    with suppress(DeployError, StreamError), Device(path) as device:
        device.request(CommandCode.REBOOT, _BOOT_LOADER, attempts=2)


def _touch(path: str) -> None:
    """Open and close a serial port at 1200 baud; a board that restarts at once takes it away."""
    with suppress(OSError, ValueError), serial.serial_for_url(resolve_port(path), TOUCH_BAUD) as port:
        port.dtr = True
        port.dtr = False
