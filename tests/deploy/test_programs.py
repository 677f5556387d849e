"""Programs that flash: how they are started, and what is said when they are missing or fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kd_edge.deploy.boards import load_board
from kd_edge.deploy.runners import programs
from kd_edge.deploy.runners.flash import choose_runner
from kd_edge.deploy.runners.runner import Job
from kd_edge.errors import DeployError, MissingToolError

CONTENT = bytes(range(100))

# As the programs' own manuals have it: dfu-util(1), picotool's README, Arduino's BOSSA, OpenOCD's "program".
COMMANDS = [
    ("netduinoplus2", "dfu-util", "dfu-util -d 0483:df11 -a 0 -s 0x08000000:leave -D firmware.bin"),
    ("feather-stm32f405", "dfu-util", "dfu-util -d 0483:df11 -a 0 -s 0x08000000:leave -D firmware.bin"),
    ("nano33ble", "bossac", "bossac -d --port=ttyACM3 -U -i -e -w firmware.bin -R"),
    ("pico", "picotool", "picotool load -v -x firmware.elf"),
    (
        "pico",
        "openocd",
        "openocd -f interface/cmsis-dap.cfg -f target/rp2040.cfg -c 'adapter speed 1000'"
        " -c 'program {firmware.elf} verify reset exit'",
    ),
    (
        "netduinoplus2",
        "openocd",
        "openocd -f interface/stlink.cfg -f target/stm32f4x.cfg -c 'adapter speed 1000'"
        " -c 'program {firmware.elf} verify reset exit'",
    ),
]


@pytest.fixture(autouse=True)
def plugged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An image, and a Nano in its boot loader."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(programs, "flash_content", lambda elf: (0x0800_0000, CONTENT))
    monkeypatch.setattr(programs, "own_ports", lambda board: ["/dev/ttyACM3"])


@pytest.mark.parametrize(("board", "runner", "command"), COMMANDS)
def test_a_dry_run_prints_the_command(board: str, runner: str, command: str) -> None:
    job = Job(load_board(board), Path("firmware.elf"))
    assert choose_runner(job.board, runner).describe(job) == f"{command}, with 100 bytes"


def fake(folder: Path, name: str, script: str) -> None:
    program = folder / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(("board", "runner", "command"), COMMANDS)
def test_the_program_is_started_as_said(
    board: str, runner: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, runner, 'echo "$(basename "$0") $*" > said; cp firmware.bin taken')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    job = Job(load_board(board), Path("firmware.elf"))
    choose_runner(job.board, runner).flash(job)
    assert (tmp_path / "said").read_text().strip() == command.replace("'", "")
    assert (tmp_path / "taken").read_bytes() == CONTENT


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    job = Job(load_board("pico"), Path("firmware.elf"))
    with pytest.raises(MissingToolError, match=r"needs picotool.*Remedy: .*github\.com/raspberrypi/picotool"):
        choose_runner(job.board, "picotool").flash(job)


def test_what_the_program_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, "dfu-util", "echo 'No DFU capable USB device available' >&2; exit 74")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    job = Job(load_board("feather-stm32f405"), Path("firmware.elf"))
    with pytest.raises(DeployError, match=r"dfu-util succeeds\. Found: No DFU capable.*hold BOOT0"):
        choose_runner(job.board, "dfu-util").flash(job)
