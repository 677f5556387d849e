"""Programs that flash: how they are started, and what is said when they are missing or fail."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images import elf
from kd_edge.deploy.runners import boot_loader, flash, programs
from kd_edge.deploy.runners.flash import choose_runner
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.errors import DeployError, MissingToolError, StreamError
from kd_edge.link import usb_ports
from kd_edge.link.messages import Info

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
    monkeypatch.setattr(elf, "flash_content", lambda path: (0x0800_0000, CONTENT))
    monkeypatch.setattr(programs, "boot_loader_ports", lambda board: ["/dev/ttyACM3"])
    monkeypatch.setattr(boot_loader, "APPEARANCE_S", 0.0)


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
    with pytest.raises(DeployError, match=r"dfu-util writes the whole image\. Found: No DFU capable.*hold BOOT0"):
        choose_runner(job.board, "dfu-util").flash(job)


# What dfu-util prints, and its exit code, where a board restarts before it is asked for its status.
LEFT_EARLY = """echo 'Download done.'
echo 'File downloaded successfully'
echo 'Submitting leave request...'
echo 'dfu-util: Error during download get_status' >&2
exit 74"""


def test_an_image_that_is_written_is_no_failure_whatever_comes_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The board restarts before dfu-util's last request; the board's own answer shows whether it runs."""
    fake(tmp_path, "dfu-util", LEFT_EARLY)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    job = Job(load_board("feather-stm32f405"), Path("firmware.elf"))
    assert choose_runner(job.board, "dfu-util").flash(job) is None


def test_dfu_util_waits_for_the_boot_loader_that_the_firmware_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Feather has its own USB; what the ST-LINK of a Nucleo leads to is in its boot loader or is not."""
    fake(tmp_path, "dfu-util", 'echo "$@" >> asked; test "$1" != -l || cat there')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr("kd_edge.deploy.runners.boot_loader._name_of", lambda path: "feather-stm32f405")
    found = "Found DFU: [0483:df11] ver=2200, devnum=5"
    monkeypatch.setattr("kd_edge.deploy.runners.boot_loader._ask", lambda path: Path("there").write_text(found))
    for name, looked in (("feather-stm32f405", 2), ("nucleo-f411re", 0)):
        Path("there").write_text("")
        Path("asked").write_text("")
        choose_runner(load_board(name), "dfu-util").flash(Job(load_board(name), Path("firmware.elf"), port="PORT"))
        lines = Path("asked").read_text().splitlines()
        assert lines[:-1] == ["-l -d 0483:df11"] * looked
        assert "-D" in lines[-1]


def test_the_boards_own_answer_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_bundle: Bundle) -> None:
    fake(tmp_path, "dfu-util", LEFT_EARLY)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    board = load_board("feather-stm32f405")
    job, runner = Job(board, Path("firmware.elf"), port="socket://board"), choose_runner(board, "dfu-util")
    for carried, right in ((tiny_bundle.digest, True), (bytes(32), False)):
        answer = Info(0, 1, 4, 2, 0, 0, 0, 0, 0, carried, board.name, "build", "tiny")
        monkeypatch.setattr(
            flash, "Device", lambda url, answer=answer: nullcontext(SimpleNamespace(info=lambda: answer))
        )
        if right:
            assert flash.flash_board(runner, job, tiny_bundle) == (answer, "socket://board")
        else:
            with pytest.raises(DeployError):
                flash.flash_board(runner, job, tiny_bundle)


def test_bossac_is_not_started_without_a_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, "bossac", "touch started")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(programs, "boot_loader_ports", lambda board: [])
    job = Job(load_board("nano33ble"), Path("firmware.elf"))
    runner = choose_runner(job.board, "bossac")
    assert "--port=PORT" in runner.describe(job)  # a dry run needs no board
    with pytest.raises(DeployError, match=r"boot loader of nano33ble shows a serial port.*twice"):
        runner.flash(job)
    assert not (tmp_path / "started").exists()


def test_the_port_of_the_boards_own_boot_loader_is_no_other_board(
    monkeypatch: pytest.MonkeyPatch, tiny_bundle: Bundle
) -> None:
    """It stays for a moment after flashing; the firmware answers on an adapter, or on its own USB."""
    board = load_board("nano33ble")
    adapter = SimpleNamespace(device="/dev/ttyUSB0", vid=0x1A86, pid=0x7523, product=None, serial_number=None)
    loader = SimpleNamespace(device="/dev/ttyACM3", vid=0x2341, pid=0x005A, product=None, serial_number=None)
    own = SimpleNamespace(
        device="/dev/ttyACM4", vid=0x1209, pid=0x0001, product="kd-edge nano33ble", serial_number=None
    )
    monkeypatch.setattr(flash, "boot_loader_ports", lambda board: ["/dev/ttyACM3"])
    monkeypatch.setattr(usb_ports, "comports", lambda: [adapter, loader])
    answer = Info(0, 1, 4, 2, 0, 0, 0, 0, 0, tiny_bundle.digest, board.name, "build", "tiny")
    monkeypatch.setattr(flash, "Device", lambda url: nullcontext(SimpleNamespace(info=lambda: answer)))
    written = Runner("any", lambda board: True, lambda job: "", lambda job: None)
    job = Job(board, Path("firmware.elf"))
    assert flash.flash_board(written, job, tiny_bundle) == (answer, "/dev/ttyUSB0")
    monkeypatch.setattr(usb_ports, "comports", lambda: [adapter, loader, own])
    assert flash.flash_board(written, job, tiny_bundle) == (answer, "/dev/ttyACM4"), "its own USB comes first"
    monkeypatch.setattr(usb_ports, "comports", lambda: [loader])
    with pytest.raises(StreamError, match=r"nano33ble is flashed.*Found: none.*--port"):
        flash.flash_board(written, job, tiny_bundle)
