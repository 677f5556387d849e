"""Putting an image onto a board: by a debug probe, by its USB boot loader, or into an emulator that keeps running."""

from __future__ import annotations

import logging
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import kill
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulated import start_emulator
from kd_edge.deploy.image import flash_content
from kd_edge.errors import DeployError, MissingExtraError
from kd_edge.files import write_bytes


@dataclass(frozen=True)
class Runner:
    """One way of flashing.

    Attributes:
        name: as the user gives it.
        fits: whether a board can be flashed this way.
        describe: what :attr:`flash` is about to do with a board and an image.
        flash: does it; returns the port on which the board then answers, if that is known.
    """

    name: str
    fits: Callable[[Board], bool]
    describe: Callable[[Board, Path], str]
    flash: Callable[[Board, Path], str | None]


class _Running(Struct):
    """An emulator that was left running."""

    pid: int
    image: str


def runners_of(board: Board) -> list[Runner]:
    """Every way of flashing ``board``, real hardware first."""
    return [runner for runner in RUNNERS if runner.fits(board)]


def choose_runner(board: Board, name: str | None) -> Runner:
    """The runner ``name``, or the board's first.

    Raises:
        DeployError: the board cannot be flashed that way.
    """
    fitting = {runner.name: runner for runner in runners_of(board)}
    chosen = name or next(iter(fitting), None)
    if chosen not in fitting:
        raise DeployError(
            f"{board.name} is flashed by {', '.join(fitting) or 'hand'}",
            found=name or "no runner",
            remedy="choose one of these, or another board: see `kd-edge boards`",
        )
    return fitting[chosen]


def _dfu_command(board: Board, elf: Path) -> list[str]:
    address, _ = flash_content(elf)
    place = f"{address:#010x}:leave"
    return ["dfu-util", "-d", board.flash.dfu, "-a", "0", "-s", place, "-D", str(elf.with_suffix(".bin"))]


def _describe_dfu(board: Board, elf: Path) -> str:
    return f"{' '.join(_dfu_command(board, elf))}, with {len(flash_content(elf)[1])} bytes"


def _flash_dfu(board: Board, elf: Path) -> None:
    if shutil.which("dfu-util") is None:
        raise DeployError("This runner needs dfu-util", found="it is not installed", remedy="apt install dfu-util")
    write_bytes(elf.with_suffix(".bin"), flash_content(elf)[1])
    _run(_dfu_command(board, elf), remedy="start the board's boot loader: hold BOOT0 while it is reset")


def _describe_probe(board: Board, elf: Path) -> str:
    return f"program {elf} into a {board.flash.pyocd_target} over the first debug probe, verify, reset"


def _flash_probe(board: Board, elf: Path) -> None:
    try:
        from pyocd.core.exceptions import Error
        from pyocd.core.helpers import ConnectHelper
        from pyocd.flash.file_programmer import FileProgrammer
    except ImportError as error:
        raise MissingExtraError("pyocd", "probe") from error
    logging.getLogger("pyocd").setLevel(logging.ERROR)
    try:
        session = ConnectHelper.session_with_chosen_probe(
            blocking=False, return_first=True, options={"target_override": board.flash.pyocd_target}
        )
        if session is None:
            raise DeployError(
                "A debug probe is plugged in", found="none", remedy="connect one, or use another runner with --runner"
            )
        with session:
            FileProgrammer(session).program(str(elf))
            session.target.reset()
    except Error as error:
        raise DeployError(
            "pyOCD programs the board", found=error, remedy="check the cable, the power and the board's name"
        ) from error


def _describe_emulator(board: Board, elf: Path) -> str:
    return f"start qemu-system-arm on {elf} in the background, in the place of an earlier one"


def _flash_emulator(board: Board, elf: Path) -> str:
    """Start an emulator that outlives this process; the next flash of the same image file ends it."""
    state = elf.with_name("emulator.json")
    _stop_earlier(state)
    process, url = start_emulator(board, elf, detached=True)
    write_bytes(state, msgspec.json.encode(_Running(process.pid, str(elf))))
    return url


def _stop_earlier(state: Path) -> None:
    """End the emulator that ``state`` tells of, if its process still is one of that image."""
    if not state.is_file():
        return
    earlier = msgspec.json.decode(state.read_bytes(), type=_Running)
    listed = subprocess.run(
        ["ps", "-ww", "-p", str(earlier.pid), "-o", "args="], capture_output=True, text=True, check=False
    ).stdout
    if "qemu-system-arm" in listed and earlier.image in listed:
        kill(earlier.pid, signal.SIGKILL)  # it has nothing to save, and QEMU may sleep on a SIGTERM
    state.unlink()


def _run(command: Sequence[str], remedy: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise DeployError(
            f"{command[0]} succeeds", found=(result.stderr or result.stdout).strip()[-400:], remedy=remedy
        )


RUNNERS: Final = (
    Runner("pyocd", lambda board: board.flash.pyocd_target != "", _describe_probe, _flash_probe),
    Runner("dfu-util", lambda board: board.flash.dfu != "", _describe_dfu, _flash_dfu),
    Runner("emulator", lambda board: board.emulator is not None, _describe_emulator, _flash_emulator),
)
