"""What is plugged into this machine: serial ports, drives of boot loaders, debug probes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from serial.tools.list_ports import comports

from kd_edge.deploy.boards import Board
from kd_edge.deploy.runners.uf2_drive import mounted_drives
from kd_edge.errors import MissingExtraError
from kd_edge.link.usb_ports import own_ports, serial_number


@dataclass(frozen=True)
class Plugged:
    """One thing that is plugged in.

    Attributes:
        kind: how it can be used.
        place: the device, the folder where it is mounted, or the probe's id.
        title: the name that it reports.
        boards: which it may be, or may be connected to; empty if that cannot be told.
        serial: the number that tells a serial port's device from others of its kind; empty if it has none.
    """

    kind: Literal["serial port", "UF2 drive", "debug probe"]
    place: str
    title: str
    boards: list[str]
    serial: str = ""


def find_plugged(boards: Sequence[Board]) -> list[Plugged]:
    """Everything that is plugged in and may be, or lead to, one of ``boards``."""
    return [*_ports(boards), *_drives(boards), *_probes(boards)]


def not_looked_for() -> list[str]:
    """What :func:`find_plugged` leaves out on this machine, each as a sentence with its remedy."""
    searches = (("boot loaders' drives", "psutil", "deploy"), ("debug probes", "pyocd", "probe"))
    return [
        f"Not looked for: {things}, which takes {package}: pip install 'kd-edge[{extra}]'"
        for things, package, extra in searches
        if find_spec(package) is None
    ]


def boot_loader_ports(board: Board) -> list[str]:
    """Serial ports of ``board``'s boot loader, by their USB ids."""
    return [port.device for port in comports() if _usb_id(port.vid, port.pid) in board.flash.boot_usb]


def _usb_id(vendor: int | None, product: int | None) -> str:
    return "" if vendor is None or product is None else f"{vendor:04x}:{product:04x}"


def _ports(boards: Sequence[Board]) -> list[Plugged]:
    own = own_ports()
    return [
        Plugged(
            "serial port",
            port.device,
            port.product or port.description,
            [own[port.device]]
            if port.device in own
            else [board.name for board in boards if _usb_id(port.vid, port.pid) in board.usb],
            serial_number(port),
        )
        for port in comports()
        if port.vid is not None
    ]


def _drives(boards: Sequence[Board]) -> list[Plugged]:
    """Drives of UF2 boot loaders; none without psutil."""
    try:
        drives = mounted_drives()
    except MissingExtraError:
        return []
    return [
        Plugged("UF2 drive", str(drive.path), drive.model, [board.name for board in boards if drive.fits(board)])
        for drive in drives
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
