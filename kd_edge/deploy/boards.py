"""The boards that firmware is built for: one folder each under firmware/boards."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from kd_edge.contract import SampleType, StreamSpec
from kd_edge.deploy.toolchain import Core, find_core
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root

_FILE = "board.toml"
_FLASH: Final = re.compile(r"FLASH \(rx\) :.*LENGTH = (\d+)([KM])")
_UNITS: Final = {"K": 1 << 10, "M": 1 << 20}


class Qemu(Struct, frozen=True, forbid_unknown_fields=True, tag_field="program", tag="qemu"):
    """QEMU runs the board.

    ``machine`` is QEMU's name for it, ``serial`` the number of the firmware's port among those of the
    machine, ``tick_hz`` the rate of the board's tick counter under emulation.
    """

    machine: str
    tick_hz: int
    serial: int = 0


class Rp2040js(Struct, frozen=True, forbid_unknown_fields=True, tag_field="program", tag="rp2040js"):
    """rp2040js runs the board, with sensors that play recordings."""


class Uf2(Struct, frozen=True, forbid_unknown_fields=True):
    """How a board is recognised on a UF2 boot loader.

    ``family`` is the id of its chips, ``board_ids`` how the boot loader's own name of it may begin.
    """

    family: int
    board_ids: tuple[str, ...]


class Flash(Struct, frozen=True, forbid_unknown_fields=True):
    """How a board is flashed; empty where it is not.

    ``boot_usb`` are the ids, as ``vendor:product``, of the serial port that its boot loader may show: images are
    written there, but the firmware does not answer there. ``pyocd_target`` is pyOCD's name of the part, ``uf2`` for
    boot loaders that are a USB drive, ``dfu`` the USB id of a DFU boot loader, ``bossac`` and ``picotool`` whether
    these programs take it, ``openocd`` the configuration files for its usual probe and for its chip.
    """

    boot_usb: tuple[str, ...] = ()
    pyocd_target: str = ""
    uf2: Uf2 | None = None
    dfu: str = ""
    bossac: bool = False
    picotool: bool = False
    openocd: tuple[str, ...] = ()


class Sensor(Struct, frozen=True, forbid_unknown_fields=True):
    """One of a board's sensors: what it gives, and how many channels of it a stream may have.

    ``most_hz`` is the rate at which it samples by itself, which no stream may exceed; None where it samples when asked.
    """

    name: str
    sample_type: SampleType
    channels: tuple[int, ...]
    most_hz: Annotated[int, Meta(gt=0)] | None = None

    def gives(self, stream: StreamSpec) -> bool:
        """Whether ``stream`` is of its kind, at whatever rate."""
        return stream.sample_type == self.sample_type and len(stream.channels) in self.channels

    def keeps_up(self, stream: StreamSpec) -> bool:
        """Whether it has a new sample for each of ``stream``'s."""
        return self.most_hz is None or self.most_hz * stream.sample_period_ns >= 1_000_000_000


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``board.toml`` holds; ``like`` names the board whose C files and memory map this one has.

    ``usb`` are the ids, as ``vendor:product``, under which its serial port may appear with others' firmware or by way
    of another chip; ``own_usb`` says that its own USB is one with ours. ``sensors``
    are what its ``kd_sensors.c`` lists. ``serial_bytes``, received and not yet looked at, wait in RAM at most.
    """

    title: str
    core: str
    family: str
    like: str | None = None
    usb: tuple[str, ...] = ()
    own_usb: bool = False
    serial_bytes: Literal[256, 512, 1024] = 1024
    sensors: tuple[Sensor, ...] = ()
    emulator: Qemu | Rp2040js | None = None
    flash: Flash = Flash()


@dataclass(frozen=True)
class Board:
    """A board, its core and the files that make it one.

    Attributes:
        name: the folder under firmware/boards.
        title: name to be printed.
        core: its processor core.
        family: the folder with the chip family's drivers, which implement ``kd_board.h``.
        folder: holds ``board.c`` with the board's clock and pins, and ``memory.ld``.
        usb: ids, as ``vendor:product``, of its serial port with others' firmware or on another chip.
        own_usb: whether its own USB is a serial port with kd-edge's firmware.
        serial_bytes: RAM for bytes that its UART has received and nobody has looked at.
        sensors: its sensors; a bundle with no stream that they give is played from recordings.
        emulator: the emulator that runs it; None if there is none.
        flash: how it is flashed.
    """

    name: str
    title: str
    core: Core
    family: Path
    folder: Path
    usb: tuple[str, ...]
    own_usb: bool
    serial_bytes: int
    sensors: tuple[Sensor, ...]
    emulator: Qemu | Rp2040js | None
    flash: Flash

    @property
    def linker_script(self) -> Path:
        """The board's memory regions and the shared section layout."""
        return self.folder / "memory.ld"

    @property
    def keeps(self) -> bool:
        """Whether it has areas of flash for what it learns, which its linker script places."""
        return "kd_keep_start" in self.linker_script.read_text()

    @property
    def flash_bytes(self) -> int:
        """Length of the board's flash, as its linker script has it.

        Raises:
            DeployError: the script does not say it.
        """
        found = _FLASH.search(self.linker_script.read_text())
        if found is None:
            raise DeployError(
                f"{self.linker_script} gives FLASH a length in K or M",
                found="none",
                remedy="compare it with another board's",
            )
        return int(found[1]) * _UNITS[found[2]]


