"""A board whose block says how it is worn: the host's results, also for a profile that is written over the first."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.link.messages import Log
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.play.session import Session
from kd_edge.refit.image import find_block, refit_image
from tests.deploy.conftest import TOOLCHAINS, needs_compiler, needs_qemu
from tests.firmware.conftest import assert_says_what_the_host_says, write_bundle

pytestmark = [needs_compiler, needs_qemu]

BOARD = load_board("mps2-an386")
FIRST = WearerProfile(mirror=True, roll_deg=100.0)


@pytest.fixture(scope="module")
def bundle(psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    manifest = psl18_bundle.manifest
    folder = tmp_path_factory.mktemp("bundle") / "worn"
    return write_bundle(folder, manifest.signal.worn(FIRST), psl18_bundle.read(INT8_MODEL), manifest.model.labels)


@pytest.fixture(scope="module")
def image(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(BOARD, bundle, tmp_path_factory.mktemp("image"), next(iter(TOOLCHAINS.values()))).elf


def test_a_board_says_what_the_host_says(image: Path, bundle: Bundle, psl18_session: Session) -> None:
    with emulated_board(BOARD, image) as url, Device(url) as device:
        assert_says_what_the_host_says(device.inject(psl18_session), bundle, psl18_session)


def test_another_profile_is_written_over_the_first(
    image: Path, bundle: Bundle, psl18_session: Session, tmp_path: Path
) -> None:
    other = WearerProfile(reverse=True, roll_deg=-20.0, gain=(0.5,) * 8 + (1.0,) * 6)
    copy = Path(shutil.copy(image, tmp_path / "firmware.elf"))
    refit_image(copy, bundle, other)
    worn = replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, signal=bundle.manifest.signal.worn(other)))
    with emulated_board(BOARD, copy) as url, Device(url) as device:
        assert_says_what_the_host_says(device.inject(psl18_session), worn, psl18_session)


def test_a_damaged_block_is_reported_and_nothing_is_recognised(
    image: Path, psl18_session: Session, tmp_path: Path
) -> None:
    data = bytearray(image.read_bytes())
    data[find_block(bytes(data)) + 30] ^= 0x10
    (tmp_path / "damaged.elf").write_bytes(data)
    with emulated_board(BOARD, tmp_path / "damaged.elf") as url, Device(url) as device:
        device.request(CommandCode.START, bytes((BoardMode.CLASSIFY, 0)))
        log = next(message for message in device.messages(5.0) if isinstance(message, Log))
        assert b"The wearer's profile in this image is damaged" in log.text
        device.stop()
        observed = device.inject(psl18_session)
    assert observed.refused > 0
    assert not observed.features
