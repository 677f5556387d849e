"""Putting an image onto a board, and hearing from the board itself that it is there."""

from __future__ import annotations

import signal
import subprocess
from os import kill
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board, Rp2040js
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import start_emulator
from kd_edge.deploy.runners.probe import PROBE
from kd_edge.deploy.runners.programs import PROGRAMS
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.deploy.runners.uf2_drive import UF2_COPY
from kd_edge.errors import DeployError
from kd_edge.files import write_bytes
from kd_edge.link.messages import Info
from kd_edge.link.ports import only_port
from kd_edge.live.on_board import check_bundle


class _Running(Struct):
    """An emulator that was left running; ``image`` is a part of its command line."""

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


def flash_board(runner: Runner, job: Job, bundle: Bundle, port: str | None = None) -> tuple[Info, str]:
    """Flash a board, and ask it what it carries.

    Args:
        runner: how.
        job: what.
        bundle: what is in the image.
        port: on which the board answers then, where the runner does not know it; None takes the only one.

    Returns:
        What the board says of itself, and the port's URL.

    Raises:
        DeployError: it cannot be flashed, does not answer, or is or carries something else.
        StreamError: there is no such port.
    """
    url = runner.flash(job) or port or only_port()
    with Device(url) as device:
        info = device.info()
    check_bundle(info, bundle)
    if info.board != job.board.name:
        raise DeployError(
            f"A {job.board.name} answers on {url}", found=info.board, remedy="name its own port with --port"
        )
    return info, url


def _describe_emulator(job: Job) -> str:
    program = "rp2040js" if isinstance(job.board.emulator, Rp2040js) else "qemu-system-arm"
    return f"start {program} on {job.elf} in the background, in the place of an earlier one"


def _flash_emulator(job: Job) -> str:
    """Start an emulator that outlives this process; the next flash of the same image file ends it."""
    state = job.elf.with_name("emulator.json")
    _stop_earlier(state)
    process, url = start_emulator(job.board, job.elf, rig=job.rig, detached=True)
    write_bytes(state, msgspec.json.encode(_Running(process.pid, str(job.elf.with_suffix("")))))
    return url


def _stop_earlier(state: Path) -> None:
    """End the emulator that ``state`` tells of, if its process still is one of that image."""
    if not state.is_file():
        return
    earlier = msgspec.json.decode(state.read_bytes(), type=_Running)
    listed = subprocess.run(
        ["ps", "-ww", "-p", str(earlier.pid), "-o", "args="], capture_output=True, text=True, check=False
    ).stdout
    if earlier.image in listed:
        kill(earlier.pid, signal.SIGKILL)  # it has nothing to save, and QEMU may sleep on a SIGTERM
    state.unlink()


RUNNERS: Final = (
    UF2_COPY,
    PROBE,
    *(program.runner() for program in PROGRAMS),
    Runner("emulator", lambda board: board.emulator is not None, _describe_emulator, _flash_emulator),
)
