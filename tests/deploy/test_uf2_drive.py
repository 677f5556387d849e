"""Boot loaders' drives: which one is the board's, and what is copied there."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from kd_edge.deploy.boards import load_board
from kd_edge.deploy.runners.uf2_drive import INFO_FILE, Drive, copy_image, find_drive, mounted_drives, read_drive
from kd_edge.errors import DeployError

PICO = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n"
FEATHER = (
    "UF2 Bootloader 0.6.1 lib/nrfx (v2.0.0) lib/tinyusb (0.12.0)\r\n"
    "Model: Adafruit Feather nRF52840 Express\r\nBoard-ID: nRF52840-Feather-revD\r\nDate: Jun 19 2021\r\n"
)


def plug_in(folder: Path, info: str) -> Path:
    folder.mkdir()
    (folder / INFO_FILE).write_bytes(info.encode())
    return folder


@pytest.fixture
def mounts(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What is mounted, to add to."""
    found: list[Path] = []
    monkeypatch.setattr("psutil.disk_partitions", lambda: [SimpleNamespace(mountpoint=str(path)) for path in found])
    return found


def test_a_drive_says_what_it_belongs_to(tmp_path: Path) -> None:
    assert read_drive(plug_in(tmp_path / "a", PICO)) == Drive(tmp_path / "a", "Raspberry Pi RP2", "RPI-RP2")
    assert read_drive(tmp_path) is None
    assert read_drive(plug_in(tmp_path / "b", "no fields")) == Drive(tmp_path / "b", "", "")


def test_the_only_drive_of_the_board_is_found(tmp_path: Path, mounts: list[Path]) -> None:
    mounts += [tmp_path, plug_in(tmp_path / "pico", PICO), plug_in(tmp_path / "feather", FEATHER)]
    assert len(mounted_drives()) == 2
    assert find_drive(load_board("pico"), None).path == tmp_path / "pico"
    assert find_drive(load_board("feather-nrf52840"), None).path == tmp_path / "feather"


def test_without_a_drive_or_with_two_nothing_is_guessed(tmp_path: Path, mounts: list[Path]) -> None:
    with pytest.raises(DeployError, match=r"Found: none.*BOOTSEL.*--drive"):
        find_drive(load_board("pico"), None)
    mounts += [plug_in(tmp_path / "one", PICO), plug_in(tmp_path / "two", PICO)]
    with pytest.raises(DeployError, match=r"Found: .*one, .*two"):
        find_drive(load_board("pico"), None)


def test_another_boards_drive_is_refused(tmp_path: Path) -> None:
    feather = plug_in(tmp_path / "feather", FEATHER)
    assert find_drive(load_board("feather-nrf52840"), feather).board_id == "nRF52840-Feather-revD"
    with pytest.raises(DeployError, match="Found: 'nRF52840-Feather-revD', Adafruit Feather"):
        find_drive(load_board("pico"), feather)
    with pytest.raises(DeployError, match=f"holds {INFO_FILE}"):
        find_drive(load_board("pico"), tmp_path)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "firmware.uf2"
    path.write_bytes(os.urandom(4096))
    return path


def test_the_whole_image_is_copied(image: Path, tmp_path: Path) -> None:
    drive = plug_in(tmp_path / "pico", PICO)
    copy_image(image, Drive(drive, "", ""))
    assert (drive / "firmware.uf2").read_bytes() == image.read_bytes()
    assert len(list(drive.iterdir())) == 2


def test_half_an_image_does_not_stay(image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = plug_in(tmp_path / "pico", PICO)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeployError, match=r"takes the whole image.*No space left"):
        copy_image(image, Drive(drive, "", ""))
    assert [path.name for path in drive.iterdir()] == [INFO_FILE]


def test_a_board_that_restarts_takes_its_drive_away(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = plug_in(tmp_path / "pico", PICO)

    def gone(descriptor: int) -> None:
        (drive / INFO_FILE).unlink()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", gone)
    copy_image(image, Drive(drive, "", ""))
