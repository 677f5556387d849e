"""Rules for Linux's udev: who may open boards, their boot loaders and their USB drives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kd_edge.deploy.boards import Board
from kd_edge.link.usb_ports import OWN_NAME, OWN_USB

RP2040_BOOT: Final = "2e8a:0003"
"""The RP2040's boot ROM, which picotool opens."""

_HEAD: Final = """\
# Boards that kd-edge's firmware runs on, and their boot loaders: whoever is logged in at this computer may open them,
# and ModemManager, which tries every new serial port for a modem, leaves them alone.
#
# 1209:0001 is a test id of pid.codes that anybody may use for private testing: hence the name as well.
"""


def udev_rules(boards: Sequence[Board]) -> str:
    """The rules for ``boards``, as a file for ``/etc/udev/rules.d``."""
    vendor, product = (f"{number:04x}" for number in OWN_USB)
    own = f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", ATTRS{{product}}=="{OWN_NAME}*"'
    rules = [f'SUBSYSTEM=="tty", {own}, ENV{{ID_MM_DEVICE_IGNORE}}="1", TAG+="uaccess"']
    for board in boards:
        rules += [_tty(usb) for usb in (*board.usb, *board.flash.boot_usb)]
        rules += [_usb(board.flash.dfu)] if board.flash.dfu else []
        rules += [_usb(RP2040_BOOT)] if board.flash.picotool else []
    return _HEAD + "".join(f"{rule}\n" for rule in dict.fromkeys(rules))


def _ids(usb: str) -> list[str]:
    return usb.split(":")


def _tty(usb: str) -> str:
    vendor, product = _ids(usb)
    return (
        f'SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
        'ENV{ID_MM_DEVICE_IGNORE}="1", TAG+="uaccess"'
    )


def _usb(usb: str) -> str:
    vendor, product = _ids(usb)
    return f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{vendor}", ATTR{{idProduct}}=="{product}", TAG+="uaccess"'
