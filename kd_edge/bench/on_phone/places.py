"""Where the program for 64-bit Arm can run: an emulator of processes, or a phone that adb reaches."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from kd_edge.errors import DeployError, MissingToolError

_QEMU: Final = "qemu-aarch64"
_ADB: Final = "adb"
_ON_PHONE: Final = "/data/local/tmp/kd-edge-recognise"
_SECONDS: Final = 120


class Program(Protocol):
    """The program at its place, ready to run."""

    def run(self, *words: str) -> str:
        """What it prints; DeployError if it fails."""
        ...


@dataclass(frozen=True)
class Started:
    """A program that is started by a command."""

    command: tuple[str, ...]

    def run(self, *words: str) -> str:
        """See :class:`Program`."""
        return _output((*self.command, *words))


Put = Callable[[Path], Program]
"""Brings the program that a file holds to its place."""


@contextmanager
def in_qemu() -> Iterator[Put]:
    """QEMU's emulation of one process.

    Raises:
        MissingToolError: QEMU is not installed.
    """
    qemu = _found(_QEMU, "apt install qemu-user")
    yield lambda program: Started((qemu, str(program)))


@contextmanager
def on_phone() -> Iterator[Put]:
    """The one phone that is plugged in, from which the program is removed afterwards.

    Raises:
        MissingToolError: adb is not installed.
        DeployError: there is no phone, one that does not allow it, or more than one.
    """
    adb = _found(_ADB, "apt install adb")
    phone = (adb, "-s", _only_phone(adb))

    def put(program: Path) -> Program:
        _output((*phone, "push", str(program), _ON_PHONE))
        _output((*phone, "shell", "chmod", "755", _ON_PHONE))
        return Started((*phone, "shell", _ON_PHONE))

    try:
        yield put
    finally:
        subprocess.run((*phone, "shell", "rm", "-f", _ON_PHONE), capture_output=True, check=False, timeout=_SECONDS)


def _only_phone(adb: str) -> str:
    """The serial number of the phone."""
    lines = [line.split() for line in _output((adb, "devices")).splitlines()[1:] if line.strip()]
    ready = [serial for serial, state, *_ in lines if state == "device"]
    if len(ready) == 1:
        return ready[0]
    raise DeployError(
        "One phone is plugged in, and lets adb in",
        found=", ".join(f"{serial}: {state}" for serial, state, *_ in lines) or "none",
        remedy="switch on USB debugging in the phone's developer options, plug it in, answer its question, and unplug "
        "the others",
    )


def _found(tool: str, remedy: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise MissingToolError(f"The program runs by way of {tool}", found="it is not installed", remedy=remedy)
    return path


def _output(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise DeployError(
            f"{Path(command[0]).name} ends within {_SECONDS} s", found="it did not", remedy="try again"
        ) from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[:400]
        raise DeployError(
            f"`{' '.join((Path(command[0]).name, *command[1:]))}` succeeds",
            found=f"exit code {done.returncode}{f': {said}' if said else ', and nothing said'}",
            remedy="run it by hand to see more",
        )
    return done.stdout
