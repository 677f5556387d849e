"""The boards that firmware is built for: one folder each under firmware/boards."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge.deploy.toolchain import Core, find_core
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root

_FILE = "board.toml"
_FLASH: Final = re.compile(r"FLASH \(rx\) :.*LENGTH = (\d+)([KM])")
_UNITS: Final = {"K": 1 << 10, "M": 1 << 20}


class Emulator(Struct, frozen=True, forbid_unknown_fields=True):
    """How QEMU runs a board.

    ``tick_hz`` is the rate of the board's tick counter under emulation.
    """

    machine: str
    tick_hz: int


class Flash(Struct, frozen=True, forbid_unknown_fields=True):
    """How a board is flashed; empty where it is not.

    ``pyocd_target`` is pyOCD's name of the part, ``dfu`` the USB id of its boot loader.
    """

    pyocd_target: str = ""
    dfu: str = ""


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``board.toml`` holds; ``like`` names the board whose registers and memory map this one has."""

    title: str
    core: str
    family: str
    like: str | None = None
    emulator: Emulator | None = None
    flash: Flash = Flash()


@dataclass(frozen=True)
class Board:
    """A board, its core and the files that make it one.

    Attributes:
        name: the folder under firmware/boards.
        title: for people.
        core: what it computes with.
        driver: the C file behind board.h.
        folder: holds ``registers.h`` and ``memory.ld``.
        emulator: how QEMU runs it, if it does.
        flash: how it is flashed.
    """

    name: str
    title: str
    core: Core
    driver: Path
    folder: Path
    emulator: Emulator | None
    flash: Flash

    @property
    def linker_script(self) -> Path:
        """The board's memory regions and the shared section layout."""
        return self.folder / "memory.ld"

    @property
    def senses(self) -> bool:
        """Whether the board has sensors: a ``kd_sense_*.c`` of its own."""
        return any(self.folder.glob("kd_sense_*.c"))

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
        DeployError: if there is no such board, or its table is wrong.
    """
    path = boards_root() / name / _FILE
    if name not in board_names():
        raise DeployError("A board is one of those supported", found=name, remedy=f"use {', '.join(board_names())}")
    try:
        table = msgspec.convert(tomllib.loads(path.read_text()), _Table)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DeployError(f"{path} describes a board", found=error, remedy="compare it with another board's") from error
    return Board(
        name=name,
        title=table.title,
        core=find_core(table.core),
        driver=boards_root() / "families" / f"{table.family}.c",
        folder=boards_root() / (table.like or name),
        emulator=table.emulator,
        flash=table.flash,
    )


def emulated_board(core: str) -> Board:
    """The first board with ``core`` that an emulator runs.

    Raises:
        DeployError: if there is none.
    """
    find_core(core)
    for name in board_names():
        board = load_board(name)
        if board.core.name == core and board.emulator is not None:
            return board
    raise DeployError(f"An emulated board has the core {core}", found="none", remedy="choose another core")
