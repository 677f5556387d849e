"""What is plugged into this machine: serial ports, boot loaders' drives, debug probes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from serial.tools.list_ports import comports

from kd_edge.deploy.boards import Board
from kd_edge.deploy.runners.uf2_drive import mounted_drives


@dataclass(frozen=True)
class Plugged:
    """One thing that is plugged in.

    Attributes:
        kind: how it can be used.
        place: the device, the folder where it is mounted, or the probe's id.
        title: what it calls itself.
        boards: which it may be, or may be connected to; empty if that cannot be told.
    """

    kind: Literal["serial port", "UF2 drive", "debug probe"]
    place: str
    title: str
    boards: list[str]


def find_plugged(boards: Sequence[Board]) -> list[Plugged]:
    """Everything that is plugged in and may be, or lead to, one of ``boards``."""
    return [*_ports(boards), *_drives(boards), *_probes(boards)]


def own_ports(board: Board) -> list[str]:
    """Serial ports that are ``board``'s own, by their USB ids."""
    return [port.device for port in comports() if _usb_id(port.vid, port.pid) in board.usb]


def _usb_id(vendor: int | None, product: int | None) -> str:
    return "" if vendor is None or product is None else f"{vendor:04x}:{product:04x}"


def _ports(boards: Sequence[Board]) -> list[Plugged]:
    return [
        Plugged(
            "serial port",
            port.device,
            port.product or port.description,
            [board.name for board in boards if _usb_id(port.vid, port.pid) in board.usb],
        )
        for port in comports()
        if port.vid is not None
    ]


def _drives(boards: Sequence[Board]) -> list[Plugged]:
    return [
        Plugged("UF2 drive", str(drive.path), drive.model, [board.name for board in boards if drive.fits(board)])
        for drive in mounted_drives()
    ]


def _probes(boards: Sequence[Board]) -> list[Plugged]:
    """Debug probes that pyOCD knows; none without pyOCD."""
    try:
        from pyocd.core.helpers import ConnectHelper
    except ImportError:
        return []
    found = []
    for probe in ConnectHelper.get_all_connected_probes(blocking=False, print_wait_message=False):
        attached = probe.associated_board_info
        target = None if attached is None else attached.target
        names = [board.name for board in boards if target and board.flash.pyocd_target == target]
        found.append(Plugged("debug probe", probe.unique_id, probe.description, names))
    return found
