"""UF2 boot loaders: USB drives that flash the board with the image that is copied onto them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.deploy.boards import Board
from kd_edge.deploy.runners.boot_loader import enter_boot_loader
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.errors import DeployError, MissingExtraError

INFO_FILE: Final = "INFO_UF2.TXT"
_FIELD: Final = re.compile(r"^([\w-]+):[ \t]*(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Drive:
    """A mounted drive of a UF2 boot loader, and the board's name in its ``INFO_UF2.TXT``."""

    path: Path
    model: str
    board_id: str

    def fits(self, board: Board) -> bool:
        """Whether the boot loader calls itself one of ``board``."""
        uf2 = board.flash.uf2
        return uf2 is not None and self.board_id.lower().startswith(tuple(name.lower() for name in uf2.board_ids))


def read_drive(path: Path) -> Drive | None:
    """The drive that is mounted at ``path``, if it is one of a UF2 boot loader."""
    try:
        text = (path / INFO_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = dict(_FIELD.findall(text))
    return Drive(path, fields.get("Model", ""), fields.get("Board-ID", ""))


def mounted_drives() -> list[Drive]:
    """Every drive of a UF2 boot loader that is mounted.

    Raises:
        MissingExtraError: psutil, which lists what is mounted, is missing.
    """
    try:
        import psutil
    except ImportError as error:
        raise MissingExtraError("psutil", "deploy") from error
    found = (read_drive(Path(partition.mountpoint)) for partition in psutil.disk_partitions())
    return [drive for drive in found if drive is not None]


def find_drive(board: Board, path: Path | None) -> Drive:
    """The drive of ``board``'s boot loader: at ``path``, or the only one that is mounted.

    Raises:
        DeployError: there is none, more than one, or it belongs to another board.
    """
    if path is None:
        drives = [drive for drive in mounted_drives() if drive.fits(board)]
        if len(drives) != 1:
            raise DeployError(
                f"One drive of the boot loader of {board.name} is mounted",
                found=", ".join(str(drive.path) for drive in drives) or "none",
                remedy="hold BOOTSEL while plugging a Pico in, or press another board's reset button twice; "
                "name the drive with --drive if it is not found",
            )
        return drives[0]
    drive = read_drive(path)
    if drive is None:
        raise DeployError(
            f"A UF2 boot loader's drive holds {INFO_FILE}", found=f"none in {path}", remedy="name the mounted drive"
        )
    if not drive.fits(board):
        raise DeployError(
            f"{path} is the drive of the boot loader of {board.name}",
            found=f"{drive.board_id!r}, {drive.model}",
            remedy="name the board that is plugged in with --board",
        )
    return drive


def copy_image(image: Path, drive: Drive) -> None:
    """Copy a UF2 file onto a drive, and return when the drive has it.

    The board restarts as soon as it has the last block, and takes its drive away: an error with the
    drive gone is no failure, and whether the image runs, the board itself must say.

    Raises:
        DeployError: the drive stays, without the whole image.
    """
    target = drive.path / image.name
    try:
        with target.open("wb") as stream:
            stream.write(image.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        if read_drive(drive.path) is None:
            return
        target.unlink(missing_ok=True)
        raise DeployError(
            f"{drive.path} takes the whole image", found=error, remedy="plug the board in again and flash it again"
        ) from error


def _image(job: Job) -> Path:
    return job.elf.with_suffix(".uf2")


def _describe(job: Job) -> str:
    return f"copy {_image(job)} to {job.drive or f'the drive of the boot loader of {job.board.name}'}"


def _has_drive(job: Job) -> bool:
    try:
        find_drive(job.board, job.drive)
    except DeployError:
        return False
    return True


def _flash(job: Job) -> None:
    enter_boot_loader(job.board, job.port, lambda: _has_drive(job))
    copy_image(_image(job), find_drive(job.board, job.drive))


UF2_COPY = Runner("uf2", lambda board: board.flash.uf2 is not None, _describe, _flash)
