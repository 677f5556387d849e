"""Serial ports of USB devices: which boards are plugged in, and which one is meant."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from serial.tools.list_ports import comports
from serial.tools.list_ports_common import ListPortInfo

from kd_edge.errors import StreamError

OWN_USB: Final = (0x1209, 0x0001)
"""Vendor and product of a board's own USB, as in ``firmware/usb/kd_usb_descriptors.h``."""

OWN_NAME: Final = "kd-edge "
"""How such a device's name begins; the board's follows."""


def own_ports() -> dict[str, str]:
    """Boards whose own USB runs kd-edge's firmware: serial device to the board's name.

    Their ids are a test id of pid.codes, which others use as well: the name that the device gives itself decides.
    """
    return {
        port.device: name.removeprefix(OWN_NAME)
        for port in comports()
        if (port.vid, port.pid) == OWN_USB and (name := port.product or "").startswith(OWN_NAME)
    }


def own_port(board: str) -> str | None:
    """The device of the ``board`` whose own USB runs kd-edge's firmware; None if there is none.

    Raises:
        StreamError: there are several, and to flash any of them would be a guess.
    """
    found = [device for device, name in own_ports().items() if name == board]
    if len(found) > 1:
        raise StreamError(
            f"Without --port, one {board} is plugged in", found=_names(found), remedy=f"choose one: {_CHOOSE}"
        )
    return found[0] if found else None


def resolve_port(name: str) -> str:
    """The device with the serial number ``name``; ``name`` itself where there is not exactly one.

    Makers give some adapters all the same number: those keep their device's name only.
    """
    found = [port.device for port in comports() if serial_number(port).casefold() == name.casefold() != ""]
    return found[0] if len(found) == 1 else name


def serial_number(port: ListPortInfo) -> str:
    """The number by which a USB device says which one of its kind it is; empty if it does not."""
    return port.serial_number or ""


_CHOOSE: Final = "--port takes a device or a serial number, such as `--port 5E6F0123`"


def _names(devices: Sequence[str]) -> str:
    """Devices, with their serial numbers where they have any."""
    numbers = {port.device: serial_number(port) for port in comports()}
    return ", ".join(f"{device} ({number})" if (number := numbers.get(device)) else device for device in devices)


def only_port(besides: Container[str] = (), emulated: Sequence[str] = ()) -> str:
    """The one board that is plugged in.

    It is the one whose own USB runs kd-edge's firmware; else the one USB serial device; else, where there is no device
    at all, the one emulated board.

    Args:
        besides: devices that do not count.
        emulated: ports of emulated boards.

    Raises:
        StreamError: there is none, or more than one.
    """
    devices = [port.device for port in comports() if port.vid is not None and port.device not in besides]
    own = [device for device in devices if device in own_ports()]
    found = own or devices or list(emulated)
    if len(found) != 1:
        raise StreamError(
            "Without --port, exactly one board is plugged in",
            found=_names(found) or "none",
            remedy=f"choose one: {_CHOOSE}"
            if found
            else "plug one in, or name a port such as /dev/ttyACM0 or the path that `kd-edge simulate` printed",
        )
    return found[0]
