"""What every way of flashing a board has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.rp2040 import SimulatedRig


@dataclass(frozen=True)
class Job:
    """An image and the board that it is for.

    Attributes:
        board: what to flash.
        elf: the image.
        drive: where the drive of its boot loader is mounted, if the user says so.
        rig: the sensors of an emulated board, if it has some.
        port: where the board answers now and afterwards, if the user says so.
    """

    board: Board
    elf: Path
    drive: Path | None = None
    rig: SimulatedRig | None = None
    port: str | None = None

    def content(self) -> tuple[int, bytes]:
        """What flash must hold: the address of the first byte, and all bytes.

        Raises:
            MissingExtraError: pyelftools is not installed.
        """
        from kd_edge.deploy.images.elf import flash_content

        return flash_content(self.elf)


@dataclass(frozen=True)
class Runner:
    """One way of flashing.

    Attributes:
        name: as the user gives it.
        fits: whether a board can be flashed this way.
        describe: what :attr:`flash` is about to do.
        flash: does it; returns the port on which the board then answers, if that is known.
    """

    name: str
    fits: Callable[[Board], bool]
    describe: Callable[[Job], str]
    flash: Callable[[Job], str | None]
