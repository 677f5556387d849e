"""Put an image onto a board, and check with the board itself that it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board, Rp2040js
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.background import start_in_background
from kd_edge.deploy.runners.boot_loader import await_appearance
from kd_edge.deploy.runners.plugged import boot_loader_ports
from kd_edge.deploy.runners.probe import PROBE
from kd_edge.deploy.runners.programs import PROGRAMS
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.deploy.runners.uf2_drive import UF2_COPY
from kd_edge.errors import DeployError, StreamError
from kd_edge.link.messages import Info
from kd_edge.link.usb_ports import only_port, own_port, own_ports, resolve_port
from kd_edge.sources.deciding import check_bundle


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


def flash_board(
    runner: Runner, job: Job, bundle: Bundle, emulated: Callable[[], Sequence[str]] = tuple
) -> tuple[Info, str]:
    """Flash a board, and ask it what it carries.

    It answers on the port that the runner knows or the job names, else on its own USB, else on the only port that is
    not its boot loader's.

    Args:
        runner: how.
        job: what.
        bundle: what is in the image.
        emulated: ports of the emulated boards that run.

    Returns:
        What the board reports about itself, and the port's URL.

    Raises:
        DeployError: it cannot be flashed, does not answer, or is or carries something else.
        StreamError: there is no such port.
    """
    url = runner.flash(job) or job.port or _answering_port(job.board, emulated)
    if "://" not in url:  # else a port of another machine, of which there is no file here
        await_appearance(lambda: Path(resolve_port(url)).exists())  # it comes back with the firmware
    with Device(url) as device:
        info = device.info()
    check_bundle(info, bundle)
    if info.board != job.board.name:
        raise DeployError(
            f"A {job.board.name} answers on {url}", found=info.board, remedy="name its own port with --port"
        )
    return info, url


def _answering_port(board: Board, emulated: Callable[[], Sequence[str]]) -> str:
    """The only port on which ``board`` may answer now.

    That of its boot loader may take a moment to go away, and its own USB a moment to come.
    """
    running = emulated()
    if board.own_usb and not running:
        await_appearance(lambda: board.name in own_ports().values())
    try:
        return own_port(board.name) or only_port(besides=boot_loader_ports(board), emulated=running)
    except StreamError as error:
        raise StreamError(
            f"{board.name} is flashed, and answers on the only serial port that is plugged in",
            found=error.found,
            remedy=f"plug in what its serial port is connected to, or name it with --port: `kd-edge flash --board "
            f"{board.name} --port PORT`",
        ) from error


def _describe_emulator(job: Job) -> str:
    program = "rp2040js" if isinstance(job.board.emulator, Rp2040js) else "qemu-system-arm"
    return f"start {program} on {job.elf} in the background, in the place of an earlier one"


def _start_emulator(job: Job) -> str:
    return start_in_background(job.board, job.elf, job.rig)


RUNNERS: Final = (
    UF2_COPY,
    PROBE,
    *(program.runner() for program in PROGRAMS),
    Runner("emulator", lambda board: board.emulator is not None, _describe_emulator, _start_emulator),
)
