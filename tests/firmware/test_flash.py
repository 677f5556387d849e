"""Flashing: what would be done, what is missing, and the emulator that keeps running."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kd_edge.bundle import Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import board_names, load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.background import Background
from kd_edge.deploy.runners.boot_loader import APPEARANCE_S
from kd_edge.deploy.runners.flash import choose_runner, flash_board, runners_of
from kd_edge.deploy.runners.runner import Job, Runner
from kd_edge.errors import DeployError, StreamError
from kd_edge.sources.deciding import check_bundle
from tests.deploy.conftest import needs_compiler, needs_qemu, needs_rp2040js

REFERENCE = Path(__file__).parents[2] / "export" / "reference"

pytestmark = [needs_compiler, needs_qemu]


def test_real_hardware_comes_before_the_emulator() -> None:
    runners = {name: [runner.name for runner in runners_of(load_board(name))] for name in board_names()}
    assert runners["netduinoplus2"] == ["pyocd", "dfu-util", "openocd", "emulator"]
    assert runners["pico"] == ["uf2", "pyocd", "picotool", "openocd", "emulator"]
    assert runners["nano33ble"] == ["pyocd", "bossac", "openocd"]
    assert choose_runner(load_board("mps2-an386"), None).name == "emulator"
    with pytest.raises(DeployError, match="flashed by emulator"):
        choose_runner(load_board("mps2-an386"), "dfu-util")


def test_a_dry_run_names_the_command_and_does_nothing(
    psl18_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["flash", str(psl18_bundle.folder), "--board", "netduinoplus2", "--runner", "dfu-util", "--dry-run"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "dfu-util -d 0483:df11 -a 0 -s 0x08000000:leave" in result.output.replace("\n", " ")
    assert not (tmp_path / "build/firmware/netduinoplus2/firmware.bin").exists()


def test_a_missing_probe_is_named(psl18_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyocd", reason="the probe extra is not installed")
    monkeypatch.chdir(tmp_path)
    arguments = ["flash", str(psl18_bundle.folder), "--board", "microbit", "--runner", "pyocd"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == DeployError.exit_code
    assert "A debug probe is plugged in. Found: none" in result.stderr


def test_the_emulator_runner_leaves_a_board_that_streams(
    psl18_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["flash", str(psl18_bundle.folder), "--board", "netduinoplus2", "--runner", "emulator"]
    urls = []
    try:
        for _ in range(2):
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 0, result.output
            urls += re.findall(r"on (socket://\S+) carries", result.output)
        with pytest.raises(StreamError):
            Device(urls[0])
        with Device(urls[1]) as device:
            check_bundle(device.info(), psl18_bundle)
        running = json.loads(CliRunner().invoke(main, ["emulators", "--json"]).stdout)["running"]
        assert [(board["board"], board["url"]) for board in running] == [("netduinoplus2", urls[1])]
    finally:
        stopped = CliRunner().invoke(main, ["emulators", "--stop"])
    assert urls[1] in stopped.output
    with pytest.raises(StreamError):
        Device(urls[1])
    assert "No emulated board runs" in CliRunner().invoke(main, ["emulators", "--stop"]).output


def test_a_process_that_took_an_emulators_number_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    other = Background("microbit", "socket://127.0.0.1:1", os.getpid(), str(tmp_path / "firmware"))
    record = tmp_path / "build/firmware/microbit/emulator.json"
    record.parent.mkdir(parents=True)
    record.write_bytes(msgspec.json.encode(other))
    assert "No emulated board runs" in CliRunner().invoke(main, ["emulators", "--stop"]).output
    other.stop()  # this very process would be gone


@pytest.mark.parametrize("name", ["microbit", pytest.param("pico", marks=needs_rp2040js)])
def test_an_emulator_ends_with_its_command(name: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from kd_edge.cli import main; main()",
        "emulate",
        str(REFERENCE),
        "--board",
        name,
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with Device(url) as device:
            check_bundle(device.info(), open_bundle(REFERENCE))
        process.terminate()
    with pytest.raises(StreamError):
        Device(url)


def test_a_port_of_another_machine_is_not_awaited_among_the_files_of_this_one(
    psl18_bundle: Bundle, tmp_path: Path
) -> None:
    board = load_board("microbit")
    done = Runner("none", lambda board: True, lambda job: "", lambda job: None)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        url = f"rfc2217://127.0.0.1:{closed.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(StreamError, match="rfc2217"):
            flash_board(done, Job(board, tmp_path / "image.elf", port=url), psl18_bundle)
    assert time.monotonic() - begun < APPEARANCE_S / 2


def test_a_board_with_another_bundle_is_not_done(psl18_bundle: Bundle) -> None:
    from kd_edge.link.messages import Info

    info = Info(0, 1, 4, 2, 0, 0, 0, 0, 0, bytes(32), "microbit", "build", "other")
    with pytest.raises(DeployError, match="Found: 'other'"):
        check_bundle(info, psl18_bundle)