def boards_root() -> Path:
    """The folder of all boards and of the start-up code that they share."""
    return firmware_root() / "boards"


def board_names() -> list[str]:
    """Every supported board, in alphabetical order."""
    return sorted(path.parent.name for path in boards_root().glob(f"*/{_FILE}"))


def load_board(name: str) -> Board:
    """The board called ``name``.

    Raises:
        DeployError: if there is no such board, its table is wrong, or a file is missing.
    """
    path = boards_root() / name / _FILE
    if name not in board_names():
        raise DeployError("A board is one of those supported", found=name, remedy=f"use {', '.join(board_names())}")
    try:
        table = msgspec.convert(tomllib.loads(path.read_text()), _Table)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DeployError(f"{path} describes a board", found=error, remedy="compare it with another board's") from error
    families, folder = boards_root() / "families", boards_root() / (table.like or name)
    if not (families / table.family).is_dir():
        known = ", ".join(sorted(family.name for family in families.iterdir()))
        raise DeployError(f"{path} names a family of chips", found=table.family, remedy=f"use {known}")
    for needed in ("board.c", "memory.ld"):
        if not (folder / needed).is_file():
            raise DeployError(
                "A board is a folder with board.toml, board.c and memory.ld",
                found=f"no {folder / needed}",
                remedy="see docs/boards.md, which has one whole",
            )
    return Board(
        name=name,
        title=table.title,
        core=find_core(table.core),
        family=families / table.family,
        folder=folder,
        usb=table.usb,
        own_usb=table.own_usb,
        serial_bytes=table.serial_bytes,
        sensors=table.sensors,
        emulator=table.emulator,
        flash=table.flash,
    )


def all_boards() -> list[Board]:
    """Every supported board, in alphabetical order; errors as for :func:`load_board`."""
    return [load_board(name) for name in board_names()]


def board_with_core(core: str) -> Board:
    """The board with ``core`` on which QEMU measures; see :func:`boards_with_core`."""
    return boards_with_core(core)[0]


def boards_with_core(core: str) -> list[Board]:
    """Boards on which QEMU runs code for ``core``, in the order in which they are tried.

    Boards that exist only in QEMU come first.  Last come the boards of the core's stand-in, for
    programs that fit none of the others: their ``core`` is the one to compile for, and their name says so.

    Raises:
        DeployError: if there is none.
    """
    wanted = find_core(core)
    fitting = [board for board in all_boards() if board.core == wanted and isinstance(board.emulator, Qemu)]
    fitting.sort(key=lambda board: board.flash != Flash())
    if wanted.stand_in is not None:
        larger = boards_with_core(wanted.stand_in)
        fitting += [replace(board, name=f"{board.name} as {wanted.title}", core=wanted) for board in larger]
    if not fitting:
        raise DeployError(f"An emulated board has the core {core}", found="none", remedy="choose another core")
    return fitting
