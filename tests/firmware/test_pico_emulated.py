"""The Pico as an emulated board: flashed into rp2040js, its sensors play recordings; and flashed by a UF2 drive."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bundle import Bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators import rp2040
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.emulators.pico_sensors import golden_takes, recorded_takes, wire_sensors
from kd_edge.deploy.emulators.rp2040 import SimulatedRig
from kd_edge.errors import DeployError
from kd_edge.link.messages import Data
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.sources.deciding import check_bundle
from tests.deploy.conftest import needs_compiler, needs_qemu, needs_rp2040js
from tests.firmware.pico_rig import SIGNAL, played

INFO = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder, whose emulators end with the test."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for state in tmp_path.glob("build/firmware/*/emulator.json"):
        os.kill(json.loads(state.read_text())["pid"], signal.SIGKILL)


def flash(*arguments: str | Path) -> str:
    """The port on which the flashed board answers."""
    result = CliRunner().invoke(main, ["flash", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return re.findall(r"on (socket://\S+) carries", result.output)[0]


def test_the_sensors_see_what_was_recorded(rig_dataset: Dataset, rig_bundle: Bundle, tmp_path: Path) -> None:
    save_dataset(rig_dataset, tmp_path / "rig.npz")
    takes = recorded_takes(tmp_path / "rig.npz", rig_bundle)
    wired, expected = wire_sensors(SIGNAL, takes), played(rig_dataset, *range(len(rig_dataset.recordings)))
    for seen, true in ((wired.muscles, expected.muscles), (wired.motion, expected.motion)):
        assert seen is not None
        assert true is not None
        assert seen.period_ns == true.period_ns
        assert np.array_equal(seen.samples, true.samples)


def test_other_sensors_recordings_are_refused(rig_bundle: Bundle, tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    with pytest.raises(DeployError, match="of the sensors of the bundle 'rig'"):
        recorded_takes(tmp_path / "tiny.npz", rig_bundle)
    with pytest.raises(DeployError, match=r"Found: 0 recordings.*--data"):
        wire_sensors(SIGNAL, [])


@needs_compiler
@needs_rp2040js
def test_a_flashed_emulator_plays_the_goldens(rig_bundle: Bundle, folder: Path) -> None:
    url = flash(rig_bundle.folder, "--board", "pico", "--runner", "emulator")
    taken: list[np.ndarray] = []
    with Device(url) as device:
        check_bundle(device.info(), rig_bundle)
        device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
        for message in device.messages(60.0):
            if isinstance(message, Data) and message.stream == 0:
                taken.append(np.frombuffer(message.samples, "<i2").reshape(-1, 3))
                if message.time_ns > 400_000_000:
                    break
    samples = np.concatenate(taken)
    assert np.array_equal(samples, golden_takes(rig_bundle)[0]["emg"][: len(samples)])


@needs_compiler
@needs_rp2040js
@needs_qemu
def test_a_uf2_drive_takes_the_image_and_the_board_is_asked(rig_bundle: Bundle, folder: Path) -> None:
    drive = folder / "RPI-RP2"
    drive.mkdir()
    (drive / "INFO_UF2.TXT").write_bytes(INFO.encode())
    pico = flash(rig_bundle.folder, "--board", "pico", "--runner", "emulator")
    arguments = (rig_bundle.folder, "--board", "pico", "--runner", "uf2", "--drive", drive)
    assert flash(*arguments, "--port", pico) == pico
    assert (drive / "firmware.uf2").read_bytes() == (folder / "build/firmware/pico/firmware.uf2").read_bytes()

    other = flash(rig_bundle.folder, "--board", "microbit", "--runner", "emulator")
    result = CliRunner().invoke(main, ["flash", *map(str, arguments), "--port", other])
    assert result.exit_code == DeployError.exit_code
    assert "Found: microbit" in result.stderr


@needs_compiler
@needs_rp2040js
def test_a_pico_is_flashed_without_a_button_and_found_without_a_port(
    rig_bundle: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kd_edge.link.usb_ports.comports", list)
    pico = flash(rig_bundle.folder, "--board", "pico", "--runner", "emulator")
    drive = folder / "build/firmware/pico/RPI-RP2"
    assert not drive.exists()
    arguments = ("--board", "pico", "--runner", "uf2", "--drive", drive)
    other = folder / "other"
    shutil.copytree(rig_bundle.folder, other)
    manifest = json.loads((other / "manifest.json").read_bytes())
    (other / "manifest.json").write_bytes(json.dumps({**manifest, "name": "other"}).encode())
    assert flash(other, *arguments, "--port", pico) == pico, "asked by its port, it starts its boot loader"
    assert not drive.exists()
    with Device(pico) as device:
        assert device.info().bundle == "other"
    result = CliRunner().invoke(main, ["stream", str(other), "--on", "board", "--duration", "0.5"])
    assert result.exit_code == 0, result.output


def test_what_an_emulator_lacks_is_said(tmp_path: Path) -> None:
    elf = tmp_path / "firmware.elf"
    with pytest.raises(DeployError, match="makes a TCP port"), emulated_board(load_board("pico"), elf, terminal=True):
        pass
    rig = SimulatedRig(None, None)
    with pytest.raises(DeployError, match="has sensors"), emulated_board(load_board("microbit"), elf, rig=rig):
        pass


def test_the_remedy_names_the_version_that_is_installed() -> None:
    package = json.loads(Path(rp2040.__file__).with_name("rp2040js").joinpath("package.json").read_text())
    assert package["dependencies"]["rp2040js"] == rp2040.VERSION
