"""Flashing with programs that the user has installed."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.deploy.boards import Board
from kd_edge.deploy.runners.boot_loader import enter_boot_loader
from kd_edge.deploy.runners.plugged import boot_loader_ports
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.errors import DeployError, MissingToolError
from kd_edge.files import write_bytes

ADAPTER_KHZ: Final = 1000


@dataclass(frozen=True)
class Program:
    """A program that flashes.

    Attributes:
        name: how it is started.
        purpose: what kd-edge uses it for.
        version_argument: makes it print its version.
        source: how to get it.
        remedy: what to do when it fails.
        fits: whether it can flash a board.
        arguments: what it is given, the image as a ``.bin`` beside the ``.elf``.
        written: what it prints once the board has the whole image.  An error after that, such as
        a last request to a board that has already restarted, is not a failure: the board's own answer decides.
        ready: raises DeployError if the program cannot be started on a board as it is.
    """

    name: str
    purpose: str
    version_argument: str
    source: str
    remedy: str
    fits: Callable[[Board], bool]
    arguments: Callable[[Job], list[str]]
    written: str | None = None
    ready: Callable[[Job], object] = lambda job: None

    def runner(self) -> Runner:
        """This program as a way of flashing."""
        return Runner(self.name, self.fits, self._describe, self._flash)

    def _command(self, job: Job) -> list[str]:
        return [self.name, *self.arguments(job)]

    def _describe(self, job: Job) -> str:
        return f"{shlex.join(self._command(job))}, with {len(job.content()[1])} bytes"

    def _flash(self, job: Job) -> None:
        if shutil.which(self.name) is None:
            raise MissingToolError(f"This runner needs {self.name}", found="it is not installed", remedy=self.source)
        self.ready(job)
        write_bytes(_binary(job), job.content()[1])
        result = subprocess.run(self._command(job), capture_output=True, text=True, errors="replace", check=False)
        if result.returncode != 0 and (self.written is None or self.written not in result.stdout + result.stderr):
            said = (result.stderr or result.stdout).strip()[-400:]
            raise DeployError(
                f"{self.name} writes the whole image",
                found=said or f"exit code {result.returncode}, and nothing said",
                remedy=self.remedy,
            )


def _binary(job: Job) -> Path:
    return job.elf.with_suffix(".bin")


def _dfu_util(job: Job) -> list[str]:
    address, _ = job.content()
    return ["-d", job.board.flash.dfu, "-a", "0", "-s", f"{address:#010x}:leave", "-D", str(_binary(job))]


def _picotool(job: Job) -> list[str]:
    return ["load", "-v", "-x", str(job.elf)]


def _bossac(job: Job) -> list[str]:
    port = next(iter(boot_loader_ports(job.board)), "PORT")
    return ["-d", f"--port={Path(port).name}", "-U", "-i", "-e", "-w", str(_binary(job)), "-R"]


def _in_boot_loader(job: Job) -> None:
    if not enter_boot_loader(job.board, job.port, lambda: bool(boot_loader_ports(job.board))):
        raise DeployError(
            f"The boot loader of {job.board.name} shows a serial port",
            found="none",
            remedy="press the board's button twice, quickly, and flash again",
        )


def _in_boot_rom(job: Job) -> None:
    """The ROM shows no port: picotool itself says whether it is there, and why not."""
    command = ["picotool", "info"]
    enter_boot_loader(
        job.board, job.port, lambda: subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


def _in_dfu(job: Job) -> None:
    """Where a board's own USB asked for it; else dfu-util itself says that nothing is there."""
    if job.board.own_usb:
        command = ["dfu-util", "-l", "-d", job.board.flash.dfu]
        enter_boot_loader(
            job.board,
            job.port,
            lambda: b"Found DFU" in subprocess.run(command, capture_output=True, check=False).stdout,
        )


def _openocd(job: Job) -> list[str]:
    files = [argument for name in job.board.flash.openocd for argument in ("-f", name)]
    commands = (f"adapter speed {ADAPTER_KHZ}", f"program {{{job.elf}}} verify reset exit")
    return [*files, *(argument for command in commands for argument in ("-c", command))]


PROGRAMS: Final = (
    Program(
        name="dfu-util",
        purpose="flash an STM32 over USB",
        version_argument="--version",
        source="apt install dfu-util",
        remedy="start the board's boot loader: hold BOOT0 while it is reset",
        fits=lambda board: board.flash.dfu != "",
        arguments=_dfu_util,
        written="File downloaded successfully",
        ready=_in_dfu,
    ),
    Program(
        name="bossac",
        purpose="flash an Arduino Nano 33 BLE over USB",
        version_argument="--help",
        source="install Arduino's own, which knows the nRF52: see github.com/arduino/BOSSA",
        remedy="start the board's boot loader: press its button twice, quickly",
        fits=lambda board: board.flash.bossac,
        arguments=_bossac,
        ready=_in_boot_loader,
    ),
    Program(
        name="picotool",
        purpose="flash a Pico over USB",
        version_argument="version",
        source="apt install picotool, or see github.com/raspberrypi/picotool",
        remedy="start the board's boot loader: hold BOOTSEL while plugging it in",
        fits=lambda board: board.flash.picotool,
        arguments=_picotool,
        ready=_in_boot_rom,
    ),
    Program(
        name="openocd",
        purpose="flash over a debug probe",
        version_argument="--version",
        source="apt install openocd",
        remedy="check the probe, the cable and the power",
        fits=lambda board: board.flash.openocd != (),
        arguments=_openocd,
        written="** Verified OK **",
    ),
)
